"""Amounts, rates and counts of the trial reckonings, kept within what can be reckoned exactly."""

from __future__ import annotations

import argparse
from decimal import Decimal

from app.cli.parser import decimal, money, rate

MOST = Decimal(10) ** 17
MOST_PER_CENT = Decimal(1000)


def amount(text: str) -> Decimal:
    """Yuan, not negative, at most two decimals, below 10¹⁷."""
    if abs(decimal(text)) >= MOST:
        raise argparse.ArgumentTypeError(f"金额太大：{text}")
    return money(text)


def yearly_rate(text: str) -> Decimal:
    """Per cent, not negative, as a fraction."""
    if not 0 <= decimal(text) <= MOST_PER_CENT:
        raise argparse.ArgumentTypeError(f"百分数要在 0 和 {MOST_PER_CENT} 之间，现在是 {text}")
    return rate(text)


def share(text: str) -> Decimal:
    """Per cent of a whole, as a fraction."""
    if not 0 <= decimal(text) <= 100:
        raise argparse.ArgumentTypeError(f"比例在 0 和 100 之间，现在是 {text}")
    return rate(text)


def count(text: str) -> int:
    """A whole number, not negative, of days, months or periods."""
    number = decimal(text)
    if number < 0 or number != number.to_integral_value() or number > 1_000_000:
        raise argparse.ArgumentTypeError(f"要写不小于零的整数，现在是 {text}")
    return int(number)
