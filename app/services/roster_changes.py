"""What a village list would change in the book: who is new, whose data changed, who is on it no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.roster import RosterRow
from app.domain.findings import Finding, Severity
from app.domain.money import to_fen
from app.domain.phone import mask_phone
from app.domain.resident_id import mask
from app.models import BookInfo, Household, Loan, Member
from app.models.ids import new_id
from app.services.lookup import HEAD
from app.services.name_pinyin import pinyin_keys

LABELS = {
    "village_code": "行政村",
    "group_name": "自然村(组)",
    "kind": "户类型",
    "monitored": "监测对象类型",
    "risk_removed": "风险是否消除",
    "cause": "致贫原因",
    "income_per_head_fen": "人均纯收入",
    "number": "人编号",
    "name": "姓名",
    "resident_id": "证件号码",
    "relation": "与户主关系",
    "ethnicity": "民族",
    "education": "文化程度",
    "schooling": "在校生状况",
    "health": "健康状况",
    "labour_skill": "劳动技能",
    "work_months": "务工时间(月)",
}
_DERIVED = frozenset({"pinyin", "initials"})


class PersonChange(StrEnum):
    """What a row of the list does."""

    NEW_HOUSEHOLD = "新户"
    NEW_MEMBER = "新成员"
    CHANGED = "有改动"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that differs, as it may be shown: ids and phones masked."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row of the list that adds or changes something; `row` counts from 1 in the sheet."""

    row: int
    household: str
    group: str
    name: str
    change: PersonChange
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftLine:
    """Who is in the book and not on the list: a whole household (`member_id` empty) or one of its members.

    `kept` says why the import cannot let it go; "" where it can.
    """

    household: str
    group: str
    name: str
    member_id: str = ""
    kept: str = ""

    @property
    def key(self) -> str:
        """The name under which it is accepted."""
        return self.member_id or self.household


@dataclass(slots=True)
class RosterChanges:
    """Rows to write in bulk, with their old -> new values for the journal, and the lines that tell of them."""

    households_new: list[dict[str, Any]] = field(default_factory=list)
    members_new: list[dict[str, Any]] = field(default_factory=list)
    households_changed: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    members_changed: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    lines: list[PersonLine] = field(default_factory=list)
    left: list[LeftLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def compare_roster(
    session: Session, rows: list[RosterRow], codes: Mapping[str, str], doubtful: Collection[str], on: date
) -> RosterChanges:
    """What differs; a household that a later list brings new is on the list from that day, of the first ones the day
    is not known."""
    return _Comparison(session, codes, on).compare(rows, doubtful)


class _Comparison:
    def __init__(self, session: Session, codes: Mapping[str, str], on: date) -> None:
        self.session, self.codes, self.on = session, codes, on
        self.own = session.scalars(select(BookInfo.code)).one()
        self.households: dict[str, Any] = {row.number: row for row in _plain_rows(session, Household)}
        self.numbers = {household.id: number for number, household in self.households.items()}
        self.members: dict[str, dict[str, Any]] = defaultdict(dict)
        self.by_id: dict[str, Any] = {}
        for member in _plain_rows(session, Member):
            for key in {member.number, member.resident_id[:18]} - {""}:
                self.members[member.household_id][key] = member
            if member.resident_id and member.left_on is None:
                self.by_id[member.resident_id[:18]] = member
        self.changes = RosterChanges()
        self.met: set[str] = set()

    def compare(self, rows: list[RosterRow], doubtful: Collection[str]) -> RosterChanges:
        ids = {number: household.id for number, household in self.households.items()}
        told_by = _telling_rows(rows)
        for row in rows:
            household = self.households.get(row.household_number)
            if row.household_number not in ids:
                ids[row.household_number] = new_id()
            household_id = ids[row.household_number]
            household_changes: dict[str, list[Any]] = {}
            if told_by[row.household_number] is row:
                household_changes = self._household(household_id, household, row)
            self._member(household_id, household, row, household_changes)
        self._left({row.household_number for row in rows} | set(doubtful), doubtful)
        return self.changes

    def _household(self, household_id: str, household: Any, row: RosterRow) -> dict[str, list[Any]]:
        values = _household_values(row, self.codes)
        if household is None:
            since = {"listed_from": self.on if self.households else None}
            self.changes.households_new.append({"id": household_id, **values, **since})
            return {}
        differences = _differences(household, values)
        if differences:
            self.changes.households_changed[household_id] = differences
        return differences

    def _member(self, household_id: str, household: Any, row: RosterRow, of_household: dict[str, list[Any]]) -> None:
        known = self.members[household_id]
        member = known.get(row.resident_id[:18]) or known.get(row.person_number)
        if member is None:
            values = {**_member_values(row), **_keys(row.name)}
            self.changes.members_new.append({"id": new_id(), "household_id": household_id, **values})
            self.changes.added += 1
            change = PersonChange.NEW_MEMBER if household is not None else PersonChange.NEW_HOUSEHOLD
            self._line(row, change, of_household, {})
            self._check_elsewhere(row)
            return
        self.met.add(member.id)
        differences = _differences(member, _member_values(row))
        if "name" in differences:
            differences |= _differences(member, _keys(row.name))
        if differences:
            self.changes.members_changed[member.id] = differences
        if differences or of_household:
            self.changes.changed += 1
            self._line(row, PersonChange.CHANGED, of_household, differences)
        else:
            self.changes.unchanged += 1

    def _line(
        self, row: RosterRow, change: PersonChange, of_household: dict[str, list[Any]], of_member: dict[str, list[Any]]
    ) -> None:
        fields = [*_told(of_household, "户联系电话"), *_told(of_member, "人联系电话")]
        self.changes.lines.append(PersonLine(row.row, row.household_number, row.group, row.name, change, tuple(fields)))

    def _check_elsewhere(self, row: RosterRow) -> None:
        other = self.by_id.get(row.resident_id[:18])
        number = self.numbers.get(other.household_id) if other is not None else None
        if number is None:
            return
        text = f"{row.name}在本账里已经是户 {number} 的成员，接受后两户都有这个人。"
        suggestion = "请核对是分户、婚嫁还是录错；办分户、并户请在户页上办。"
        found = Finding(
            "roster-person-elsewhere", Severity.WARN, text, subject=f"第 {row.row} 行", suggestion=suggestion
        )
        self.changes.findings.append(found)

    def _left(self, on_list: Collection[str], doubtful: Collection[str]) -> None:
        """Households and members of ours that the list does not have; where rows were refused, nobody can say."""
        borrowing = set(self.session.scalars(select(Loan.borrower_id).where(Loan.book_code == self.own)))
        for number, household in sorted(self.households.items()):
            if household.book_code != self.own or household.listed_until or household.left_on:
                continue
            family = {
                member.id: member for member in self.members.get(household.id, {}).values() if member.left_on is None
            }
            if number not in on_list:
                head = next((member for member in family.values() if member.relation == HEAD), None)
                self.changes.left.append(LeftLine(number, household.group_name, head.name if head else number))
            elif number not in doubtful:
                self._left_members(number, household, family, borrowing)

    def _left_members(self, number: str, household: Any, family: Mapping[str, Any], borrowing: Collection[str]) -> None:
        for member in family.values():
            if member.id in self.met:
                continue
            kept = "是户主，要先在户页上办户主变更" if member.relation == HEAD else ""
            if not kept and member.id in borrowing:
                kept = "名下有贷款，要在户页上办成员减少"
            self.changes.left.append(LeftLine(number, household.group_name, member.name, member.id, kept))


def _plain_rows(session: Session, model: type[Household | Member]) -> Iterable[Any]:
    """The present rows of a table as plain values: a large list is compared without making objects of it."""
    table = model.__table__
    return session.execute(select(table).where(table.c.removed.is_(False)))


def _telling_rows(rows: Iterable[RosterRow]) -> dict[str, RosterRow]:
    """The row that speaks for each household: its head's, else its first."""
    telling: dict[str, RosterRow] = {}
    for row in rows:
        known = telling.get(row.household_number)
        if known is None or (row.relation == HEAD and known.relation != HEAD):
            telling[row.household_number] = row
    return telling


def _household_values(row: RosterRow, codes: Mapping[str, str]) -> dict[str, Any]:
    income = row.income_per_head
    return {
        "village_code": codes.get(row.village) or next(iter(codes.values())),
        "number": row.household_number,
        "group_name": row.group,
        "kind": row.kind,
        "monitored": row.monitored,
        "risk_removed": row.risk_removed,
        "cause": row.cause,
        "income_per_head_fen": None if income is None else to_fen(income),
        "phone": row.household_phone,
    }


def _member_values(row: RosterRow) -> dict[str, Any]:
    return {
        "number": row.person_number,
        "name": row.name,
        "resident_id": row.resident_id,
        "relation": row.relation,
        "ethnicity": row.ethnicity,
        "education": row.education,
        "schooling": row.schooling,
        "health": row.health,
        "labour_skill": row.labour_skill,
        "work_months": row.work_months,
        "phone": row.phone,
    }


def _keys(name: str) -> dict[str, Any]:
    """What is derived from a name; worked out only where a name is new."""
    pinyin, initials = pinyin_keys(name)
    return {"pinyin": pinyin, "initials": initials}


def _differences(row: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [old, value]
        for name, value in values.items()
        if value not in (None, "") and (old := getattr(row, name)) != value
    }


def _told(differences: Mapping[str, list[Any]], phone: str) -> Iterable[FieldChange]:
    for name, (before, after) in differences.items():
        if name not in _DERIVED:
            label = phone if name == "phone" else LABELS[name]
            yield FieldChange(label, _shown(name, before), _shown(name, after))


def _shown(name: str, value: Any) -> str:
    if value in (None, ""):
        return "空"
    if name == "phone":
        return mask_phone(str(value))
    if name == "resident_id":
        return mask(str(value))
    if name == "income_per_head_fen":
        return f"{Decimal(value) / 100:,.2f}"
    return str(value)
