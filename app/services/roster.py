"""Takes a village list into the book: who is new, whose data changed, who is refused and why.

The whole import is one act, so that it can be undone as one; a second import of the same file changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.documents.columns import Chosen
from app.documents.refused import RefusedRow
from app.documents.roster import RosterReading, RosterRow, read_roster
from app.domain.errors import RosterElsewhereError
from app.domain.findings import Finding
from app.domain.resident_id import mask
from app.models import Household, HouseholdChange, Member, Village
from app.models.journal import Act, append_many
from app.services.imports.columns import ListKind, remembered
from app.services.listings import note_imported, note_left_list
from app.services.roster_changes import LeftLine, PersonLine, RosterChanges, compare_roster
from app.storage.book import Book

ACT = "导入名单"
NOT_ACCEPTED = "核对后没有接受"
NOT_ON_LIST = "新名单上没有"
_NUMBERS = ("people", "work_months", "income_per_head")  # None where a list does not say them


@dataclass(frozen=True, slots=True)
class RosterImport:
    """What an import did (or, in a dry run, would do); `added`, `changed`, `unchanged` count person rows.

    `lines` are the rows that add or change something, `left` who of ours is not on the list.
    """

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
    lines: tuple[PersonLine, ...] = ()
    left: tuple[LeftLine, ...] = ()
    act_id: str = ""


def import_roster(
    book: Book,
    path: Path,
    *,
    sheet: str | None = None,
    on: date,
    dry_run: bool = False,
    columns: Chosen = None,
    not_rows: Collection[int] = (),
    let_go: Collection[str] = (),
) -> RosterImport:
    """Import the list in `path` (.xlsx .xls .ods .csv).

    `columns` is what the officer says of its headings (else what is remembered of this source). Rows whose number is
    in `not_rows` were not accepted and stay out; the households and members in `let_go` (keys of LeftLine) leave the
    list from `on`. Raises the Sheet… errors for a file that cannot be read and RosterElsewhereError where no row is
    of a village of this book.
    """
    with book.read() as session:
        chosen = columns if columns is not None else remembered(session, ListKind.ROSTER)
    return import_reading(
        book, read_roster(path, sheet, chosen), on=on, dry_run=dry_run, not_rows=not_rows, let_go=let_go
    )


def reading_of(rows: Iterable[Mapping[str, Any]], title: str) -> RosterReading:
    """Rows of a list that came from the township (names and values of RosterRow), as if they had been read here.

    Raises msgspec.ValidationError for values of another type.
    """
    empty = dict.fromkeys(RosterRow.__dataclass_fields__, "") | dict.fromkeys(_NUMBERS)
    made = [msgspec.convert(empty | dict(row) | {"row": number}, RosterRow) for number, row in enumerate(rows, 1)]
    return RosterReading(title, "", title, (), (), (), tuple(made), (), (), ())


def import_reading(
    book: Book,
    reading: RosterReading,
    *,
    on: date,
    dry_run: bool = False,
    not_rows: Collection[int] = (),
    let_go: Collection[str] = (),
) -> RosterImport:
    """Take a list that was read already into the book, as `import_roster` does. Raises RosterElsewhereError."""
    with book.read() as session:
        codes = {village.name: village.code for village in session.scalars(select(Village))}
        rows, elsewhere = _of_our_villages(reading.rows, codes)
        if reading.rows and not rows:
            raise RosterElsewhereError(reading.file, reading.rows[0].village, "、".join(codes))
        accepted = [row for row in rows if row.row not in not_rows]
        out = [row for row in rows if row.row in not_rows]
        doubtful = reading.doubtful | {row.household_number for row in out}
        changes = compare_roster(session, accepted, codes, doubtful, on)
    leaving = [each for each in changes.left if each.key in let_go and not each.kept]
    act_id = ""
    if not dry_run and (changes.added or changes.changed or leaving):
        with book.write(ACT) as session:
            act_id = session.info["act"].id
            _name_villages(session, accepted)
            _write(session, book.code, changes)
            note_imported(session, changes.households_changed, on)
            _let_go(session, leaving, on)
    refused = (*reading.refused, *elsewhere, *(_not_accepted(row) for row in out))
    households = {row.household_number for row in rows}
    return RosterImport(
        reading=reading,
        rows=len(rows) + len(reading.refused) + len(elsewhere),
        households=len(households),
        members=len(rows),
        added=changes.added,
        changed=changes.changed,
        unchanged=changes.unchanged,
        refused=tuple(sorted(refused, key=lambda row: row.row)),
        findings=(*_findings(reading, households), *changes.findings),
        dry_run=dry_run,
        lines=tuple(changes.lines),
        left=tuple(changes.left),
        act_id=act_id,
    )


def _findings(reading: RosterReading, households: Collection[str]) -> Iterable[Finding]:
    return (f for f in reading.findings if not f.code.startswith("roster-no-head") or f.subject in households)


def _not_accepted(row: RosterRow) -> RefusedRow:
    return RefusedRow(row.row, "姓名", f"{row.name} {mask(row.resident_id)}", NOT_ACCEPTED)


def _let_go(session: Session, leaving: Iterable[LeftLine], on: date) -> None:
    """Households leave the list, members their household; their records and loans stay."""
    own = session.info["book_code"]
    for each in leaving:
        if not each.member_id:
            household = session.scalars(
                select(Household).where(Household.book_code == own, Household.number == each.household)
            ).one()
            note_left_list(session, household, on, NOT_ON_LIST)
            continue
        member = session.get_one(Member, (own, each.member_id))
        member.left_on, member.left_why = on, "其他"
        text = f"{member.name}（{member.relation}）{NOT_ON_LIST}"
        session.add(
            HouseholdChange(household_id=member.household_id, kind="成员减少", on=on, text=text, reason=NOT_ON_LIST)
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


def _write(session: Session, code: str, changes: RosterChanges) -> None:
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
