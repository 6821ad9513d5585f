"""贷后检查: when the next check of a loan is due; the pack says how often, else the trade's habit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.months import add_months

FIRST_DAYS = 30
EVERY_MONTHS = 3
"""The first check within a month of the disbursement, then each quarter: the trade's habit, no law."""
ROUNDS = ("首次", "季度", "半年", "年度")
CHECKS = ("贷后检查", *(f"{name}贷后检查" for name in ROUNDS))


def next_check(
    disbursed_on: date, checked: Iterable[date], first_days: int = FIRST_DAYS, every_months: int = EVERY_MONTHS
) -> date:
    """The day by which the next check is due: so many days after the disbursement, then so many months after each."""
    last = max((day for day in checked if day >= disbursed_on), default=None)
    return disbursed_on + timedelta(days=first_days) if last is None else add_months(last, every_months)
