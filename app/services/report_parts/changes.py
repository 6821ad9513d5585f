"""What happened to the loans between two days: lent, repaid, extended, renewed, paid by others; each with its loan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import loan_events as events
from app.domain.loan_events import LoanEvent
from app.domain.loan_state import replay
from app.domain.loan_story import EventLine
from app.domain.money import ZERO
from app.models import Claim, Extension, Loan, Repayment
from app.services.book_on_day import key_of
from app.services.portfolio import LoanLine, events_by_loan, loan_lines


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
    line: LoanLine
    on: date
    amount: Decimal
    principal: Decimal = ZERO
    until: date | None = None


def changes_between(session: Session, on: date, first: date, last: date) -> list[Changed]:
    """All changes from `first` to `last`, both included, by day and note, as the book tells them on `on`; what was
    reversed is none. Only the loans to which something happened are replayed."""
    loans = _touched(session, first, last)
    lines = loan_lines(session, on, loans)
    happened = events_by_loan(session, [loan.id for loan in loans])
    found = [change for line in lines for change in _of_loan(line, happened[key_of(line.loan)], first, last)]
    return sorted(found, key=lambda each: (each.on, each.line.loan.note_number, each.kind))


def _touched(session: Session, first: date, last: date) -> list[Loan]:
    """Loans that were made in these days, or that have an entry of them."""
    found = {key_of(loan): loan for loan in session.scalars(select(Loan).where(Loan.disbursed_on.between(first, last)))}
    for model in (Repayment, Claim, Extension):
        pair = (model.book_code == Loan.book_code) & (model.loan_id == Loan.id)
        happened = select(Loan).join(model, pair).where(model.on.between(first, last))
        found |= {key_of(loan): loan for loan in session.scalars(happened)}
    return list(found.values())


def _of_loan(line: LoanLine, happened: list[LoanEvent], first: date, last: date) -> Iterator[Changed]:
    if first <= line.loan.disbursed_on <= last:
        kind = Change.RENEWED if line.loan.kind == "renewal" else Change.LENT
        yield Changed(kind, line, line.loan.disbursed_on, line.terms.principal)
    for told in line.state.events:
        if not told.reversed and first <= told.on <= last:
            yield from _of_entry(line, happened, told)


def _of_entry(line: LoanLine, happened: list[LoanEvent], told: EventLine) -> Iterator[Changed]:
    event = told.event
    if isinstance(event, events.Repayment):
        yield Changed(Change.REPAID, line, told.on, event.amount, told.principal)
    elif isinstance(event, events.Claim):
        yield Changed(Change.CLAIMED, line, told.on, event.amount, told.principal)
    elif isinstance(event, events.Extension):
        carried = replay(line.terms, happened, told.on).balance
        yield Changed(Change.EXTENDED, line, told.on, carried, until=event.until)
