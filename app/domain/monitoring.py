"""Watching a village's loans: the overdue rate against the red line, coverage, and months in which much falls due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.domain.findings import Finding, Severity
from app.domain.policy import PolicyPack, unclear

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class OverdueRate:
    """Overdue amount over balance, both in yuan; `rate` is exact, `percent` is half-up to two decimals."""

    overdue: Decimal
    balance: Decimal

    @property
    def rate(self) -> Decimal:
        """The fraction; 0 where nothing is lent."""
        return self.overdue / self.balance if self.balance else Decimal(0)

    @property
    def percent(self) -> Decimal:
        """Per cent with two decimals, as printed: 8.7 of 5604 is 0.16."""
        return share_percent(self.overdue, self.balance)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A share of households: `part` of `whole`; the name of the denominator stands beside it (获贷率 needs one)."""

    part: int
    whole: int
    denominator: str

    @property
    def percent(self) -> Decimal:
        """Per cent with two decimals, half-up."""
        return share_percent(Decimal(self.part), Decimal(self.whole))


@dataclass(frozen=True, slots=True)
class MonthPeak:
    """What falls due in one month: `month` is its first day, `share` its part of all that is listed."""

    month: date
    count: int
    principal: Decimal
    share: Decimal
    peak: bool


def share_percent(part: Decimal, whole: Decimal) -> Decimal:
    """Per cent with two decimals, half-up; 0.00 where the whole is nothing."""
    if not whole:
        return Decimal("0.00")
    return (part * 100 / whole).quantize(_HUNDREDTH, ROUND_HALF_UP)


def red_line_findings(rate: OverdueRate, pack: PolicyPack, on: date) -> list[Finding]:
    """The overdue rate against the pack's red line: the line itself is still allowed (“0.5%以内”)."""
    line = pack.share("red_line", on)
    if line is None:
        return [unclear(pack, "red_line", Severity.NOTE)]
    said = f"逾期率 {rate.percent:f}%（逾期 {rate.overdue:.2f} 元，余额 {rate.balance:.2f} 元）"
    limit = f"监测红线 {(line * 100).normalize():f}%"
    if rate.rate > line:
        return [Finding("red-line", Severity.WARN, f"{said}，超过{limit}", pack.clause("red_line", on))]
    left = (line * rate.balance - rate.overdue).quantize(_HUNDREDTH)
    return [Finding("below-red-line", Severity.NOTE, f"{said}，在{limit}以内，离红线还有 {left:f} 元逾期")]


def maturity_months(due: Iterable[tuple[date, Decimal]], peak_share: Decimal = Decimal("0.25")) -> list[MonthPeak]:
    """Principal falling due by month, from (due day, yuan) pairs, in the order of the months.

    A month is a peak where it holds at least `peak_share` of everything; one month alone is none: there is nothing
    to stand out from.
    """
    sums: dict[date, Decimal] = defaultdict(Decimal)
    counts: dict[date, int] = defaultdict(int)
    for day, principal in due:
        month = day.replace(day=1)
        sums[month] += principal
        counts[month] += 1
    total = sum(sums.values(), Decimal(0))
    months = []
    for month in sorted(sums):
        share = sums[month] / total if total else Decimal(0)
        peak = len(sums) > 1 and total > 0 and share >= peak_share
        months.append(MonthPeak(month, counts[month], sums[month], share, peak))
    return months
