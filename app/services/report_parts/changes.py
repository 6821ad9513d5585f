"""What happened to the loans between two days: lent, repaid, extended, renewed, paid by others; each with its loan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.loan_events import Claim, Extension, Repayment
from app.domain.loan_story import EventLine
from app.domain.money import ZERO
from app.services.book_on_day import BookOnDay
from app.services.portfolio import LoanLine


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


def changes_between(book: BookOnDay, first: date, last: date) -> list[Changed]:
    """All changes from `first` to `last`, both included, by day and note; what was reversed is none."""
    found = [change for line in book.lines for change in _of_loan(book, line, first, last)]
    return sorted(found, key=lambda each: (each.on, each.line.loan.note_number, each.kind))


def _of_loan(book: BookOnDay, line: LoanLine, first: date, last: date) -> Iterator[Changed]:
    if first <= line.loan.disbursed_on <= last:
        kind = Change.RENEWED if line.loan.kind == "renewal" else Change.LENT
        yield Changed(kind, line, line.loan.disbursed_on, line.terms.principal)
    for told in line.state.events:
        if not told.reversed and first <= told.on <= last:
            yield from _of_entry(book, line, told)


def _of_entry(book: BookOnDay, line: LoanLine, told: EventLine) -> Iterator[Changed]:
    event = told.event
    if isinstance(event, Repayment):
        yield Changed(Change.REPAID, line, told.on, event.amount, told.principal)
    elif isinstance(event, Claim):
        yield Changed(Change.CLAIMED, line, told.on, event.amount, told.principal)
    elif isinstance(event, Extension):
        yield Changed(Change.EXTENDED, line, told.on, book.state_on(line, told.on).balance, until=event.until)
