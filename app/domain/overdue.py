"""Overdue loans: days, the five classes as a hint, and the day on which a claim becomes time-barred."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.domain.findings import Finding, Severity
from app.domain.interest import penalty_interest, penalty_rate
from app.domain.months import add_months

__all__ = [
    "CLASS_DAYS",
    "LoanClass",
    "class_hint",
    "delinquent_days",
    "limitation_finding",
    "limitation_on",
    "overdue_days",
    "penalty_interest",
    "penalty_rate",
]

CLASS_DAYS = (0, 90, 270, 360)
"""More overdue days than these: 关注, 次级, 可疑, 损失 (商业银行金融资产风险分类办法, 2023)."""
LIMITATION_MONTHS = 36
LIMITATION_WARNING_DAYS = 180


class LoanClass(StrEnum):
    """五级分类; ours is a hint beside the class that the bank reported."""

    NORMAL = "正常"
    SPECIAL_MENTION = "关注"
    SUBSTANDARD = "次级"
    DOUBTFUL = "可疑"
    LOSS = "损失"


_CLASSES = (LoanClass.SPECIAL_MENTION, LoanClass.SUBSTANDARD, LoanClass.DOUBTFUL, LoanClass.LOSS)


def class_hint(days: int, limits: Sequence[int] = CLASS_DAYS) -> LoanClass:
    """The class that `days` overdue suggest: any 关注, over 90 次级, over 270 可疑, over 360 损失."""
    hint = LoanClass.NORMAL
    if days <= 0:
        return hint
    for limit, name in zip(limits, _CLASSES, strict=False):
        if days > limit:
            hint = name
    return hint


def overdue_days(due: date, on: date) -> int:
    """逾期天数 = date − due date, never below zero."""
    return max((on - due).days, 0)


def delinquent_days(due: date, on: date, grace: int) -> int:
    """Overdue days beyond a grace of `grace` days: within the grace 0, after it the days that exceed it."""
    return max(overdue_days(due, on) - grace, 0)


def limitation_on(due: date, interruptions: Sequence[date] = (), months: int = LIMITATION_MONTHS) -> date:
    """The last day of 诉讼时效: three years from the maturity or the last interruption after it (民法典 188, 195)."""
    return add_months(max([due, *interruptions]), months)


def limitation_finding(
    due: date, on: date, balance: Decimal, interruptions: Sequence[date] = (), warning: int = LIMITATION_WARNING_DAYS
) -> Finding | None:
    """A warning where 诉讼时效 of an unpaid loan has run out or runs out within `warning` days."""
    last = limitation_on(due, interruptions)
    if balance <= 0 or on <= due or last - on > timedelta(days=warning):
        return None
    clause = "《民法典》第一百八十八条、第一百九十五条"
    if last < on:
        text = f"诉讼时效已在 {last.isoformat()} 届满。"
        return Finding("limitation-over", Severity.WARN, text, clause, suggestion="请承贷银行确认并取得书面还款承诺。")
    text = f"诉讼时效将在 {last.isoformat()} 届满，还有 {(last - on).days} 天。"
    return Finding("limitation-near", Severity.WARN, text, clause, suggestion="请在届满前送达催收通知书并留回执。")
