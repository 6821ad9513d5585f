"""The roster of a village, one person a row, read from a sheet as people have it.

A row that cannot be trusted is refused with its reason and the others go on; what was understood of the columns is
part of the answer, so that an officer can see it before anything is taken over.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from app.documents.cells import DAMAGED_NUMBER, Cell, as_money, as_number_text, as_text, as_whole, clean
from app.documents.columns import FoundColumn, Heading, find_heading
from app.documents.refused import RefusedRow
from app.documents.roster_columns import ROSTER_COLUMNS
from app.documents.sheet import Sheet, fill_merged
from app.documents.sheet_reader import read_sheets
from app.documents.sheet_rows import heading_missing, other_row
from app.domain.errors import SheetHeadingError
from app.domain.findings import Finding, Severity
from app.domain.person_name import normal_name
from app.domain.resident_id import mask, read_resident_id

TITLE = "人员名单"
HEAD = "户主"
LOST_DIGITS = "校验位不对，末三位又是 000，像是被表格软件改成过数字，请对照证件重新填写"

T = TypeVar("T")

RELATIONS = frozenset(
    {
        *("户主", "配偶", "之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女"),
        *("之父", "之母", "之岳父", "之岳母", "之公公", "之婆婆", "之祖父", "之祖母", "之外祖父", "之外祖母"),
        *("之兄弟姐妹", "之曾孙子", "之曾孙女", "之侄儿", "之侄女", "之兄弟媳妇", "之叔伯", "其他"),
    }
)
_RELATION_WORDS = {
    "本人": "户主",
    "户主本人": "户主",
    "妻": "配偶",
    "妻子": "配偶",
    "夫": "配偶",
    "丈夫": "配偶",
    "子": "之子",
    "儿子": "之子",
    "长子": "之子",
    "次子": "之子",
    "女": "之女",
    "女儿": "之女",
    "长女": "之女",
    "次女": "之女",
    "儿媳": "之儿媳",
    "女婿": "之女婿",
    "孙子": "之孙子",
    "孙女": "之孙女",
    "外孙子": "之外孙子",
    "外孙": "之外孙子",
    "外孙女": "之外孙女",
    "父": "之父",
    "父亲": "之父",
    "母": "之母",
    "母亲": "之母",
    "岳父": "之岳父",
    "岳母": "之岳母",
    "公公": "之公公",
    "婆婆": "之婆婆",
    "祖父": "之祖父",
    "祖母": "之祖母",
    "侄子": "之侄儿",
    "之侄子": "之侄儿",
    "侄儿": "之侄儿",
    "侄女": "之侄女",
    "之外孙": "之外孙子",
    "之孙": "之孙子",
    "之媳": "之儿媳",
    "之兄弟": "之兄弟姐妹",
    "之姐妹": "之兄弟姐妹",
}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person; `row` counts from 1 in the sheet, income in yuan, work in months of the year, "" where empty."""

    row: int
    county: str
    township: str
    village: str
    group: str
    household_number: str
    person_number: str
    name: str
    resident_id: str
    people: int | None
    relation: str
    ethnicity: str
    education: str
    schooling: str
    health: str
    labour_skill: str
    work_months: int | None
    cause: str
    income_per_head: Decimal | None
    household_phone: str
    phone: str
    kind: str
    monitored: str
    risk_removed: str


@dataclass(frozen=True, slots=True)
class RosterReading:
    """What a roster file holds. `rows` and `refused` together are the person rows; `ignored` are totals and notes."""

    file: str
    sheet: str
    title: str
    columns: tuple[FoundColumn, ...]
    unknown: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    refused: tuple[RefusedRow, ...]
    ignored: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]

    @property
    def households(self) -> int:
        """How many households the accepted rows are of."""
        return len({row.household_number for row in self.rows})


def read_roster(path: Path, sheet: str | None = None, chosen: Mapping[str, str] | None = None) -> RosterReading:
    """Read a roster; without `sheet` the first sheet whose heading fits.

    `chosen` maps headings of this source to column keys as the officer corrected them earlier.
    Raises the Sheet… errors for a file that is broken, locked, foreign, too large, or without the headings.
    """
    missing: tuple[str, ...] = ()
    for found in read_sheets(path, sheet):
        heading = find_heading(found.rows, ROSTER_COLUMNS, chosen)
        if heading is not None and not heading.missing:
            return _RosterReader(found, heading).read(path.name)
        if heading is not None and (not missing or len(heading.missing) < len(missing)):
            missing = heading.missing
    raise SheetHeadingError(path.name, TITLE, heading_missing(ROSTER_COLUMNS, missing))


class _Refusal(Exception):
    def __init__(self, key: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.key, self.value, self.reason = key, value, reason


class _RosterReader:
    def __init__(self, sheet: Sheet, heading: Heading) -> None:
        self.sheet = sheet
        self.heading = heading
        self.texts: dict[str, str] = {}
        self.seen: dict[str, int] = {}
        self.findings: list[Finding] = []
        self.income_unit = 10_000 if self._unit("income_per_head") == "万元" else 1

    def _unit(self, key: str) -> str:
        found = self.heading.columns.get(key)
        return "" if found is None else found.unit or self.heading.title_unit

    def read(self, file: str) -> RosterReading:
        rows: list[RosterRow] = []
        refused: list[RefusedRow] = []
        ignored: list[tuple[int, str]] = []
        cells = self._cells()
        start = self.heading.first_row
        fill_merged(self.sheet, start)
        name_heading = self.heading.columns["name"].heading
        for number, row in enumerate(self.sheet.rows[start:], self.sheet.number(start)):
            values = cells(row)
            other = other_row(row, (values[6], values[7], values[4]), name_heading)
            if other is not None:
                if other:
                    ignored.append((number, other))
                continue
            try:
                rows.append(self._person(number, values))
            except _Refusal as refusal:
                refused.append(self._refused(number, refusal, row))
        self._check_households(rows)
        return RosterReading(
            file=file,
            sheet=self.sheet.name,
            title=self.heading.title,
            columns=tuple(self.heading.columns.values()),
            unknown=self.heading.unknown,
            rows=tuple(rows),
            refused=tuple(refused),
            ignored=tuple(ignored),
            findings=tuple(self.findings),
        )

    def _cells(self) -> Callable[[Sequence[Cell]], list[Cell]]:
        places = [self.heading.index(column.key) for column in ROSTER_COLUMNS]

        def pick(row: Sequence[Cell]) -> list[Cell]:
            width = len(row)
            return [row[at] if at is not None and at < width else "" for at in places]

        return pick

    def _text(self, cell: Cell) -> str:
        if type(cell) is str:
            text = self.texts.get(cell)
            if text is None:
                text = self.texts[cell] = sys.intern(clean(cell))
            return text
        return as_text(cell)

    def _person(self, number: int, values: Sequence[Cell]) -> RosterRow:
        text = self._text
        name = normal_name(text(values[6]))
        resident_id = self._resident_id(number, values[7])
        if not name:
            raise _Refusal("name", "", "没有姓名")
        household_number = self._number("household_number", values[4])
        if not household_number:
            raise _Refusal("household_number", "", "没有户编号")
        relation = self._relation(number, name, text(values[9]))
        return RosterRow(
            number,
            text(values[0]),
            text(values[1]),
            text(values[2]),
            text(values[3]),
            household_number,
            self._number("person_number", values[5]),
            name,
            resident_id,
            self._loose(number, "people", values[8], as_whole),
            relation,
            text(values[10]),
            text(values[11]),
            text(values[12]),
            text(values[13]),
            text(values[14]),
            self._loose(number, "work_months", values[15], as_whole),
            text(values[16]),
            self._loose(number, "income_per_head", values[17], self._income),
            self._loose(number, "household_phone", values[18], as_number_text) or "",
            self._loose(number, "phone", values[19], as_number_text) or "",
            text(values[20]),
            text(values[21]),
            text(values[22]),
        )

    def _income(self, cell: Cell) -> Decimal | None:
        return as_money(cell, self.income_unit)

    def _resident_id(self, number: int, cell: Cell) -> str:
        try:
            text = as_number_text(cell)
        except ValueError as error:
            raise _Refusal("resident_id", as_text(cell), str(error)) from None
        if not text:
            raise _Refusal("resident_id", "", "没有证件号码")
        if text.endswith("000") and not isinstance(cell, str):
            raise _Refusal("resident_id", mask(text), DAMAGED_NUMBER)
        read, findings = read_resident_id(text)
        if read is None:
            raise _Refusal("resident_id", mask(text), LOST_DIGITS if text.endswith("000") else findings[0].text)
        for finding in findings:
            self._note(finding.code, number, finding.text + "。", "请对照证件核对。")
        first = self.seen.setdefault(text[:18], number)
        if first != number:
            raise _Refusal("resident_id", mask(text), f"与第 {first} 行的证件号码重复")
        return text

    def _number(self, key: str, cell: Cell) -> str:
        try:
            return as_number_text(cell)
        except ValueError as error:
            raise _Refusal(key, as_text(cell), str(error)) from None

    def _relation(self, number: int, name: str, text: str) -> str:
        if text in RELATIONS:
            return text
        known = _RELATION_WORDS.get(text)
        if known is not None:
            return known
        said = f"与户主关系“{text}”不在代码表里" if text else "没有填与户主关系"
        self._note("roster-relation", number, said + "，已按原文保留。", "请改成代码表里的关系，如 之子、之女、其他。")
        return text

    def _loose(self, number: int, key: str, cell: Cell, read: Callable[[Cell], T | None]) -> T | None:
        if cell == "":
            return None
        try:
            return read(cell)
        except ValueError as error:
            heading = self.heading.columns[key].heading
            self._note(
                "roster-value", number, f"“{heading}”{error}，这一格没有取用。", "请改好后再导入，或在户页上补填。"
            )
            return None

    def _note(self, code: str, number: int, text: str, suggestion: str) -> None:
        self.findings.append(Finding(code, Severity.WARN, text, subject=f"第 {number} 行", suggestion=suggestion))

    def _refused(self, number: int, refusal: _Refusal, row: Sequence[Cell]) -> RefusedRow:
        found = self.heading.columns[refusal.key]
        return RefusedRow(number, found.heading, refusal.value, refusal.reason)

    def _check_households(self, rows: Sequence[RosterRow]) -> None:
        heads = Counter(row.household_number for row in rows if row.relation == HEAD)
        for household in dict.fromkeys(row.household_number for row in rows):
            if heads[household] == 1:
                continue
            code, said = "roster-no-head", "没有户主"
            if heads[household]:
                code, said = "roster-two-heads", f"有 {heads[household]} 个户主"
            suggestion = "请核对与户主关系；户主的行若被拒绝，请改好后再导入。"
            text = f"户 {household} 在名单里{said}。"
            self.findings.append(Finding(code, Severity.WARN, text, subject=household, suggestion=suggestion))
