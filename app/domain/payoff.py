"""今天还清要多少: what settles a loan on a day, told as 本金, 户自付, 财政贴息, 罚息, 复利."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.loan_events import LoanEvent
from app.domain.loan_state import LoanState, replay
from app.domain.loan_terms import LoanTerms


@dataclass(frozen=True, slots=True)
class Payoff:
    """In yuan: `household` is what the household brings; `finance` what finance owes for this loan besides.

    Where the household pays first, `subsidy` is in its sum and comes back to it later.
    """

    on: date
    principal: Decimal
    borrower: Decimal
    subsidy: Decimal
    penalty: Decimal
    compound: Decimal
    household: Decimal
    finance: Decimal

    @property
    def total(self) -> Decimal:
        """What the bank gets in all, from both."""
        return self.household + self.finance


def payoff(terms: LoanTerms, events: Iterable[LoanEvent], on: date) -> Payoff:
    """What settles the loan on `on`, after the entries of that day."""
    return payoff_of(replay(terms, events, on))


def payoff_of(state: LoanState) -> Payoff:
    """The same from a state that is already known."""
    whole = state.balance + state.borrower_share + state.subsidy + state.penalty + state.compound
    return Payoff(
        state.on,
        state.balance,
        state.borrower_share,
        state.subsidy,
        state.penalty,
        state.compound,
        state.payoff,
        whole - state.payoff,
    )


def payoff_table(terms: LoanTerms, events: Iterable[LoanEvent], days: Sequence[date]) -> tuple[Payoff, ...]:
    """The pay-off on several days, as the due notice shows three of them."""
    known = tuple(events)
    return tuple(payoff(terms, known, day) for day in days)
