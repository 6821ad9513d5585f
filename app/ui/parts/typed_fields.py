"""Fields for money, days, rates and counts: what was typed is read back below the field in full."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from app.domain.typed import typed_count, typed_date, typed_money, typed_rate
from app.ui.parts.field import Field
from app.ui.words import WEEKDAYS, money, percent


class MoneyField(Field):
    """Yuan; 5万 is read back as 50,000.00 元."""

    def __init__(self, label: str, *, needed: bool = True, bare: bool = False) -> None:
        super().__init__(label, check=_wrong_money, hint=_money_hint, needed=needed, bare=bare)

    @property
    def amount(self) -> Decimal | None:
        """The sum typed; None where there is none."""
        return typed_money(self.text)

    def set_amount(self, amount: Decimal | None) -> None:
        """Put a sum in."""
        self.set_text("" if amount is None else f"{amount:.2f}")


class DateField(Field):
    """A day as 20261120 or 11-20."""

    def __init__(self, label: str, today: date, *, needed: bool = True, bare: bool = False) -> None:
        hint = partial(_date_hint, today)
        super().__init__(label, check=partial(_wrong_date, today), hint=hint, needed=needed, bare=bare)
        self._today = today

    @property
    def day(self) -> date | None:
        """The day typed; None where there is none."""
        return typed_date(self.text, self._today)

    def set_day(self, day: date | None) -> None:
        """Put a day in."""
        self.set_text("" if day is None else f"{day:%Y-%m-%d}")


class RateField(Field):
    """Per cent, kept as a fraction; `what` is the word by which it is read back: a yearly rate, or a share."""

    def __init__(self, label: str, *, needed: bool = True, what: str = "年利率") -> None:
        super().__init__(label, check=partial(_wrong_rate, what), hint=partial(_rate_hint, what), needed=needed)

    @property
    def rate(self) -> Decimal | None:
        """The fraction; 4.2 typed is 0.042."""
        return typed_rate(self.text)


class CountField(Field):
    """A whole number above zero."""

    def __init__(self, label: str, *, unit: str, needed: bool = True) -> None:
        super().__init__(label, check=_wrong_count, hint=unit, needed=needed)

    @property
    def count(self) -> int | None:
        """The number; None where there is none."""
        return typed_count(self.text)


def _wrong_money(text: str) -> str:
    if typed_money(text) is None:
        return "金额写成 50000、5万 或 1234.56，最多两位小数。"
    return ""


def _money_hint(text: str) -> str:
    amount = typed_money(text)
    return f"{money(amount)} 元" if amount is not None else ""


def _wrong_date(today: date, text: str) -> str:
    if typed_date(text, today) is None:
        return "日期写成 20261120、2026-11-20 或 11-20。"
    return ""


def _date_hint(today: date, text: str) -> str:
    day = typed_date(text, today)
    return f"{day:%Y-%m-%d} 周{WEEKDAYS[day.weekday()]}" if day is not None else ""


def _wrong_rate(what: str, text: str) -> str:
    return f"{what}写百分数，如 3.45。" if typed_rate(text) is None else ""


def _rate_hint(what: str, text: str) -> str:
    rate = typed_rate(text)
    return f"{what} {percent(rate)}" if rate is not None else ""


def _wrong_count(text: str) -> str:
    return "" if typed_count(text) else "要写大于零的整数。"
