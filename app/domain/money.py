"""Yuan and fen: money is a Decimal in yuan, a whole number of fen where it is counted or stored."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
WAN = Decimal(10000)


class Rounding(StrEnum):
    """How half a fen is rounded; Chinese practice is half-up."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"


_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN}


def to_fen(amount: Decimal) -> int:
    """Yuan to fen. Raises ValueError for a fraction of a fen or a number that is not finite."""
    if not amount.is_finite():
        raise ValueError(f"金额不是有限的数：{amount}")
    fen = int(amount * 100)
    if fen != amount * 100:
        raise ValueError(f"金额不到一分：{amount}")
    return fen


def from_fen(fen: int) -> Decimal:
    """Fen to yuan with two decimals."""
    return Decimal(fen) * FEN


def round_fen(amount: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Yuan rounded to whole fen."""
    return amount.quantize(FEN, _MODES[rounding])


def divide(numerator: int, denominator: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """`numerator / denominator` to the nearest whole number, halves as `rounding` says (half-up: away from zero).

    `denominator` is positive.
    """
    if numerator < 0:
        return -divide(-numerator, denominator, rounding)
    quotient = (2 * numerator + denominator) // (2 * denominator)
    if rounding is Rounding.HALF_EVEN and quotient & 1 and 2 * (quotient * denominator - numerator) == denominator:
        quotient -= 1
    return quotient


def format_yuan(amount: Decimal) -> str:
    """Yuan with thousands separators and two decimals: 50,000.00."""
    return f"{round_fen(amount):,.2f}"


def format_wan(amount: Decimal) -> str:
    """Yuan told in 万元 with two decimals, half-up: 292 716.00 yuan is 29.27."""
    return f"{round_fen(amount / WAN):,.2f}"
