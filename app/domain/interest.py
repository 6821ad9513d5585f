"""Interest on a sum over days: contract interest, penalty, and sums that change on the way.

月利率 = 年利率 / 12, 日利率 = 年利率 / 360; first day counted, last day not; rounded once, at the settlement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.domain.day_count import BASE, DayCount, units
from app.domain.money import Rounding, divide, from_fen, round_fen, to_fen

RATE_SCALE = 10**12
"""Rates are counted in whole parts of this inside exact sums."""


def rate_units(rate: Decimal) -> int:
    """A fraction (0.0435) in whole 10⁻¹² parts; finer digits are dropped."""
    return int(rate.scaleb(12))


def interest(
    principal: Decimal,
    rate: Decimal,
    start: date,
    end: date,
    day_count: DayCount = DayCount.ACT_360,
    rounding: Rounding = Rounding.HALF_UP,
) -> Decimal:
    """Interest in yuan on a sum that stays the same from `start` to `end` (last day not counted)."""
    numerator = to_fen(principal) * units(day_count, start, end) * rate_units(rate)
    return from_fen(divide(numerator, BASE[day_count] * RATE_SCALE, rounding))


def interest_for_days(principal: Decimal, rate: Decimal, days: int, base: int = 360) -> Decimal:
    """Interest in yuan for a number of days, half-up to the fen. Raises ValueError for negative `days`."""
    if days < 0:
        raise ValueError(f"天数不能是负数：{days}")
    return from_fen(divide(to_fen(principal) * days * rate_units(rate), base * RATE_SCALE))


def interest_for_year(principal: Decimal, rate: Decimal) -> Decimal:
    """Interest in yuan for one whole year, half-up to the fen."""
    return round_fen(principal * rate)


def penalty_rate(rate: Decimal, uplift: Decimal) -> Decimal:
    """The raised rate (银发〔2003〕251号: 逾期加收 30%–50%, 挤占挪用加收 50%–100%), a fraction."""
    return rate * (1 + uplift)


def penalty_interest(principal: Decimal, rate: Decimal, uplift: Decimal, days: int) -> Decimal:
    """Interest on overdue principal, in yuan, half-up to the fen.

    `rate` and `uplift` are fractions (0.0435, 0.5). The raised rate replaces the contract rate until the
    principal is paid (银发〔2003〕251号). Raises ValueError for a negative `days`.
    """
    return interest_for_days(principal, penalty_rate(rate, uplift), days)


def compound_interest(arrears: Decimal, rate: Decimal, uplift: Decimal, days: int) -> Decimal:
    """复利 on interest in arrears at the penalty rate, in yuan; only where the contract says so (银发〔2003〕251号)."""
    return interest_for_days(arrears, penalty_rate(rate, uplift), days)


def interest_by_parts(
    parts: Sequence[tuple[Decimal, date, date]],
    rate: Decimal,
    day_count: DayCount = DayCount.ACT_360,
    rounding: Rounding = Rounding.HALF_UP,
    *,
    round_each: bool = False,
) -> Decimal:
    """Interest on a balance that changes: (balance, from, to) each; the products are summed before rounding (积数).

    With `round_each` every part is rounded by itself, as some systems do: the result can differ by a fen.
    """
    if round_each:
        return sum((interest(sum_, rate, start, end, day_count, rounding) for sum_, start, end in parts), from_fen(0))
    products = sum(to_fen(sum_) * units(day_count, start, end) for sum_, start, end in parts)
    return from_fen(divide(products * rate_units(rate), BASE[day_count] * RATE_SCALE, rounding))
