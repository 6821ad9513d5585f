"""Day counts: how much of a year lies between two dates, first day counted, last day not (算头不算尾).

A part of a year is told as whole `units` of a `base`, so that interest can be kept exact in integers.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.domain.months import whole_months


class DayCount(StrEnum):
    """The five counts; `anniversary` is 对年对月对日: whole months as 30 days, odd days as they are."""

    ACT_360 = "act/360"
    ACT_365 = "act/365"
    THIRTY_360 = "30/360"
    ACT_ACT = "act/act"
    ANNIVERSARY = "anniversary"


BASE = {
    DayCount.ACT_360: 360,
    DayCount.ACT_365: 365,
    DayCount.THIRTY_360: 360,
    DayCount.ACT_ACT: 365 * 366,
    DayCount.ANNIVERSARY: 360,
}


def units(day_count: DayCount, start: date, end: date) -> int:
    """Units between the dates; divided by `BASE[day_count]` they are the part of a year.

    30/360 is the bond basis of ISDA; act/act is that of ISDA (each day over the length of its own year).
    Raises ValueError where `end` lies before `start`.
    """
    if end < start:
        raise ValueError(f"{end} 早于 {start}")
    if day_count is DayCount.THIRTY_360:
        return _bond_basis(start, end)
    if day_count is DayCount.ANNIVERSARY:
        months, odd = whole_months(start, end)
        return months * 30 + odd
    return daily_units(day_count, start.toordinal(), end.toordinal())


def daily_units(day_count: DayCount, start: int, end: int) -> int:
    """Units by actual days, for penalty and extension (日利率 = 年利率 / 360); the dates as proleptic ordinals.

    30/360 and anniversary count every day as one of 360; the others as `units` does.
    """
    if day_count is DayCount.ACT_ACT:
        return _per_year_units(start, end)
    return end - start


def year_fraction(day_count: DayCount, start: date, end: date) -> Fraction:
    """The exact part of a year between the dates."""
    return Fraction(units(day_count, start, end), BASE[day_count])


def monthly_rate(rate: Decimal) -> Decimal:
    """月利率 = 年利率 / 12."""
    return rate / 12


def daily_rate(rate: Decimal) -> Decimal:
    """日利率 = 年利率 / 360."""
    return rate / 360


def _bond_basis(start: date, end: date) -> int:
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first


def _per_year_units(start: int, end: int) -> int:
    total = 0
    year = date.fromordinal(start).year
    while start < end:
        leap = isleap(year)
        stop = min(end, date(year, 12, 31).toordinal() + 1)
        total += (stop - start) * (365 if leap else 366)
        start, year = stop, year + 1
    return total
