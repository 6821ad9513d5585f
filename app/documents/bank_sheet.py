"""What all sheets of a lending bank have in common: units found out and told, loose cells, rows told from totals.

Banks send 元 or 万元, often without saying so, and mask ids; which unit was taken, and why, is part of each answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from app.documents.cells import Cell, as_date, as_decimal, as_money, as_number_text, as_text, as_whole
from app.documents.columns import Chosen, Column, FoundColumn, Heading, find_heading
from app.documents.refused import RefusedRow
from app.documents.sheet import Sheet, fill_merged
from app.documents.sheet_reader import read_sheets
from app.documents.sheet_rows import heading_missing, other_row
from app.domain.errors import SheetHeadingError
from app.domain.findings import Finding, Severity
from app.domain.person_name import normal_name

WAN = 10_000
LARGEST_IN_WAN = Decimal(100)
GUESSED = "按金额大小判断"
_AS_OF = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")
_BELOW_A_FRACTION = Decimal("0.2")
T = TypeVar("T")

Cells = Mapping[str, Cell]


class Refusal(Exception):
    """A row cannot be taken: the key of the column, the value as it may be shown, the reason."""

    def __init__(self, key: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.key, self.value, self.reason = key, value, reason


@dataclass(frozen=True, slots=True)
class Reading:
    """What a bank's file holds; `unit` (元 or 万元) is that of its amounts and `unit_from` says how we know."""

    file: str
    sheet: str
    title: str
    as_of: date | None
    unit: str
    unit_from: str
    headings: tuple[str, ...]
    columns: tuple[FoundColumn, ...]
    unknown: tuple[str, ...]
    refused: tuple[RefusedRow, ...]
    ignored: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of list: its name, its columns, and of the money columns the main one and those of interest.

    A list that is not `numbered` may come without contract or note numbers, if it names people by their ids.
    """

    title: str
    columns: tuple[Column, ...]
    main_money: str
    money: tuple[str, ...] = ()
    interest: tuple[str, ...] = ()
    numbered: bool = True


def open_bank_sheet(path: Path, kind: Kind, sheet: str | None, chosen: Chosen) -> BankSheet:
    """The first sheet (or the one named) whose heading fits the list.

    Raises the Sheet… errors for a file that is broken, locked, foreign, too large, or without the headings.
    """
    missing: tuple[str, ...] = ()
    for found in read_sheets(path, sheet):
        heading = find_heading(found.rows, kind.columns, chosen)
        if heading is None:
            continue
        lacks = heading.missing
        if kind.numbered and "note" not in heading.columns and "contract" not in heading.columns:
            lacks = (*lacks, "合同号")
        if not lacks:
            return BankSheet(path.name, found, heading, kind)
        missing = lacks if not missing or len(lacks) < len(missing) else missing
    raise SheetHeadingError(path.name, kind.title, heading_missing(kind.columns, missing))


class BankSheet:
    """A sheet of a bank whose heading is understood; reads its cells and keeps what there is to say about them."""

    def __init__(self, file: str, sheet: Sheet, heading: Heading, kind: Kind) -> None:
        self.file = file
        self.sheet = sheet
        self.heading = heading
        self.kind = kind
        self.findings: list[Finding] = []
        self.refused: list[RefusedRow] = []
        self.ignored: list[tuple[int, str]] = []
        self._places = [(column.key, heading.index(column.key)) for column in kind.columns]
        self.unit, self.unit_from = self._unit()
        self._per = {key: self._yuan_per_unit(key) for key in (kind.main_money, *kind.money, *kind.interest)}

    def entries(self, read: Callable[[int, Cells], T]) -> Iterator[T]:
        """What `read` makes of each row that is an entry; one that raises Refusal is refused, the others go on."""
        start = self.heading.first_row
        fill_merged(self.sheet, start)
        name_heading = self.heading.columns["name"].heading
        for number, row in enumerate(self.sheet.rows[start:], self.sheet.number(start)):
            width = len(row)
            cells = {key: row[at] if at is not None and at < width else "" for key, at in self._places}
            other = other_row(row, (cells["name"], cells["contract"] or cells["note"]), name_heading)
            if other is None:
                try:
                    yield read(number, cells)
                except Refusal as refusal:
                    heading = self.heading.columns[refusal.key].heading
                    self.refused.append(RefusedRow(number, heading, refusal.value, refusal.reason))
            elif other:
                self.ignored.append((number, other))

    def reading(self) -> Reading:
        """What is known of the file beside its rows."""
        return Reading(
            file=self.file,
            sheet=self.sheet.name,
            title=self.heading.title,
            as_of=self._as_of(),
            unit=self.unit,
            unit_from=self.unit_from,
            headings=self.heading.texts,
            columns=tuple(self.heading.columns.values()),
            unknown=self.heading.unknown,
            refused=tuple(self.refused),
            ignored=tuple(self.ignored),
            findings=tuple(self.findings),
        )

    def name(self, cells: Cells) -> str:
        """The customer's name. Raises Refusal where there is none."""
        name = normal_name(as_text(cells["name"]))
        if not name:
            raise Refusal("name", "", "没有客户名称")
        return name

    def numbers(self, cells: Cells) -> tuple[str, str]:
        """Note and contract number, one of them perhaps empty. Raises Refusal where both are, or one is damaged."""
        key = next((each for each in ("contract", "note") if each in self.heading.columns), "name")
        try:
            note, contract = as_number_text(cells["note"]), as_number_text(cells["contract"])
        except ValueError as error:
            raise Refusal(key, as_text(cells[key]), str(error)) from None
        if not note and not contract and (self.kind.numbered or not as_text(cells["resident_id"])):
            raise Refusal(key, "", "合同号和借据号都没有，对不上账")
        return note, contract

    def resident_id(self, number: int, cells: Cells) -> str:
        """The id, perhaps masked; a damaged one is left out with a finding, since the note number tells who it is."""
        try:
            return as_number_text(cells["resident_id"])
        except ValueError as error:
            self.note("bank-id", number, f"“{self.heading.columns['resident_id'].heading}”{error}，改按合同号核对。")
            return ""

    def needed_money(self, cells: Cells, key: str, what: str) -> Decimal:
        """Money without which the row says nothing. Raises Refusal where it is missing or cannot be read."""
        try:
            amount = as_money(cells[key], self._per[key])
        except ValueError as error:
            raise Refusal(key, as_text(cells[key])[:20], str(error)) from None
        if amount is None:
            raise Refusal(key, "", f"没有{what}")
        return amount

    def money(self, number: int, cells: Cells, key: str) -> Decimal | None:
        """Money in yuan; a cell that cannot be read is left out with a finding."""
        return self._loose(number, key, lambda: as_money(cells[key], self._per[key]))

    def day(self, number: int, cells: Cells, key: str) -> date | None:
        """A day; a cell that cannot be read is left out with a finding."""
        return self._loose(number, key, lambda: as_date(cells[key]))

    def whole(self, number: int, cells: Cells, key: str) -> int | None:
        """A whole number; a cell that cannot be read is left out with a finding."""
        return self._loose(number, key, lambda: as_whole(cells[key]))

    def rate(self, number: int, cells: Cells, key: str = "rate") -> Decimal | None:
        """A rate as a fraction a year; a cell that cannot be read is left out with a finding."""
        heading = self.heading.columns.get(key)
        return None if heading is None else self._loose(number, key, lambda: _yearly_fraction(cells[key], heading))

    def note(self, code: str, number: int, text: str) -> None:
        """Keep a finding about a row."""
        self.findings.append(Finding(code, Severity.WARN, text, subject=f"第 {number} 行", suggestion="请向银行核对。"))

    def _loose(self, number: int, key: str, read: Callable[[], T | None]) -> T | None:
        try:
            return read()
        except ValueError as error:
            self.note("bank-value", number, f"“{self.heading.columns[key].heading}”{error}，这一格没有取用。")
            return None

    def check_size(self, number: int, amount: Decimal) -> None:
        """Keep a finding where an amount can only be in the other unit."""
        small = self.unit == "元" and 0 < amount < LARGEST_IN_WAN
        large = self.unit == "万元" and amount >= LARGEST_IN_WAN * WAN
        if small or large:
            said = f"贷款金额按{self.unit}算是 {amount:,.2f} 元，像是元和万元混用。"
            self.note("bank-unit-mixed", number, said)

    def _unit(self) -> tuple[str, str]:
        main = self.heading.columns.get(self.kind.main_money)
        if main is not None and main.unit:
            return main.unit, "表头写明"
        if self.heading.title_unit:
            return self.heading.title_unit, "表格上方写明"
        largest = self._largest(self.kind.main_money)
        if 0 < largest < LARGEST_IN_WAN:
            self._guess(f"没有写明单位；贷款金额最大的是 {largest}，按万元读取。")
            return "万元", GUESSED
        return "元", "没有写明，按元"

    def _yuan_per_unit(self, key: str) -> int:
        """The yuan in one unit of a column: its own unit, else that of the list.

        A loan of this programme cannot run up 10 000 yuan of interest: unnamed interest of 1 and more is in 元.
        """
        column = self.heading.columns.get(key)
        if column is None:
            return 1
        unit = column.unit or self.unit
        if unit == "万元" and not column.unit and key in self.kind.interest and self._largest(key) >= 1:
            self._guess(f"“{column.heading}”没有写明单位，按万元算太大，按元读取。")
            unit = "元"
        return WAN if unit == "万元" else 1

    def _guess(self, said: str) -> None:
        self.findings.append(Finding("bank-unit-guessed", Severity.WARN, said, suggestion="请向银行核对单位。"))

    def _largest(self, key: str) -> Decimal:
        at = self.heading.index(key)
        largest = Decimal(0)
        for row in self.sheet.rows[self.heading.first_row :]:
            if at is None or at >= len(row) or other_row(row, row[at : at + 1], "") is not None:
                continue
            try:
                read = as_decimal(row[at])
            except ValueError:
                continue
            if read is not None and not read[1]:
                largest = max(largest, read[0])
        return largest

    def _as_of(self) -> date | None:
        above: Sequence[Sequence[Cell]] = self.sheet.rows[: self.heading.first_row - 1]
        for found in (_AS_OF.search(as_text(cell)) for row in above for cell in row):
            if found is not None:
                try:
                    return date(int(found[1]), int(found[2]), int(found[3]))
                except ValueError:
                    continue
        return None


def _yearly_fraction(cell: Cell, heading: FoundColumn) -> Decimal | None:
    """A rate as a fraction a year from per cent, per mille a month, or a fraction.

    Programme rates lie between 1 % and 20 %: a bare number under 0.2 can only be a fraction.
    """
    read = as_decimal(cell)
    if read is None:
        return None
    number, unit = read
    unit = unit or heading.unit
    if unit == "‰":
        fraction = number / 1000
    elif abs(number) < _BELOW_A_FRACTION and read[1] == "":
        fraction = number
    else:
        fraction = number / 100
    if "月" in heading.heading:
        fraction *= 12
    if not 0 <= fraction < 1:
        raise ValueError("不像利率")
    return fraction.normalize() + 0
