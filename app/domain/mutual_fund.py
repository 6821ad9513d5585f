"""村级风险互助金: 3–5 % of the village's loans, raised by the supporting unit, used first for overdue loans (旺苍)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.money import ZERO, round_fen

LEAST = Decimal("0.03")
MOST = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class FundRange:
    """What the village's fund should hold, in yuan."""

    least: Decimal
    most: Decimal


def fund_range(village_loans: Decimal, least: Decimal = LEAST, most: Decimal = MOST) -> FundRange:
    """The range for a village with so many yuan of loans; ValueError where the shares are not 0 ≤ least ≤ most ≤ 1."""
    if not 0 <= least <= most <= 1:
        raise ValueError(f"互助金比例不对：{least}—{most}")
    return FundRange(round_fen(village_loans * least), round_fen(village_loans * most))


def gap(fund: Decimal, village_loans: Decimal, least: Decimal = LEAST) -> Decimal:
    """What is missing to the least share, in yuan."""
    return max(fund_range(village_loans, least, max(least, MOST)).least - fund, ZERO)


def use_first(fund: Decimal, overdue: Decimal) -> tuple[Decimal, Decimal]:
    """(paid from the fund, left overdue), in yuan."""
    paid = max(min(fund, overdue), ZERO)
    return paid, overdue - paid
