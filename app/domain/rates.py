"""Dated interest tables: the LPR and the PBOC benchmark, looked up by term and day.

A table knows up to which day it was kept; a later day still gets the last row, marked as not yet confirmed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Bracket:
    """A term bracket: up to and including `up_to_months`; None is the last one, without an end."""

    id: str
    label: str
    up_to_months: int | None = None


@dataclass(frozen=True, slots=True)
class RateRow:
    """Rates in force from `since` on, one per bracket of the table, as fractions."""

    since: date
    rates: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class RateQuote:
    """A rate found in a table: `rate` is a fraction a year; `confirmed` is false after the table's last known day."""

    rate: Decimal
    bracket: Bracket
    since: date
    table: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RateTable:
    """A dated table of rates, `rows` in the order of their days."""

    id: str
    name: str
    source: str
    brackets: tuple[Bracket, ...]
    rows: tuple[RateRow, ...]
    known_until: date | None = None

    def bracket(self, term_months: int) -> Bracket:
        """The bracket of a term in months; a bracket's own last month belongs to it. ValueError: not positive."""
        return self.brackets[self._index(term_months)]

    def lookup(self, term_months: int, on: date) -> RateQuote | None:
        """The rate in force on a day for a term in months; None before the table begins."""
        position = bisect_right([row.since for row in self.rows], on) - 1
        if position < 0:
            return None
        row, index = self.rows[position], self._index(term_months)
        confirmed = self.known_until is None or on <= self.known_until
        return RateQuote(row.rates[index], self.brackets[index], row.since, self.name, confirmed)

    def with_row(self, row: RateRow, known_until: date | None = None) -> RateTable:
        """The table with the user's row added (it replaces one of the same day)."""
        others = [old for old in self.rows if old.since != row.since]
        until = max(filter(None, (self.known_until, known_until, row.since)), default=None)
        return replace(self, rows=tuple(sorted((*others, row), key=lambda each: each.since)), known_until=until)

    def _index(self, term_months: int) -> int:
        if term_months <= 0:
            raise ValueError("a term has at least one month")
        for index, bracket in enumerate(self.brackets):
            if bracket.up_to_months is None or term_months <= bracket.up_to_months:
                return index
        return len(self.brackets) - 1


@dataclass(frozen=True, slots=True)
class RateTables:
    """The tables a rate cap can need."""

    lpr: RateTable
    benchmark: RateTable
