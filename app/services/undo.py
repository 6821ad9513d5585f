"""Undo of the last act: nothing is taken out of the journal, a new act puts the old values back.

An act that only added facts (a repayment, a visit) is undone by tombstones or reversals; what has already gone out
with a bundle may be undone too, because the next bundle carries the whole book again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RefusedError
from app.models import Base, Household, JournalEntry, Loan, Member, Row
from app.models.journal import STATED_ANEW, changes_of
from app.services.lookup import HEAD
from app.storage.book import Book

UNDO = "撤销："
REVEAL = "reveal"  # numbers were shown in full: noted, but nothing that could be taken back
MOST_LOOKED_AT = 40  # an act of more rows is about many households
_ROW_CLASSES: dict[str, type[Row]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row)
}


@dataclass(frozen=True, slots=True)
class LastAct:
    """The act that undo would take back: its id, name, day and time, how many rows it touched, and whose they are.

    `about` is the head of the one household that all of it is about, as 吴桂兰户; empty for an act about several.
    """

    id: str
    name: str
    at: str
    entries: int
    about: str = ""

    @property
    def words(self) -> str:
        """登记走访 吴桂兰户."""
        return f"{self.name} {self.about}".strip()


def last_act(session: Session) -> LastAct | None:
    """The newest act, where it can be undone (an undo itself cannot, nor erasing a household)."""
    changing = select(JournalEntry).where(JournalEntry.action != REVEAL)
    newest = session.scalars(changing.order_by(JournalEntry.seq.desc()).limit(1)).first()
    if newest is None or newest.act.startswith(UNDO) or newest.table not in _ROW_CLASSES:
        return None
    entries = session.scalars(select(JournalEntry).where(JournalEntry.act_id == newest.act_id)).all()
    if any(entry.action in STATED_ANEW for entry in entries):
        return None  # what was destroyed cannot be put back
    return LastAct(newest.act_id, newest.act, newest.at, len(entries), _about(session, entries))


def _about(session: Session, entries: Sequence[JournalEntry]) -> str:
    if len(entries) > MOST_LOOKED_AT:
        return ""
    households = {_household_of(session, entry) for entry in entries} - {""}
    if len(households) != 1:
        return ""
    of_household = Member.household_id == households.pop(), Member.relation == HEAD
    head = session.scalars(select(Member.name).where(*of_household).limit(1)).first()
    return f"{head}户" if head else ""


def _household_of(session: Session, entry: JournalEntry) -> str:
    if entry.table == Household.__tablename__:
        return entry.row_id
    row_class = _ROW_CLASSES.get(entry.table)
    if row_class is None:
        return ""
    row = session.scalars(select(row_class).where(row_class.id == entry.row_id)).first()
    found = getattr(row, "household_id", None)
    loan = getattr(row, "loan_id", None)
    if not found and loan:
        found = session.scalars(select(Loan.household_id).where(Loan.id == loan)).first()
    return str(found or "")


def undo(book: Book, act_id: str) -> None:
    """Take back the last act. Raises RefusedError when something was entered after it."""
    with book.read() as session:
        last = last_act(session)
    if last is None or last.id != act_id:
        raise RefusedError("这一步之后又登记了别的，不能直接撤销")
    with book.write(UNDO + last.name) as session:
        statement = select(JournalEntry).where(JournalEntry.act_id == act_id).order_by(JournalEntry.seq.desc())
        for entry in session.scalars(statement).all():
            take_back(session, book.code, entry)


def take_back(session: Session, code: str, entry: JournalEntry) -> None:
    """Put back what one entry of the journal changed."""
    row_class = _ROW_CLASSES[entry.table]
    row = session.scalars(
        select(row_class).where(row_class.book_code == code, row_class.id == entry.row_id),
        execution_options={"include_removed": True},
    ).one()
    if entry.action == "add":
        row.removed = True
        return
    for name, (old, _new) in changes_of(session, entry).items():
        setattr(row, name, typed_value(row_class, name, old))


def typed_value(row_class: type[Row], name: str, value: Any) -> Any:
    """A value of the journal as the row keeps it."""
    if value is not None and row_class.__table__.c[name].type.python_type is date:
        return date.fromisoformat(value)
    return value
