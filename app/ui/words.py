"""How facts are written on the screen: money, days, dates, rates; each with its unit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

WEEKDAYS = "一二三四五六日"
NOTHING = "—"
_MINUS = "−"


def money(amount: Decimal | None) -> str:
    """Yuan with two decimals and thousands, `—` for nothing; the unit stands in the heading."""
    if amount is None:
        return NOTHING
    return f"{amount:,.2f}".replace("-", _MINUS)


def money_or_nothing(amount: Decimal | None) -> str:
    """As `money`, with `—` for zero too: for columns where zero says nothing."""
    return money(amount) if amount else NOTHING


def in_wan(amount: Decimal) -> str:
    """33.00 万元, for sums and charts."""
    return f"{bare_wan(amount)} 万元"


def bare_wan(amount: Decimal) -> str:
    """33.00, where the unit stands elsewhere."""
    return f"{(amount / 10_000).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def short_wan(amount: Decimal) -> str:
    """A bar's label in 万元: whole numbers without decimals, else one; two where one would say nothing."""
    wan = (amount / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if wan == wan.to_integral():
        return str(int(wan))
    return f"{wan:.1f}" if wan >= Decimal("0.1") else f"{wan:.2f}"


def percent(fraction: Decimal) -> str:
    """4.20%."""
    return f"{(fraction * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def near_day(day: date, today: date, *, weekday: bool = True) -> str:
    """12-02 周三 within the year, in full for another year; without the weekday where text is large."""
    if not weekday:
        return f"{day:%m-%d}"
    if day.year != today.year:
        return f"{day:%Y-%m-%d}"
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}"


def day_in_year(day: date, today: date) -> str:
    """12-02, or 2027-12-02."""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def long_day(day: date) -> str:
    """2026年11月20日 星期五."""
    return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def short_day(day: date) -> str:
    """11月20日 周五."""
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def days_left(days: int) -> str:
    """还剩 12 天, 今天, 逾期 41 天."""
    if days == 0:
        return "今天"
    return f"还剩 {days} 天" if days > 0 else f"逾期 {-days} 天"


def days_ago(day: date, today: date) -> str:
    """33 天前."""
    days = (today - day).days
    return "今天" if days == 0 else f"{days} 天前" if days > 0 else f"{-days} 天后"


def moment(stamp: datetime, today: date) -> str:
    """昨天 18:02; 11-15 18:02."""
    days = (today - stamp.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, day_in_year(stamp.date(), today))
    return f"{day} {stamp:%H:%M}"


def quarter(day: date) -> str:
    """四季度."""
    return "一二三四"[(day.month - 1) // 3] + "季度"


def in_fours(digest: str) -> str:
    """A digest in groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
