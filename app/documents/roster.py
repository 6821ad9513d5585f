"""The roster of a village, one person a row, read from a sheet as people have it.

A row that cannot be trusted is refused with its reason and the others go on; what was understood of the columns is
part of the answer, so that an officer can see it before anything is taken over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.documents.cells import DAMAGED_NUMBER, Cell, as_money, as_number_text, as_text, as_whole
from app.documents.columns import Chosen, FoundColumn, Heading, find_heading
from app.documents.refused import RefusedRow
from app.documents.roster_columns import ROSTER_COLUMNS
from app.documents.sheet import Sheet, fill_merged
from app.documents.sheet_reader import read_sheets
from app.documents.sheet_rows import heading_missing, other_row
from app.domain.errors import SheetHeadingError
from app.domain.findings import Finding, Severity
from app.domain.person_name import normal_name
from app.domain.relations import HEAD, RELATIONS, official_relation
from app.domain.resident_id import mask, read_resident_id

TITLE = "人员名单"
LOST_DIGITS = "校验位不对，末三位又是 000，像是被表格软件改成过数字，请对照证件重新填写"

_KEYS = tuple(column.key for column in ROSTER_COLUMNS)
_AT = {key: place for place, key in enumerate(_KEYS)}
_HOUSEHOLD, _PERSON, _NAME, _ID = (_AT[key] for key in ("household_number", "person_number", "name", "resident_id"))
_RELATION = _AT["relation"]
_NUMBERS, _WHOLE = (
    frozenset({"household_number", "person_number", "household_phone", "phone"}),
    ("people", "work_months"),
)


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
    """What a roster file holds. `rows` and `refused` together are the person rows; `ignored` are totals and notes.

    `doubtful` are the numbers of households of which a row was refused: who is missing there is not known.
    """

    file: str
    sheet: str
    title: str
    headings: tuple[str, ...]
    columns: tuple[FoundColumn, ...]
    unknown: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    refused: tuple[RefusedRow, ...]
    ignored: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]
    doubtful: frozenset[str] = frozenset()

    @property
    def households(self) -> int:
        """How many households the accepted rows are of."""
        return len({row.household_number for row in self.rows})


def read_roster(path: Path, sheet: str | None = None, chosen: Chosen = None) -> RosterReading:
    """Read a roster; without `sheet` the first sheet whose heading fits.

    `chosen` are the columns of this source as the officer corrected them earlier.
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
    def __init__(self, place: int, value: str, reason: str) -> None:
        super().__init__(reason)
        self.place, self.value, self.reason = place, value, reason


@dataclass(frozen=True, slots=True)
class _Fault:
    """What stands in the place of a cell that could not be understood."""

    reason: str


class _Values(dict[Cell, object]):
    """Cells of one column and their values, each read once: most columns of a roster repeat few values."""

    def __init__(self, read: Callable[[Cell], object]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: Cell) -> object:
        try:
            value = self.read(cell)
        except ValueError as error:
            value = _Fault(str(error))
        self[cell] = value
        return value


class _RosterReader:
    def __init__(self, sheet: Sheet, heading: Heading) -> None:
        self.sheet = sheet
        self.heading = heading
        self.seen: dict[str, int] = {}
        self.findings: list[Finding] = []
        income = heading.columns.get("income_per_head")
        unit = "" if income is None else income.unit or heading.title_unit
        self.income_unit = 10_000 if unit == "万元" else 1
        self.empty: list[object] = [None if key in (*_WHOLE, "income_per_head") else "" for key in _KEYS]
        self.plan = [
            (_AT[key], column.index, _Values(self._read_of(key)))
            for key, column in heading.columns.items()
            if key != "resident_id"
        ]
        self.last = max(column.index for column in heading.columns.values())
        self.id_at = heading.columns["resident_id"].index

    def read(self, file: str) -> RosterReading:
        rows: list[RosterRow] = []
        refused: list[RefusedRow] = []
        ignored: list[tuple[int, str]] = []
        doubtful: set[str] = set()
        start = self.heading.first_row
        fill_merged(self.sheet, start)
        name_heading = self.heading.columns["name"].heading
        main = [self.heading.columns[key].index for key in ("name", "resident_id", "household_number")]
        for number, row in enumerate(self.sheet.rows[start:], self.sheet.number(start)):
            if len(row) <= self.last:
                row = [*row, *[""] * (self.last + 1 - len(row))]
            other = other_row(row, [row[at] for at in main], name_heading)
            if other is None:
                try:
                    rows.append(self._person(number, row))
                except _Refusal as refusal:
                    refused.append(self._refused(number, refusal))
                    doubtful.add(as_text(row[main[2]]))
            elif other:
                ignored.append((number, other))
        self._check_households(rows)
        return RosterReading(
            file=file,
            sheet=self.sheet.name,
            title=self.heading.title,
            headings=self.heading.texts,
            columns=tuple(self.heading.columns.values()),
            unknown=self.heading.unknown,
            rows=tuple(rows),
            refused=tuple(refused),
            ignored=tuple(ignored),
            findings=tuple(self.findings),
            doubtful=frozenset(doubtful),
        )

    def _read_of(self, key: str) -> Callable[[Cell], object]:
        if key == "name":
            return lambda cell: normal_name(as_text(cell))
        if key in _NUMBERS:
            return as_number_text
        if key in _WHOLE:
            return as_whole
        if key == "income_per_head":
            return lambda cell: as_money(cell, self.income_unit)
        return as_text

    def _person(self, number: int, row: Sequence[Cell]) -> RosterRow:
        values = self.empty.copy()
        faulty = False
        for place, at, read in self.plan:
            value = values[place] = read[row[at]]
            if type(value) is _Fault:
                faulty = True
        if faulty:
            self._faults(number, row, values)
        values[_ID] = self._resident_id(number, row[self.id_at])
        for place, what in ((_NAME, "姓名"), (_HOUSEHOLD, "户编号")):
            if not values[place]:
                raise _Refusal(place, "", f"没有{what}")
        if values[_RELATION] not in RELATIONS:
            values[_RELATION] = self._relation(number, str(values[_RELATION]))
        return RosterRow(number, *values)  # type: ignore[arg-type]  # each reader gives what its field says

    def _faults(self, number: int, row: Sequence[Cell], values: list[object]) -> None:
        """A number that names the household or person must be right; any other cell is left out, with a finding."""
        for place, at, _ in self.plan:
            fault = values[place]
            if not isinstance(fault, _Fault):
                continue
            if place in (_HOUSEHOLD, _PERSON):
                raise _Refusal(place, mask(as_text(row[at])), fault.reason)
            said = f"“{self._heading(place)}”{fault.reason}，这一格没有取用。"
            self._note("roster-value", number, said, "请改好后再导入，或在户页上补填。")
            values[place] = self.empty[place]

    def _resident_id(self, number: int, cell: Cell) -> str:
        try:
            text = as_number_text(cell)
        except ValueError as error:
            raise _Refusal(_ID, _masked_number(cell), str(error)) from None
        if not text:
            raise _Refusal(_ID, "", "没有证件号码")
        if text.endswith("000") and not isinstance(cell, str):
            raise _Refusal(_ID, mask(text), DAMAGED_NUMBER)
        read, findings = read_resident_id(text)
        if read is None:
            raise _Refusal(_ID, mask(text), LOST_DIGITS if text.endswith("000") else findings[0].text)
        for finding in findings:
            self._note(finding.code, number, finding.text + "。", "请对照证件核对。")
        first = self.seen.setdefault(read.key, number)
        if first != number:
            raise _Refusal(_ID, mask(text), f"与第 {first} 行的证件号码重复")
        return read.text

    def _relation(self, number: int, text: str) -> str:
        official = official_relation(text)
        if official is not None:
            return official
        said = f"与户主关系“{text}”不在代码表里" if text else "没有填与户主关系"
        self._note("roster-relation", number, said + "，已按原文保留。", "请改成代码表里的关系，如 之子、之女、其他。")
        return text

    def _heading(self, place: int) -> str:
        return self.heading.columns[_KEYS[place]].heading

    def _note(self, code: str, number: int, text: str, suggestion: str) -> None:
        self.findings.append(Finding(code, Severity.WARN, text, subject=f"第 {number} 行", suggestion=suggestion))

    def _refused(self, number: int, refusal: _Refusal) -> RefusedRow:
        return RefusedRow(number, self._heading(refusal.place), refusal.value, refusal.reason)

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


def _masked_number(cell: Cell) -> str:
    """A damaged number as it may be shown: its digits are not those of the id, but nearly."""
    return mask(f"{cell:.0f}" if isinstance(cell, float) and cell < 1e30 else as_text(cell))
