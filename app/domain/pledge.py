"""活体质押: a credit line of at most half the animals' market value, drawn and repaid within the line (旺苍)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from app.domain.money import FEN, ZERO

MOST = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """Market value, line, drawn and free, in yuan; `over` is what was drawn above the line after a fall in value."""

    value: Decimal
    line: Decimal
    drawn: Decimal
    free: Decimal
    over: Decimal


def pledge_line(value: Decimal, share: Decimal, most: Decimal = MOST, drawn: Decimal = ZERO) -> PledgeLine:
    """The line for animals worth `value` yuan at the bank's `share`, never above `most`, rounded down to the fen.

    Raises ValueError for a negative value or share.
    """
    if value < 0 or share < 0:
        raise ValueError("市场价值和贷款系数不能是负数")
    line = (value * min(share, most)).quantize(FEN, ROUND_DOWN)
    return PledgeLine(value, line, drawn, max(line - drawn, ZERO), max(drawn - line, ZERO))


def herd_value(herd: list[tuple[int, Decimal]]) -> Decimal:
    """Market value of (head, price a head) in yuan."""
    return sum((head * price for head, price in herd), ZERO)
