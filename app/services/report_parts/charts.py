"""The pictures of a report: maturities by month, overdue principal by age, the balance at the end of each month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest

from sqlalchemy.orm import Session

from app.domain.money import ZERO
from app.domain.monitoring import MonthPeak, maturity_months
from app.domain.months import add_months
from app.domain.overdue import CLASS_DAYS
from app.services.book_on_day import BookOnDay, key_of
from app.services.portfolio import LoanLine

MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class AgeBar:
    """Overdue principal of loans overdue for a number of days: how many loans, how much in yuan."""

    words: str
    count: int
    principal: Decimal


@dataclass(frozen=True, slots=True)
class BalancePoint:
    """The balance in yuan on a day."""

    on: date
    balance: Decimal


@dataclass(frozen=True, slots=True)
class ReportCharts:
    """Three pictures of the book on a day."""

    on: date
    maturities: tuple[MonthPeak, ...]
    ages: tuple[AgeBar, ...]
    balances: tuple[BalancePoint, ...]


def report_charts(session: Session, on: date) -> ReportCharts:
    """The pictures of the book on a day, each loan read once."""
    book = BookOnDay(session, on)
    coming = [
        (row.due, row.left_principal)
        for line in book.open_lines
        for row in book.plans[key_of(line.loan)]
        if row.due >= on and row.left_principal
    ]
    return ReportCharts(on, tuple(maturity_months(coming)), _ages(book.lines), _balances(book.lines, on))


def _ages(lines: list[LoanLine]) -> tuple[AgeBar, ...]:
    late = [line.state for line in lines if line.state.overdue_principal]
    bars = []
    for lower, upper in zip_longest(CLASS_DAYS, CLASS_DAYS[1:]):
        own = [s for s in late if s.overdue_days > lower and (upper is None or s.overdue_days <= upper)]
        words = f"{lower + 1}—{upper} 天" if upper is not None else f"{lower} 天以上"
        bars.append(AgeBar(words, len(own), sum((state.overdue_principal for state in own), ZERO)))
    return tuple(bars)


def _balances(lines: list[LoanLine], on: date) -> tuple[BalancePoint, ...]:
    """Backwards from the day: what was paid after a month's end was still owed then."""
    first = on.replace(day=1)
    ends = [add_months(first, -back) - timedelta(days=1) for back in range(MONTHS_BACK - 1, -1, -1)]
    return tuple(BalancePoint(day, sum((_owed(line, day) for line in lines), ZERO)) for day in [*ends, on])


def _owed(line: LoanLine, day: date) -> Decimal:
    if line.loan.disbursed_on > day:
        return ZERO
    later = (told.principal for told in line.state.events if told.on > day and not told.reversed)
    return line.state.balance + sum(later, ZERO)
