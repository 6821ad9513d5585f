"""等额本息 and 等额本金 in whole fen: how one sum is cut into instalments whose last takes the residue.

A period's interest is `balance × weight × rate / divisor`, where `weight` are the units of its day count.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from app.domain.interest import RATE_SCALE, rate_units
from app.domain.money import Rounding, divide, from_fen, to_fen

Cut = tuple[int, int]
"""Principal and interest of one instalment, in fen."""


def equal_principal_cuts(
    principal: int, weights: Sequence[int], rate: int, divisor: int, rounding: Rounding
) -> list[Cut]:
    """等额本金: every instalment repays the same principal. Sums in fen, `rate` times `divisor`⁻¹ a unit.

    Interest is that of (principal − instalments so far × principal / n), the usual formula, in which the n-th part
    is not rounded; only what is repaid is.
    """
    count = len(weights)
    step = divide(principal, count, rounding)
    balance = principal
    cuts = []
    for gone, weight in enumerate(weights):
        share = min(step, balance)
        interest = divide(principal * (count - gone) * weight * rate, divisor * count, rounding)
        cuts.append((share, interest))
        balance -= share
    if balance:
        share, interest = cuts[-1]
        cuts[-1] = (share + balance, interest)
    return cuts


def equal_instalment_cuts(
    principal: int, weights: Sequence[int], rate: int, divisor: int, rounding: Rounding, multiple: int = 1
) -> list[Cut]:
    """等额本息: every instalment is the same sum (rounded to `multiple` fen), the last takes the residue."""
    instalment = level_instalment(principal, _factors(weights, rate, divisor), rounding, multiple)
    balance = principal
    cuts = []
    for weight in weights:
        interest = divide(balance * weight * rate, divisor, rounding)
        share = instalment - interest if instalment > interest else 0
        if share > balance:
            share = balance
        cuts.append((share, interest))
        balance -= share
    if balance:
        share, interest = cuts[-1]
        cuts[-1] = (share + balance, interest)
    return cuts


def level_instalment(principal: int, factors: Sequence[Decimal], rounding: Rounding, multiple: int = 1) -> int:
    """P·∏(1+f_k) / Σ_j ∏_{k>j}(1+f_k) in fen, rounded to `multiple` fen; `factors` are the rates of the periods."""
    growth = Decimal(1)
    annuity = Decimal(0)
    whole = {factor: 1 + factor for factor in set(factors)}
    for factor in reversed(factors):
        annuity += growth
        growth *= whole[factor]
    mode = ROUND_HALF_UP if rounding is Rounding.HALF_UP else ROUND_HALF_EVEN
    return int((principal * growth / annuity / multiple).quantize(Decimal(1), mode)) * multiple


def instalments_by_factors(
    principal: Decimal, factors: Sequence[Decimal], rounding: Rounding = Rounding.HALF_UP
) -> list[tuple[Decimal, Decimal]]:
    """等额本息 where the rate of every period is given: (principal, interest) in yuan for each.

    Raises ValueError where there is no period.
    """
    if not factors:
        raise ValueError("至少要有一期")
    weights = [rate_units(factor) for factor in factors]
    cuts = equal_instalment_cuts(to_fen(principal), weights, 1, RATE_SCALE, rounding)
    return [(from_fen(share), from_fen(interest)) for share, interest in cuts]


def _factors(weights: Sequence[int], rate: int, divisor: int) -> list[Decimal]:
    known = {weight: Decimal(weight * rate) / divisor for weight in set(weights)}
    return [known[weight] for weight in weights]
