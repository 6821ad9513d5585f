"""Personal data that is no longer needed: which households' time has run out, and destroying one of them.

Rows become tombstones without a value, the journal's values go with the household's key, scans, drafts and the index
are cleared. The township's mirror loses the rows with the next bundle, for a removed row does not travel. Backups of
before hold the household until they are thinned; a restored one loses it again (`erase_again`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import KnownError, NotFoundError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.retention import LAW, Bonds, RetentionYears, runs_out_on, why_kept
from app.files import read_bytes, remove, write_atomic
from app.models import Application, BookInfo, DeskItem, Household, JournalEntry, Member, Scan
from app.models.erasing import erase_rows
from app.models.journal import ERASE
from app.models.ownership import household_rows
from app.models.search_index import bring_up_to_date, forget_old_tokens
from app.services.drafts import clear_drafts
from app.services.household_names import household_names
from app.services.policies import book_policy
from app.services.portfolio import loan_lines
from app.services.records import own_household
from app.services.societies import society_loans
from app.storage.backup import SCANS
from app.storage.book import Book
from app.storage.engine import checkpoint

ACT = "抹去农户"
WITHDRAWN, RUN_OUT = "撤回同意", "保存期已过"
AFTERWARDS = "以前的备份里还有这户，随备份到期删除；下一个交换包送到后，乡镇那边也没有了。"
_IN_REVIEW = ("open", "supplement", "approved")


@dataclass(frozen=True, slots=True)
class Kept:
    """A household and how long its data is kept: `until` None while it is served; `why` it cannot be erased today."""

    number: str
    head: str
    group: str
    left_on: date | None
    settled_on: date | None
    until: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing did: rows emptied, scans destroyed, and the entry of the journal that tells of it."""

    number: str
    rows: int
    scans: int
    entry: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        """How much goes, for one who looks before it is done."""
        return (Finding("erased", Severity.NOTE, f"{self.rows} 条记录成为空行，{self.scans} 个扫描件删除。"),)


def run_out(session: Session, on: date) -> list[Kept]:
    """The households whose retention has run out on `on`, the longest first."""
    kept = (each for each in _all_kept(session, on) if not each.why)
    return sorted(kept, key=lambda each: (each.until or on, each.number))


def kept_until(session: Session, number: str, on: date, *, withdrawn: bool = False) -> Kept:
    """How long one household's data is kept, and why it cannot be erased today. Raises NotFoundError."""
    found = _all_kept(session, on, withdrawn=withdrawn)
    kept = next((each for each in found if each.number == number.strip()), None)
    if kept is None:
        raise NotFoundError("户编号", number)
    return kept


def erase_household(book: Book, number: str, *, on: date, withdrawn: bool = False) -> Erased:
    """Destroy the values of a household. `withdrawn`: it took its consent back (the signed paper is on file).

    Raises NotFoundError, and RefusedError while a loan is open, its papers must be kept, or, without a withdrawal,
    the household is served or its time has not run out.
    """
    finish_erasing(book)
    with book.write(f"{ACT}：{WITHDRAWN if withdrawn else RUN_OUT}") as session:
        household = own_household(session, number)
        bonds = _bonds(session, book.code, on)[household.id]
        why = why_kept(bonds, _years(session, on), on, withdrawn=withdrawn)
        if why:
            raise RefusedError(f"不能抹去这户：{why}", LAW)
        done = _destroy(session, book, household)
    _clear_up(book)
    return done


def erase_again(book: Book) -> int:
    """Destroy again what a restored backup brought back; answers how many households."""
    known = set(_erasures(book).done)
    done = 0
    with book.write(f"{ACT}：还原的备份里还有") as session:
        for household in session.scalars(select(Household).where(Household.book_code == book.code)):
            if household.id in known:
                _destroy(session, book, household)
                done += 1
    _clear_up(book)
    return done


def finish_erasing(book: Book) -> None:
    """Clear what lies beside the book of households that are erased in it, also after a crash in between.

    An erasure is noted before its act is committed; one that was not is forgotten.
    """
    erasures = _erasures(book)
    if not erasures.begun:
        return
    with book.read() as session:
        wanted = Household.book_code == book.code, Household.id.in_(erasures.begun)
        standing = set(session.scalars(select(Household.id).where(*wanted)))
    gone = erasures.begun.keys() - standing
    for name in (name for row_id in gone for name in erasures.begun[row_id]):
        for folder in (book.places.scans, book.places.backups / SCANS):
            remove(folder / name)
    if gone:
        clear_drafts(book)
        with book.pause_writing() as connection:
            checkpoint(connection, book.places.book)
    _note(book, _Erasures({}, sorted({*erasures.done, *gone})))


def _clear_up(book: Book) -> None:
    """The act is done: what a full disk keeps from being cleared now is cleared when the book is opened again."""
    with suppress(KnownError):
        finish_erasing(book)


@dataclass(frozen=True, slots=True)
class _Erasures:
    """What the file beside the book knows: scans of households being erased, and the ids of those that are."""

    begun: dict[str, list[str]]
    done: list[str]


def _erasures(book: Book) -> _Erasures:
    try:
        body = json.loads(read_bytes(book.places.erased))
        return _Erasures(dict(body["begun"]), list(body["done"]))
    except (KnownError, ValueError, TypeError, KeyError):
        return _Erasures({}, [])


def _note(book: Book, erasures: _Erasures) -> None:
    write_atomic(book.places.erased, json.dumps(asdict(erasures)).encode(), what="抹去的登记")


def _destroy(session: Session, book: Book, household: Household) -> Erased:
    number, code = household.number, book.code
    rows = household_rows(session, code, household.id)
    scans = _scans_of(session, code, set(rows.get("scan", ())))
    known = _erasures(book)
    _note(book, _Erasures({**known.begun, household.id: sorted(scans)}, known.done))
    _drop_desk_items(session, {row_id for ids in rows.values() for row_id in ids} | {number})
    emptied = erase_rows(session, code, household.id)
    bring_up_to_date(session.connection())
    forget_old_tokens(session.connection())
    told = select(func.max(JournalEntry.seq)).where(
        JournalEntry.table == "household", JournalEntry.action == ERASE, JournalEntry.row_id == household.id
    )
    return Erased(number, emptied, len(scans), session.scalar(told) or 0)


def _scans_of(session: Session, code: str, ids: set[str]) -> set[str]:
    """The sealed files of these scans, without those that another household has too."""
    of_book = session.execute(select(Scan.id, Scan.sha256).where(Scan.book_code == code)).all()
    return {name for row_id, name in of_book if row_id in ids} - {name for row_id, name in of_book if row_id not in ids}


def _drop_desk_items(session: Session, marks: set[str]) -> None:
    """What the township said of this household."""
    for item in session.scalars(select(DeskItem)):
        if any(mark in item.content for mark in marks):
            session.delete(item)


def _all_kept(session: Session, on: date, *, withdrawn: bool = False) -> list[Kept]:
    code = session.scalars(select(BookInfo.code)).one()
    names, years, bonds = household_names(session), _years(session, on), _bonds(session, code, on)
    found = []
    for household_id, bond in bonds.items():
        name = names[code, household_id]
        until, why = runs_out_on(bond, years), why_kept(bond, years, on, withdrawn=withdrawn)
        found.append(Kept(name.number, name.head, name.group, bond.left_on, bond.settled_on, until, why))
    return found


def _bonds(session: Session, code: str, on: date) -> dict[str, Bonds]:
    """What ties the office to each household of the book."""
    households = session.scalars(select(Household).where(Household.book_code == code)).all()
    still_open, settled = _open_and_settled(session, code, on)
    found = {}
    for household in households:
        gone = [day for day in (household.left_on, household.listed_until) if day and day < on]
        found[household.id] = Bonds(
            tuple(still_open[household.id]), max(gone, default=None), max(settled[household.id], default=None)
        )
    return found


def _open_and_settled(session: Session, code: str, on: date) -> tuple[dict[str, list[str]], dict[str, list[date]]]:
    """What is still open, in words, and the days on which loans were settled, by household."""
    still_open: dict[str, list[str]] = defaultdict(list)
    settled: dict[str, list[date]] = defaultdict(list)
    people = select(Member.id, Member.household_id).where(Member.book_code == code)
    home = dict(session.execute(people).tuples().all())
    for line in loan_lines(session, on):
        note, household = line.loan.note_number, line.household.id
        if not line.state.cleared:
            still_open[household].append(f"借据 {note} 没有结清")
        elif line.state.settled_on:
            settled[household].append(line.state.settled_on)
        other = home.get(line.loan.co_borrower_id or "")
        if other and other != household and not line.state.cleared:
            still_open[other].append(f"是别户借据 {note} 的共同借款人")
    asked = select(Application.household_id, Application.number).where(
        Application.book_code == code, Application.state.in_(_IN_REVIEW)
    )
    for household, number in session.execute(asked):
        still_open[household].append(f"申请 {number} 还在办")
    by_number = dict(
        session.execute(select(Household.number, Household.id).where(Household.book_code == code)).tuples().all()
    )
    for view in society_loans(session, on):
        if view.balance and view.household in by_number:
            still_open[by_number[view.household]].append(f"互助社借款 {view.number} 没有还清")
    return still_open, settled


def _years(session: Session, on: date) -> RetentionYears:
    pack = book_policy(session, on=on)
    after_loan, after_leaving = (
        pack.integer(key, on) for key in ("retention_years_after_loan", "retention_years_after_leaving")
    )
    return RetentionYears(after_loan or 0, after_leaving or 0)
