"""Who bears a loss: shares that sum to the fen, and the order in which helpers pay before the shares count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.money import ZERO, from_fen, to_fen


@dataclass(frozen=True, slots=True)
class LossCover:
    """What each source pays of one loss, in yuan; `shares` are of what insurance and mutual fund left."""

    loss: Decimal
    insurance: Decimal
    mutual_fund: Decimal
    shares: dict[str, Decimal]


def split_by_shares(amount: Decimal, shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Yuan by weights (7 : 1.5 : 1.5) so that the parts sum to the fen, by largest remainder, ties to the first named.

    Raises ValueError for a negative amount, a negative weight, or weights that are all zero.
    """
    fen = to_fen(amount)
    weights = {name: Fraction(share) for name, share in shares.items()}
    whole = sum(weights.values())
    if fen < 0:
        raise ValueError("金额不能是负数")
    if whole <= 0 or min(weights.values()) < 0:
        raise ValueError("分担比例要大于零")
    exact = {name: fen * weight / whole for name, weight in weights.items()}
    parts = {name: int(value) for name, value in exact.items()}
    missing = fen - sum(parts.values())
    by_remainder = sorted(exact, key=lambda name: exact[name] - parts[name], reverse=True)
    for name in by_remainder[:missing]:
        parts[name] += 1
    return {name: from_fen(part) for name, part in parts.items()}


def cover_loss(
    loss: Decimal,
    shares: Mapping[str, Decimal],
    *,
    mutual_fund: Decimal = ZERO,
    insurance: Decimal = ZERO,
) -> LossCover:
    """旺苍: insurance money pays the bank first, then the village risk mutual fund, then the shares (6 : 4).

    `mutual_fund` and `insurance` are what is there, in yuan; neither pays more than is left of the loss.
    """
    paid = min(insurance, loss)
    rest = loss - paid
    from_fund = min(mutual_fund, rest)
    return LossCover(loss, paid, from_fund, split_by_shares(rest - from_fund, shares))
