"""Takes a village list into the book: who is new, whose data changed, who is refused and why.

The whole import is one act, so that it can be undone as one; a second import of the same file changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.documents.refused import RefusedRow
from app.documents.roster import RosterReading, RosterRow, read_roster
from app.domain.errors import RosterElsewhereError
from app.domain.findings import Finding
from app.domain.money import to_fen
from app.models import Household, Member, Row, Village
from app.models.ids import new_id
from app.models.journal import Act, append_many
from app.services.listings import note_imported
from app.services.lookup import HEAD
from app.services.name_pinyin import pinyin_keys
from app.storage.book import Book

ACT = "导入名单"


@dataclass(frozen=True, slots=True)
class RosterImport:
    """What an import did (or, in a dry run, would do); `added`, `changed`, `unchanged` count person rows."""

    reading: RosterReading
    rows: int
    households: int
    members: int
    added: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    findings: tuple[Finding, ...]
    dry_run: bool


@dataclass(slots=True)
class _Changes:
    """Rows to write in bulk, with their old -> new values for the journal."""

    households_new: list[dict[str, Any]] = field(default_factory=list)
    members_new: list[dict[str, Any]] = field(default_factory=list)
    households_changed: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    members_changed: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    unchanged: int = 0


def import_roster(book: Book, path: Path, *, sheet: str | None = None, on: date, dry_run: bool = False) -> RosterImport:
    """Import the list in `path` (.xlsx .xls .ods .csv). Raises the Sheet… errors for a file that cannot be read and
    RosterElsewhereError where no row is of a village of this book."""
    reading = read_roster(path, sheet)
    with book.read() as session:
        codes = {village.name: village.code for village in session.scalars(select(Village))}
        rows, elsewhere = _of_our_villages(reading.rows, codes)
        if reading.rows and not rows:
            raise RosterElsewhereError(path.name, reading.rows[0].village, "、".join(codes))
        changes = _compare(session, rows, codes, on)
    if not dry_run and (changes.added or changes.changed):
        with book.write(ACT) as session:
            _name_villages(session, rows)
            _write(session, book.code, changes)
            note_imported(session, changes.households_changed, on)
    refused = tuple(sorted((*reading.refused, *elsewhere), key=lambda row: row.row))
    households = {row.household_number for row in rows}
    return RosterImport(
        reading=reading,
        rows=len(rows) + len(refused),
        households=len(households),
        members=len(rows),
        added=changes.added,
        changed=changes.changed,
        unchanged=changes.unchanged,
        refused=refused,
        findings=tuple(
            f for f in reading.findings if not f.code.startswith("roster-no-head") or f.subject in households
        ),
        dry_run=dry_run,
    )


def _name_villages(session: Session, rows: Iterable[RosterRow]) -> None:
    """A village learns its township's and county's names from the first list that has them."""
    above = {row.village: row for row in rows if row.township or row.county}
    for village in session.scalars(select(Village)):
        if (row := above.get(village.name)) is not None:
            village.township = village.township or row.township
            village.county = village.county or row.county


def _of_our_villages(rows: Iterable[RosterRow], codes: Mapping[str, str]) -> tuple[list[RosterRow], list[RefusedRow]]:
    own, elsewhere = [], []
    for row in rows:
        if row.village in codes or (not row.village and len(codes) == 1):
            own.append(row)
        else:
            elsewhere.append(RefusedRow(row.row, "行政村", row.village, "不是本村的行"))
    return own, elsewhere


def _compare(session: Session, rows: list[RosterRow], codes: Mapping[str, str], on: date) -> _Changes:
    """What differs; a household that a later list brings new is on the list from that day, of the first ones the day
    is not known."""
    households = {household.number: household for household in session.scalars(select(Household))}
    members: dict[str, dict[str, Member]] = defaultdict(dict)
    for member in session.scalars(select(Member)):
        for key in {member.number, member.resident_id[:18]} - {""}:
            members[member.household_id][key] = member
    changes = _Changes()
    ids: dict[str, str] = {number: household.id for number, household in households.items()}
    told_by = _telling_rows(rows)
    for row in rows:
        tells = told_by[row.household_number] is row
        if row.household_number not in ids:
            ids[row.household_number] = new_id()
        household_id, household = ids[row.household_number], households.get(row.household_number)
        household_changes: dict[str, list[Any]] = {}
        if tells and household is None:
            since = {"listed_from": on if households else None}
            changes.households_new.append({"id": household_id, **_household_values(row, codes), **since})
        elif tells and household is not None:
            household_changes = _differences(household, _household_values(row, codes))
            if household_changes:
                changes.households_changed[household_id] = household_changes
        _compare_member(changes, members[household_id], household_id, row, bool(household_changes))
    return changes


def _telling_rows(rows: Iterable[RosterRow]) -> dict[str, RosterRow]:
    """The row that speaks for each household: its head's, else its first."""
    telling: dict[str, RosterRow] = {}
    for row in rows:
        known = telling.get(row.household_number)
        if known is None or (row.relation == HEAD and known.relation != HEAD):
            telling[row.household_number] = row
    return telling


def _compare_member(
    changes: _Changes, known: Mapping[str, Member], household_id: str, row: RosterRow, household_changed: bool
) -> None:
    member = known.get(row.resident_id[:18]) or known.get(row.person_number)
    if member is None:
        changes.members_new.append({"id": new_id(), "household_id": household_id, **_member_values(row)})
        changes.added += 1
        return
    differences = _differences(member, _member_values(row))
    if differences:
        changes.members_changed[member.id] = differences
    if differences or household_changed:
        changes.changed += 1
    else:
        changes.unchanged += 1


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
    pinyin, initials = pinyin_keys(row.name)
    return {
        "number": row.person_number,
        "name": row.name,
        "pinyin": pinyin,
        "initials": initials,
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


def _differences(row: Row, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [old, value]
        for name, value in values.items()
        if value not in (None, "") and (old := getattr(row, name)) != value
    }


def _write(session: Session, code: str, changes: _Changes) -> None:
    act: Act = session.info["act"]
    stamp = {"book_code": code, "rev": 1, "entered_at": act.at, "entered_by": act.who, "removed": False}
    for model, new in ((Household, changes.households_new), (Member, changes.members_new)):
        if new:
            session.execute(insert(model), [{**stamp, **values} for values in new])
            journalled = (
                (v["id"], {k: [None, _plain(x)] for k, x in v.items() if k != "id" and x not in (None, "")})
                for v in new
            )
            append_many(session, model.__tablename__, "add", journalled)
    for model, changed in ((Household, changes.households_changed), (Member, changes.members_changed)):
        for row_id, differences in changed.items():
            values = {name: after for name, (_before, after) in differences.items()}
            session.execute(
                update(model)
                .where(model.book_code == code, model.id == row_id)
                .values(**values, rev=model.rev + 1, entered_at=act.at, entered_by=act.who)
            )
        append_many(session, model.__tablename__, "change", changed.items())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
