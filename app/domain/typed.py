"""Values as people type them: money as 5万 or 50,000, days as 20261120 or 11-20, rates as 4.2.

Each reader answers the value, or None where the text is none.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from app.domain.months import add_months

_MONEY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(万|千)?(元)?")
_TIMES = {"万": Decimal(10_000), "千": Decimal(1_000), None: Decimal(1)}
_YEAR_FIRST = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")
_HALF_YEAR = 6


def plain(typed: str) -> str:
    """Full-width digits and marks made plain, blanks gone."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


def typed_money(typed: str) -> Decimal | None:
    """Yuan: 50000, 50,000.00, 5万, 3.5万, 800元. None for anything else, more than two decimals included."""
    found = _MONEY.fullmatch(plain(typed))
    if found is None:
        return None
    amount = Decimal(found[1].replace(",", "") + (found[2] or "")) * _TIMES[found[3]]
    exact = amount.quantize(Decimal("0.01"))
    return exact if exact == amount else None


def typed_date(typed: str, today: date) -> date | None:
    """A day: 2026-11-20, 20261120, 2026年11月20日, 11-20 (the nearest such day within half a year of `today`)."""
    text = plain(typed)
    whole = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if whole is not None:
        return _day(int(whole[1]), int(whole[2]), int(whole[3]))
    short = _MONTH_DAY.fullmatch(text)
    if short is None:
        return None
    near = [_day(year, int(short[1]), int(short[2])) for year in (today.year - 1, today.year, today.year + 1)]
    within = [day for day in near if day and add_months(today, -_HALF_YEAR) < day <= add_months(today, _HALF_YEAR)]
    return within[0] if within else _day(today.year, int(short[1]), int(short[2]))


def typed_rate(typed: str) -> Decimal | None:
    """A yearly rate as a fraction from per cent: 4.2 or 4.2% is 0.042. None for anything else or 100 and more."""
    text = plain(typed).removesuffix("%")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,4})?", text):
        return None
    return Decimal(text) / 100


def typed_count(typed: str) -> int | None:
    """A whole number of one to four digits: months, copies."""
    text = plain(typed)
    return int(text) if re.fullmatch(r"\d{1,4}", text) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
