"""财政贴息: how much of an interest finance bears, by loan, by quarter, by the year a loan was made, and as a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.day_count import DayCount
from app.domain.interest import interest, interest_for_days, interest_for_year
from app.domain.loan_plan import PlanRow
from app.domain.money import ZERO, round_fen


@dataclass(frozen=True, slots=True)
class SubsidySplit:
    """An interest in yuan, the principal that is subsidised, and the two shares: 财政贴息 and 户自付."""

    interest: Decimal
    subsidised_principal: Decimal
    subsidy: Decimal
    borrower: Decimal


@dataclass(frozen=True, slots=True)
class Vintage:
    """The loans made in one year: what is outstanding, at which rate, and for how many quarters it is subsidised."""

    year: int
    balance: Decimal
    rate: Decimal
    quarters: int = 4


@dataclass(frozen=True, slots=True)
class ClaimDifference:
    """One line of a bank's subsidy claim that is not ours, in yuan; None where only one side has the note."""

    note_number: str
    claimed: Decimal | None
    ours: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Claimed less ours."""
        return (self.claimed or ZERO) - (self.ours or ZERO)


def subsidised_principal(principal: Decimal, cap: Decimal | None) -> Decimal:
    """The part of the principal that is subsidised (S4: 5万元以上部分不予贴息)."""
    return principal if cap is None else min(principal, cap)


def subsidised_rate(rate: Decimal, rate_cap: Decimal | None) -> Decimal:
    """The rate that is subsidised (S2: 不超过5%的年利率)."""
    return rate if rate_cap is None else min(rate, rate_cap)


def subsidy_for_days(
    principal: Decimal,
    rate: Decimal,
    days: int,
    cap: Decimal | None = None,
    share: Decimal = Decimal(1),
    rate_cap: Decimal | None = None,
) -> SubsidySplit:
    """Interest of `days` at `rate`/360 a day and its subsidy; `share` 1 is full. ValueError: negative days."""
    covered = subsidised_principal(principal, cap)
    whole = interest_for_days(principal, rate, days)
    return _split(whole, covered, interest_for_days(covered, subsidised_rate(rate, rate_cap) * share, days))


def subsidy_for_year(
    principal: Decimal,
    rate: Decimal,
    cap: Decimal | None = None,
    share: Decimal = Decimal(1),
    rate_cap: Decimal | None = None,
) -> SubsidySplit:
    """Interest of one whole year and its subsidy."""
    covered = subsidised_principal(principal, cap)
    whole = interest_for_year(principal, rate)
    return _split(whole, covered, round_fen(covered * subsidised_rate(rate, rate_cap) * share))


def subsidy_for_dates(
    principal: Decimal,
    rate: Decimal,
    start: date,
    end: date,
    day_count: DayCount = DayCount.ACT_360,
    cap: Decimal | None = None,
    share: Decimal = Decimal(1),
) -> SubsidySplit:
    """Interest from `start` to `end` (not counted) and its subsidy."""
    covered = subsidised_principal(principal, cap)
    whole = interest(principal, rate, start, end, day_count)
    return _split(whole, covered, interest(covered, rate * share, start, end, day_count))


def vintage_estimate(vintage: Vintage, share: Decimal = Decimal(1)) -> Decimal:
    """贴息测算 of one year's loans in yuan: balance × rate × quarters / 4, half-up to the fen (陇川 三)."""
    return round_fen(vintage.balance * vintage.rate * share * vintage.quarters / 4)


def year_estimate(vintages: Sequence[Vintage], share: Decimal = Decimal(1)) -> Decimal:
    """The sum of the vintages' estimates, each rounded to the fen."""
    return sum((vintage_estimate(vintage, share) for vintage in vintages), ZERO)


def by_quarter(rows: Sequence[PlanRow]) -> dict[tuple[int, int], Decimal]:
    """Subsidy in yuan by (year, quarter) of the day it was settled; rows without subsidy are left out."""
    sums: dict[tuple[int, int], Decimal] = {}
    for row in rows:
        if row.subsidy:
            quarter = row.due.year, (row.due.month + 2) // 3
            sums[quarter] = sums.get(quarter, ZERO) + row.subsidy
    return dict(sorted(sums.items()))


def between(rows: Sequence[PlanRow], first: date, last: date) -> Decimal:
    """Subsidy in yuan of the rows settled from `first` to `last`, both included: one line of a quarter's claim."""
    return sum((row.subsidy for row in rows if first <= row.due <= last), ZERO)


def claim_differences(
    claimed: Mapping[str, Decimal], ours: Mapping[str, Decimal], tolerance: Decimal = ZERO
) -> tuple[ClaimDifference, ...]:
    """The lines in which a bank's claim and our figures differ by more than `tolerance` yuan, by note number."""
    differences = []
    for note in sorted({*claimed, *ours}):
        line = ClaimDifference(note, claimed.get(note), ours.get(note))
        one_sided = (line.claimed is None or line.ours is None) and line.difference != 0
        if one_sided or abs(line.difference) > tolerance:
            differences.append(line)
    return tuple(differences)


def _split(whole: Decimal, covered: Decimal, granted: Decimal) -> SubsidySplit:
    granted = min(granted, whole)
    return SubsidySplit(whole, covered, granted, whole - granted)
