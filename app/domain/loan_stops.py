"""The days on which a loan's interest is settled or its principal falls due, as the replay walks over them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.domain.interest import rate_units
from app.domain.loan_terms import LoanTerms
from app.domain.money import to_fen
from app.domain.schedule import Convention, Method, cut, loan_periods, settlement_days

ALL = -1
NEVER = date.max.toordinal()


class Stop(NamedTuple):
    """At the start of day `point` interest is settled that is due on `due`, and `principal` fen fall due (or `ALL`).

    `interest` is what the contract's schedule says where `balance` fen were owed all through the period, else -1.
    All days are ordinals; a settlement on the 20th has its point on the 21st, because the 20th still counts.
    """

    point: int
    due: int
    principal: int
    interest: int = -1
    balance: int = -1


END = Stop(NEVER, NEVER, 0)


def contract_stops(terms: LoanTerms) -> tuple[Stop, ...]:
    """The stops of the contract as signed, the last one at maturity, then `END`."""
    convention = terms.convention
    if convention.by_instalments:
        principal, rate = to_fen(terms.principal), rate_units(terms.rate)
        return _instalments(principal, rate, terms.disbursed_on, terms.due_on, convention)
    return settlement_stops(terms.disbursed_on, terms.due_on, convention)


def settlement_stops(start: date, end: date, convention: Convention) -> tuple[Stop, ...]:
    """The settlement days of a loan that repays all its principal at the end (none for a bullet loan), then `END`."""
    if convention.method is not Method.INTEREST_ONLY:
        return Stop(end.toordinal(), end.toordinal(), ALL), END
    return _settlements(start, end, convention.months_each, convention.settlement_day)


@lru_cache(maxsize=4096)
def _settlements(start: date, end: date, months_each: int, settlement_day: int) -> tuple[Stop, ...]:
    last = end.toordinal()
    dues = (day.toordinal() for day in settlement_days(start, end, months_each, settlement_day))
    return (*(Stop(due + 1, due, 0) for due in dues), Stop(last, last, ALL), END)


@lru_cache(maxsize=1024)
def _instalments(principal: int, rate: int, start: date, end: date, convention: Convention) -> tuple[Stop, ...]:
    spans = loan_periods(start, end, convention)
    stops = []
    balance = principal
    for span, (share, interest) in zip(spans, cut(principal, rate, spans, convention), strict=True):
        due = span.due.toordinal()
        stops.append(Stop(due, due, share, interest, balance))
        balance -= share
    stops[-1] = stops[-1]._replace(principal=ALL)
    return (*stops, END)
