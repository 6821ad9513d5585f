"""Repayment schedules: four methods, five day counts, from the loan's first day to its maturity.

In a schedule by settlement the settlement day itself is counted in the period it closes, so that `end` and `due`
of a row are the 20th and the next row starts on the 21st; in all other rows `end` is the day that is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from app.domain.day_count import BASE, DayCount, units
from app.domain.instalments import Cut, equal_instalment_cuts, equal_principal_cuts
from app.domain.interest import RATE_SCALE, rate_units
from app.domain.money import FEN, Rounding, divide, from_fen, to_fen
from app.domain.months import add_months, on_day, whole_months

DAY = timedelta(days=1)


class Method(StrEnum):
    """利随本清, 按季（月）结息到期还本, 等额本息, 等额本金."""

    BULLET = "bullet"
    INTEREST_ONLY = "interest-only"
    EQUAL_INSTALMENT = "equal-instalment"
    EQUAL_PRINCIPAL = "equal-principal"


class Every(StrEnum):
    """How often interest is settled or an instalment falls due."""

    MONTH = "month"
    QUARTER = "quarter"


MAX_MONTHS = 1200
MAX_PRINCIPAL = Decimal(10) ** 13
MAX_RATE = Decimal(10)


@dataclass(frozen=True, slots=True)
class Convention:
    """How a loan's interest is counted; stored with the loan, because two conventions differ by tens of yuan.

    `every` is by default a quarter for interest by settlement, a month for instalments. Words of the command line
    are accepted for all choices; ValueError for others and for a settlement day outside 1–31.
    """

    method: Method
    day_count: DayCount = DayCount.ACT_360
    every: Every | None = None
    settlement_day: int = 20
    rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        method = Method(self.method)
        usual = Every.QUARTER if method is Method.INTEREST_ONLY else Every.MONTH
        object.__setattr__(self, "method", method)
        object.__setattr__(self, "day_count", DayCount(self.day_count))
        object.__setattr__(self, "every", Every(self.every) if self.every else usual)
        object.__setattr__(self, "rounding", Rounding(self.rounding))
        if not 1 <= self.settlement_day <= 31:
            raise ValueError(f"结息日要在 1 和 31 之间：{self.settlement_day}")

    @property
    def months_each(self) -> int:
        """Months between two settlements or instalments."""
        return 3 if self.every is Every.QUARTER else 1

    @property
    def by_instalments(self) -> bool:
        """Whether principal is repaid in instalments."""
        return self.method is Method.EQUAL_INSTALMENT or self.method is Method.EQUAL_PRINCIPAL


class ScheduleRow(NamedTuple):
    """One row: interest from `start` to `end` over `days`, what falls due on `due`, what is left after it (yuan)."""

    no: int
    start: date
    end: date
    days: int
    due: date
    principal: Decimal
    interest: Decimal
    total: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """All rows, and the sums of principal, interest and both, in yuan."""

    rows: tuple[ScheduleRow, ...]
    principal: Decimal
    interest: Decimal
    total: Decimal


class Period(NamedTuple):
    """Interest runs from `start` to the day before `stop`; it falls due on `due`."""

    start: date
    stop: date
    due: date


def make_schedule(
    principal: Decimal,
    rate: Decimal,
    start: date,
    end: date | None,
    convention: Convention,
    *,
    periods: int | None = None,
    due_dates: Sequence[date] | None = None,
    instalment_multiple: Decimal = FEN,
) -> Schedule:
    """The schedule of `principal` yuan at `rate` (a fraction a year) from `start` to `end`.

    Instead of `end`, `periods` counts months or quarters, or `due_dates` gives the instalments' own days.
    `instalment_multiple` (yuan) rounds the 等额本息 instalment. Raises ValueError, in the officer's words, for what
    cannot be scheduled.
    """
    _check(principal, rate)
    spans = loan_periods(start, _maturity(start, end, convention, periods, due_dates), convention, due_dates)
    fen = to_fen(principal)
    cuts = cut(fen, rate_units(rate), spans, convention, to_fen(instalment_multiple))
    return _assemble(fen, spans, cuts)


def loan_periods(
    start: date, end: date, convention: Convention, due_dates: Sequence[date] | None = None
) -> list[Period]:
    """The periods of interest between the first day and the maturity, as the method wants them."""
    if convention.method is Method.BULLET and not due_dates:
        return [Period(start, end, end)]
    if convention.method is Method.INTEREST_ONLY and not due_dates:
        return _settlement_periods(start, end, convention)
    dues = list(due_dates) if due_dates else _instalment_days(start, end, convention.months_each)
    return [Period(first, last, last) for first, last in zip([start, *dues], dues, strict=False)]


def settlement_days(start: date, end: date, each: int, settlement_day: int) -> list[date]:
    """The settlement days from `start` on whose following day still lies before `end`, in order.

    Every month (`each` 1), or quarterly (3) of March, June, September, December; a day past the month's end is its
    last day.
    """
    year, month = start.year, start.month
    month += -month % each
    days: list[date] = []
    while True:
        if month > 12:
            year, month = year + 1, month - 12
        day = on_day(year, month, settlement_day)
        if day + DAY >= end:
            return days
        if day >= start:
            days.append(day)
        month += each


def weights(spans: Sequence[Period], convention: Convention) -> list[int]:
    """The units of every period.

    Instalments with 30/360 have R/12 a month (R/4 a quarter), also over months of 28 or 31 days; 对年对月对日 is
    counted from the loan's first day, so that the periods together are the whole term.
    """
    count = convention.day_count
    if count is DayCount.ANNIVERSARY or (count is DayCount.THIRTY_360 and convention.by_instalments):
        whole = [whole_months(spans[0].start, stop) for _, stop, _ in spans]
        marks = [0, *(months * 30 + odd for months, odd in whole)]
        return [later - earlier for earlier, later in pairwise(marks)]
    if count is DayCount.ACT_360 or count is DayCount.ACT_365:
        return [(stop - start).days for start, stop, _ in spans]
    return [units(count, start, stop) for start, stop, _ in spans]


def cut(principal: int, rate: int, spans: Sequence[Period], convention: Convention, multiple: int = 1) -> list[Cut]:
    """Principal and interest of every period in fen; `rate` in parts of `RATE_SCALE`."""
    shares = weights(spans, convention)
    divisor = BASE[convention.day_count] * RATE_SCALE
    rounding = convention.rounding
    if convention.method is Method.EQUAL_INSTALMENT:
        return equal_instalment_cuts(principal, shares, rate, divisor, rounding, multiple)
    if convention.method is Method.EQUAL_PRINCIPAL:
        return equal_principal_cuts(principal, shares, rate, divisor, rounding)
    cuts = [(0, divide(principal * share * rate, divisor, rounding)) for share in shares]
    cuts[-1] = (principal, cuts[-1][1])
    return cuts


def _check(principal: Decimal, rate: Decimal) -> None:
    if principal <= 0:
        raise ValueError("本金要大于零")
    if rate < 0:
        raise ValueError("利率不能是负数")
    if principal >= MAX_PRINCIPAL or rate > MAX_RATE:
        raise ValueError("本金或利率太大，请核对单位")


def _maturity(
    start: date, end: date | None, convention: Convention, periods: int | None, due_dates: Sequence[date] | None
) -> date:
    if due_dates:
        if any(later <= earlier for earlier, later in zip([start, *due_dates], due_dates, strict=False)):
            raise ValueError("各期应还日要一期比一期晚，都在放款日之后")
        return due_dates[-1]
    if (end is None) == (periods is None):
        raise ValueError("到期日和期数要写一个，只写一个")
    if periods is not None:
        if periods < 1:
            raise ValueError("期数至少是 1")
        if periods * convention.months_each > MAX_MONTHS:
            raise ValueError("期限超过一百年")
        end = add_months(start, periods * convention.months_each)
    assert end is not None
    if end <= start:
        raise ValueError(f"到期日 {end} 不晚于放款日 {start}")
    if end.year > min(start.year + MAX_MONTHS // 12, date.max.year - 1):
        raise ValueError("期限超过一百年")
    return end


def _settlement_periods(start: date, end: date, convention: Convention) -> list[Period]:
    periods = []
    for day in settlement_days(start, end, convention.months_each, convention.settlement_day):
        periods.append(Period(start, day + DAY, day))
        start = day + DAY
    periods.append(Period(start, end, end))
    return periods


def _instalment_days(start: date, end: date, step: int) -> list[date]:
    days = []
    months = step
    while (day := add_months(start, months)) < end:
        days.append(day)
        months += step
    days.append(end)
    return days


def _assemble(principal: int, spans: Sequence[Period], cuts: Sequence[Cut]) -> Schedule:
    rows = []
    balance = principal
    for no, ((start, stop, due), (share, interest)) in enumerate(zip(spans, cuts, strict=True), 1):
        balance -= share
        rows.append(
            ScheduleRow(
                no,
                start,
                due,
                (stop - start).days,
                due,
                Decimal(share) * FEN,
                Decimal(interest) * FEN,
                Decimal(share + interest) * FEN,
                Decimal(balance) * FEN,
            )
        )
    paid = sum(interest for _, interest in cuts)
    return Schedule(tuple(rows), from_fen(principal), from_fen(paid), from_fen(principal + paid))
