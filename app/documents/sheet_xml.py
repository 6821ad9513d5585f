"""Rows of a ledger as the XML of a sheet, cell by cell in the type of their column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from app.domain.ledger_layout import CellType, LedgerColumn, LedgerLayout
from app.domain.resident_id import mask

ROW_HEIGHT = 20
LINE_HEIGHT = 13
_WIDE_CHARACTER = 1.85  # of one Chinese character in 10 pt, in characters of the column width
LONGEST_TEXT = 32_000  # characters that a cell can hold, a little below the limit
_FIRST_DAY = date(1899, 12, 30).toordinal()
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile("[&<>]")
_CENT = Decimal("0.01")

_Write = Callable[[object, str], str]


def column_letters(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class RowWriter:
    """Makes the rows of one ledger, counts them and sums the columns that ask for it.

    `per` is the yuan in one unit of the sheet (10 000 for 万元).
    """

    def __init__(
        self, layout: LedgerLayout, styles: Mapping[str, int], first_row: int, *, per: int, full_ids: bool
    ) -> None:
        self.layout = layout
        self.styles = styles
        self.number = first_row
        self.count = 0
        self.per = per
        self.full_ids = full_ids
        self.sums: dict[str, Decimal] = {column.fact: Decimal(0) for column in layout.columns if column.total}
        self._cells = [self._column(at, column) for at, column in enumerate(layout.columns, start=1)]
        self._wraps = [column for column in layout.columns if column.type is CellType.TEXT]

    def row(self, facts: Mapping[str, object]) -> str:
        """One row of the sheet."""
        self.count += 1
        number = str(self.number)
        self.number += 1
        get = facts.get
        cells = []
        for fact, before, empty, write in self._cells:
            value = get(fact)
            if write is None:
                cells.append(f"{before}{number}{empty}<v>{self.count}</v></c>")
            elif value is None or value == "":
                cells.append(f"{before}{number}{empty[:-1]}/>")
            else:
                cells.append(f"{before}{number}{write(value, empty)}")
        for fact in self.sums:
            value = get(fact)
            if isinstance(value, (Decimal, int)):
                self.sums[fact] += value
        return f'<row r="{number}" ht="{self._height(facts)}" customHeight="1">{"".join(cells)}</row>'

    def totals(self, label: str) -> str:
        """The last row: the label first, and the sums as values."""
        number = str(self.number)
        cells = []
        for at, column in enumerate(self.layout.columns, start=1):
            style = self.styles[f"total-{column.type}"]
            before, end = f'<c r="{column_letters(at)}{number}', f'" s="{style}">'
            if column.fact in self.sums:
                value = self.sums[column.fact]
                shown = self._money(value) if column.type is CellType.MONEY else str(value)
                cells.append(f"{before}{end}<v>{shown}</v></c>")
            elif at == 1:
                plain = self.styles[f"total-{CellType.TEXT}"]
                cells.append(f'{before}" s="{plain}"{_text_tail(label)}')
            else:
                cells.append(f"{before}{end[:-1]}/>")
        return f'<row r="{number}" ht="{ROW_HEIGHT}" customHeight="1">{"".join(cells)}</row>'

    def _column(self, at: int, column: LedgerColumn) -> tuple[str, str, str, _Write | None]:
        before = f'<c r="{column_letters(at)}'
        empty = f'" s="{self.styles[column.type]}">'
        writers: dict[CellType, _Write | None] = {
            CellType.SERIAL: None,
            CellType.TEXT: _text,
            CellType.CODE: _text,
            CellType.ID: _text if self.full_ids else _masked,
            CellType.MONEY: self._money_cell,
            CellType.INT: _number,
            CellType.DATE: _date,
            CellType.RATE: _number,
        }
        return column.fact, before, empty, writers[column.type]

    def _height(self, facts: Mapping[str, object]) -> int:
        lines = 1
        for column in self._wraps:
            value = facts.get(column.fact)
            if isinstance(value, str) and 2 * len(value) > column.width:
                lines = max(lines, _lines(value, column.width))
        return ROW_HEIGHT if lines == 1 else min(400, LINE_HEIGHT * lines + 6)

    def _money(self, value: Decimal) -> str:
        return f"{(value / self.per).quantize(_CENT)}" if self.per != 1 else f"{value:.2f}"

    def _money_cell(self, value: object, end: str) -> str:
        if isinstance(value, Decimal):
            return f"{end}<v>{self._money(value)}</v></c>"
        if isinstance(value, int):
            return f"{end}<v>{self._money(Decimal(value))}</v></c>"
        return _text(value, end)


def _text(value: object, end: str) -> str:
    return f"{end[:-1]}{_text_tail(str(value))}"


def _text_tail(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "…"
    if not text.isalnum():
        text = _ILLEGAL.sub("", text)
        if _MARKUP.search(text):
            text = escape(text)
        if text != text.strip() or "\n" in text or "\t" in text:
            return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f' t="inlineStr"><is><t>{text}</t></is></c>'


def _masked(value: object, end: str) -> str:
    return _text(mask(str(value)), end)


def _number(value: object, end: str) -> str:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"{end}<v>{value:f}</v></c>" if isinstance(value, Decimal) else f"{end}<v>{value}</v></c>"
    return _text(value, end)


def _date(value: object, end: str) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{end}<v>{value.toordinal() - _FIRST_DAY}</v></c>"
    return _text(value, end)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of `width` characters; a Chinese character is nearly as wide as two."""
    room = max(2, int(width / _WIDE_CHARACTER) * 2)
    return sum(max(1, -(-sum(2 if char > "\u2e7f" else 1 for char in line) // room)) for line in text.split("\n"))
