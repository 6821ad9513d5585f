"""What happened to the loans between two days: lent, repaid, extended, renewed, paid by others; each with its loan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import loan_events as events
from app.domain.loan_events import LoanEvent
from app.domain.loan_state import replay
from app.domain.loan_story import EventLine
from app.domain.loan_terms import LoanTerms
from app.domain.money import ZERO, from_fen
from app.models import Claim, Extension, Loan, Member, Repayment
from app.services.book_on_day import Key, key_of
from app.services.portfolio import events_by_loan, terms_of


class Change(StrEnum):
    """The kinds of change that a report counts."""

    LENT = "lent"
    RENEWED = "renewed"
    REPAID = "repaid"
    EXTENDED = "extended"
    CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class Changed:
    """One change in yuan: `amount` of money, or the balance that was carried on; `principal` of a repayment."""

    kind: Change
    note: str
    borrower: str
    on: date
    amount: Decimal
    principal: Decimal = ZERO
    until: date | None = None


def changes_between(session: Session, on: date, first: date, last: date) -> list[Changed]:
    """All changes from `first` to `last`, both included, by day and note, as the book tells them on `on`; what was
    reversed is none. Only the loans that have an entry of these days are replayed."""
    touched = _touched(session, first, last)
    happened = events_by_loan(session, [loan.id for loan, _name in touched])
    found = list(_lent(session, first, last))
    for loan, name in touched:
        found += _of_loan(loan, name, happened[key_of(loan)], on, first, last)
    return sorted(found, key=lambda each: (each.on, each.note, each.kind))


_BORROWER = (Member.book_code == Loan.book_code) & (Member.id == Loan.borrower_id)
_NAME = func.coalesce(Member.name, "")


def _lent(session: Session, first: date, last: date) -> Iterator[Changed]:
    statement = (
        select(Loan.kind, Loan.note_number, _NAME, Loan.disbursed_on, Loan.principal_fen)
        .outerjoin(Member, _BORROWER)
        .where(Loan.disbursed_on.between(first, last))
    )
    for kind, note, name, on, fen in session.execute(statement.order_by(Loan.book_code, Loan.note_number)).tuples():
        yield Changed(Change.RENEWED if kind == "renewal" else Change.LENT, note, name, on, from_fen(fen))


def _touched(session: Session, first: date, last: date) -> list[tuple[Loan, str]]:
    """Loans that have an entry of these days, by book and note, with the borrower's name."""
    found: dict[Key, tuple[Loan, str]] = {}
    for model in (Repayment, Claim, Extension):
        pair = (model.book_code == Loan.book_code) & (model.loan_id == Loan.id)
        statement = select(Loan, _NAME).join(model, pair).outerjoin(Member, _BORROWER)
        rows = session.execute(statement.where(model.on.between(first, last))).tuples()
        found |= {(loan.book_code, loan.note_number): (loan, name) for loan, name in rows}
    return [found[key] for key in sorted(found)]


def _of_loan(loan: Loan, name: str, happened: list[LoanEvent], on: date, first: date, last: date) -> Iterator[Changed]:
    terms = terms_of(loan)
    for told in replay(terms, happened, on).events:
        if not told.reversed and first <= told.on <= last:
            yield from _of_entry(terms, name, happened, told)


def _of_entry(terms: LoanTerms, name: str, happened: list[LoanEvent], told: EventLine) -> Iterator[Changed]:
    event, note = told.event, terms.note_number
    if isinstance(event, events.Repayment):
        yield Changed(Change.REPAID, note, name, told.on, event.amount, told.principal)
    elif isinstance(event, events.Claim):
        yield Changed(Change.CLAIMED, note, name, told.on, event.amount, told.principal)
    elif isinstance(event, events.Extension):
        carried = replay(terms, happened, told.on).balance
        yield Changed(Change.EXTENDED, note, name, told.on, carried, until=event.until)
