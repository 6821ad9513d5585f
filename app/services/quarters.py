"""Quarters of the calendar as subsidy is counted by them: first and last day, name, the one after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.errors import InputError
from app.domain.months import add_months

_WRITTEN = re.compile(r"(\d{4})\s*[-年]?\s*(?:[Qq]|第)?\s*([1-4一二三四])(?:\s*季度?)?")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a year."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return add_months(self.first, 3) - timedelta(days=1)

    @property
    def name(self) -> str:
        """As people say it."""
        return f"{self.year}年第{self.number}季度"

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    def next(self) -> Quarter:
        """The quarter after it."""
        return quarter_of(self.last + timedelta(days=1))

    def before(self) -> Quarter:
        """The quarter before it."""
        return quarter_of(self.first - timedelta(days=1))

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


def quarter_of(day: date) -> Quarter:
    """The quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def read_quarter(text: str) -> Quarter:
    """A quarter as it is typed: 2026Q3, 2026年第3季度. Raises InputError."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise InputError("季度", f"要写成 2026Q3 这样，现在是 {text}")
    number = found.group(2)
    return Quarter(int(found.group(1)), _DIGITS.get(number) or int(number))
