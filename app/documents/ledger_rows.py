"""The rows of a ledger in the types of its columns: ids masked, columns summed, heights for wrapped text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from app.documents.sheet_frame import ROW_HEIGHT
from app.documents.sheet_xml import column_letters, height_for, lines_of, row_of, text_end, value_end, wrap_row
from app.domain.ledger_layout import CellType, LedgerColumn, LedgerLayout
from app.domain.resident_id import mask

_CENT = Decimal("0.01")
_Write = Callable[[object], str]


class LedgerRows:
    """Makes the rows of one ledger as XML, counts them and sums the columns that ask for it.

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
        self._plan = [self._column(at, column) for at, column in enumerate(layout.columns, start=1)]
        self._wrapped = [(column.fact, column.width) for column in layout.columns if column.type is CellType.TEXT]

    def row(self, facts: Mapping[str, object]) -> str:
        """The next row."""
        self.count += 1
        number = str(self.number)
        self.number += 1
        get = facts.get
        cells = []
        for fact, before, style, write in self._plan:
            if write is None:
                cells.append(f"{before}{number}{style}><v>{self.count}</v></c>")
                continue
            value = get(fact)
            if value is None or value == "":
                cells.append(f"{before}{number}{style}/>")
            else:
                cells.append(f"{before}{number}{style}{write(value)}")
        for fact in self.sums:
            value = get(fact)
            if isinstance(value, (Decimal, int)):
                self.sums[fact] += value
        return wrap_row(number, self._height(facts), "".join(cells))

    def nothing(self, words: str) -> str:
        """The one row of a ledger without any, so that nobody takes it for unfinished."""
        columns = self.layout.columns
        said = next((at for at, column in enumerate(columns) if column.type is CellType.TEXT), 0)
        cells = [
            (at, str(column.type), words if at == said + 1 else None) for at, column in enumerate(columns, start=1)
        ]
        self.number += 1
        return row_of(self.number - 1, cells, self.styles, ROW_HEIGHT)

    def totals(self, label: str) -> str:
        """The last row: the label first, and the sums as values."""
        cells: list[tuple[int, str, object]] = []
        for at, column in enumerate(self.layout.columns, start=1):
            value: object = None
            if column.fact in self.sums:
                total = self.sums[column.fact]
                value = self._in_unit(total) if column.type is CellType.MONEY else int(total)
            elif at == 1:
                value = label
            cells.append((at, f"total-{column.type}", value))
        return row_of(self.number, cells, self.styles, ROW_HEIGHT)

    def _column(self, at: int, column: LedgerColumn) -> tuple[str, str, str, _Write | None]:
        writers: dict[CellType, _Write | None] = {
            CellType.SERIAL: None,
            CellType.TEXT: _text,
            CellType.CODE: _text,
            CellType.ID: _text if self.full_ids else _masked,
            CellType.MONEY: self._money,
            CellType.INT: value_end,
            CellType.DATE: value_end,
            CellType.RATE: value_end,
        }
        style = f'" s="{self.styles[column.type]}"'
        return column.fact, f'<c r="{column_letters(at)}', style, writers[column.type]

    def _height(self, facts: Mapping[str, object]) -> int:
        lines = 1
        for fact, width in self._wrapped:
            value = facts.get(fact)
            if isinstance(value, str) and 2 * len(value) > width - 1:
                lines = max(lines, lines_of(value, width))
        return height_for(lines)

    def _in_unit(self, value: Decimal) -> Decimal:
        return (value / self.per).quantize(_CENT)

    def _money(self, value: object) -> str:
        if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            return f"><v>{self._in_unit(Decimal(value)) if self.per != 1 else format(value, '.2f')}</v></c>"
        return text_end(str(value))


def _text(value: object) -> str:
    return text_end(str(value))


def _masked(value: object) -> str:
    return text_end(mask(str(value)))
