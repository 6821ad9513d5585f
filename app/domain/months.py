"""Month arithmetic, always counted from the first date: chaining from month to month loses the 31st."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), the last day where the month is too short.

    Raises ValueError where the year leaves 1–9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return on_day(year, month + 1, day.day)


def on_day(year: int, month: int, day: int) -> date:
    """That day of the month, or the last one where the month is shorter."""
    if day > 28:
        last = 29 if month == 2 and isleap(year) else _LENGTHS[month]
        day = last if day > last else day
    return date(year, month, day)


def whole_months(start: date, end: date) -> tuple[int, int]:
    """Whole months from `start` to `end` and the odd days after them (对年对月对日).

    31 Jan to 28 Feb is one month and no day. Raises ValueError where `end` lies before `start`.
    """
    if end < start:
        raise ValueError(f"{end} 早于 {start}")
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day >= start.day:
        return months, end.day - start.day
    if (end + _DAY).day == 1:  # the last day of a short month stands for the later day
        return months, 0
    return months - 1, (end - add_months(start, months - 1)).days


def months_to_reach(start: date, end: date) -> int:
    """The fewest whole months from `start` that reach `end`: the term a span of days needs."""
    months, odd = whole_months(start, end)
    return months + 1 if odd else months


def month_ends(start: date, months: int, step: int) -> list[date]:
    """The dates `step`, 2·`step`, … `months` months after `start`, each counted from `start`."""
    return [add_months(start, count) for count in range(step, months + 1, step)]
