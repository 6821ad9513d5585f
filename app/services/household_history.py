"""What a household was on any day: its lists, its splits, merges and moves, its phones, and every correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.row_words import column_word
from app.models import Household, HouseholdChange, JournalEntry, Member, PhoneCheck
from app.models.journal import changes_of
from app.services.listings import Listing, listings_of
from app.services.lookup import household_numbered
from app.services.record_history import SILENT

_HIDDEN = {"resident_id", "phone"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One change in life: what, on which day, why, and the warnings that were passed."""

    on: date
    kind: str
    text: str
    reason: str
    warned: str


@dataclass(frozen=True, slots=True)
class Rang:
    """One check of a phone; the number is in full."""

    on: date
    phone: str
    owner: str
    state: str
    by: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One value that was changed: when it was entered (ISO), by whom, of whom, which, from what to what."""

    at: str
    by: str
    whose: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HouseholdHistory:
    """Everything that a household was; lists oldest first, the rest newest first."""

    number: str
    listings: tuple[Listing, ...]
    happened: tuple[Happened, ...]
    phones: tuple[Rang, ...]
    corrections: tuple[Correction, ...]


def history_of(session: Session, number: str) -> HouseholdHistory:
    """The history of the household with this 户编号. Raises NotFoundError."""
    household = household_numbered(session, number)
    return HouseholdHistory(
        number=household.number,
        listings=tuple(listings_of(session, household)),
        happened=tuple(_happened(session, household)),
        phones=tuple(_phones(session, household)),
        corrections=tuple(_corrections(session, household)),
    )


def _happened(session: Session, household: Household) -> list[Happened]:
    own = HouseholdChange.book_code == household.book_code, HouseholdChange.household_id == household.id
    rows = session.scalars(select(HouseholdChange).where(*own)).all()
    rows = sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
    return [Happened(row.on, row.kind, row.text, row.reason, row.warned) for row in rows]


def _phones(session: Session, household: Household) -> list[Rang]:
    own = PhoneCheck.book_code == household.book_code, PhoneCheck.household_id == household.id
    rows = session.scalars(select(PhoneCheck).where(*own).order_by(PhoneCheck.on.desc(), PhoneCheck.id.desc()))
    return [Rang(row.on, row.phone, row.owner, row.state, row.by) for row in rows]


def _corrections(session: Session, household: Household) -> list[Correction]:
    own = Member.book_code == household.book_code, Member.household_id == household.id
    names = {member.id: member.name for member in session.scalars(select(Member).where(*own))}
    ids = [household.id, *names]
    statement = select(JournalEntry).where(JournalEntry.row_id.in_(ids), JournalEntry.action == "change")
    found = []
    for entry in session.scalars(statement.order_by(JournalEntry.seq.desc())):
        for name, (old, new) in changes_of(session, entry).items():
            if name not in SILENT:
                whose, word = names.get(entry.row_id, ""), column_word(entry.table, name)
                found.append(Correction(entry.at, entry.who, whose, word, _shown(name, old), _shown(name, new)))
    return found


def _shown(name: str, value: object) -> str:
    text = "" if value is None else str(value)
    return f"****{text[-4:]}" if text and name in _HIDDEN else text
