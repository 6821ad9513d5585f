"""What stands in a cell of somebody else's sheet, read as text, number, money, rate, date or identity number.

A cell comes as calamine or csv gives it: numbers are floats, dates may be text or day numbers. Every reader answers
None for an empty cell and raises ValueError, with a reason in the officer's words, for one that cannot be understood.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Cell = str | float | int | bool | date | datetime | time | timedelta

DAMAGED_NUMBER = "在表格里是数字，后几位已经丢失，请把这一列设成文本后重新填写"

_INVISIBLE = dict.fromkeys([*range(0x20), 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_SPACES = {0xA0: " ", 0x3000: " ", 0x2002: " ", 0x2003: " ", 0x2009: " "}
_CLEAN = str.maketrans({**_INVISIBLE, **_SPACES, 0x0A: " ", 0x0D: " ", 0x09: " "})
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_NUMBER = re.compile(r"[¥￥]?([+-]?\d[\d,]*(?:\.\d+)?|[+-]?\.\d+)(万元|万|元整|元|%|‰|个月|月|天|日|人|岁)?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FIRST_DAY = date(1899, 12, 30)
_EARLIEST, _LATEST = date(1900, 3, 1), date(2199, 12, 31)
_LARGEST = Decimal("1e13")


def clean(text: str) -> str:
    """The text without invisible characters and outer spaces; inner spaces are single, rare characters stay."""
    if text.isascii() and text.isalnum():
        return text
    return " ".join(text.translate(_CLEAN).split())


def as_text(cell: Cell) -> str:
    """Any cell as text: a whole number without its point, a date in ISO form."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    return str(cell)


def typed(text: str) -> str:
    """A typed number with full-width digits and letters made narrow, without spaces (never used for names)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_CLEAN)
    return "".join(text.split()).lstrip("'’‘`")


def as_number_text(cell: Cell) -> str:
    """An identity, household, contract or phone number as text, `x` made `X`.

    Raises ValueError where the sheet kept it as a number too long to be exact (1e15 and more) or ending 000.
    """
    if isinstance(cell, str):
        if cell.isascii() and cell.isdigit():
            return cell
        text = typed(cell).upper()
        if _EXPONENT.fullmatch(text):
            raise ValueError(DAMAGED_NUMBER)
        return text
    if isinstance(cell, (float, int)) and not isinstance(cell, bool):
        if abs(cell) >= 1e15 or cell != cell:
            raise ValueError(DAMAGED_NUMBER)
        return as_text(float(cell))
    return as_text(cell)


def as_decimal(cell: Cell) -> tuple[Decimal, str] | None:
    """A number and the unit written behind it ("万元", "%", "" …)."""
    if isinstance(cell, (float, int)) and not isinstance(cell, bool):
        number, unit = Decimal(repr(cell)), ""
    elif isinstance(cell, str):
        text = typed(cell)
        if not text or text in {"-", "--", "—", "——", "/", "无"}:
            return None
        found = _NUMBER.fullmatch(text)
        if found is None:
            raise ValueError("不是数字")
        try:
            number, unit = Decimal(found[1].replace(",", "")), found[2] or ""
        except InvalidOperation:  # pragma: no cover - the pattern admits numbers only
            raise ValueError("不是数字") from None
    else:
        raise ValueError("不是数字")
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise ValueError("数字太大")
    return number, unit


def as_money(cell: Cell, per: int = 1) -> Decimal | None:
    """Money in yuan, half-up to the fen; `per` is the yuan in one unit of the column (10 000 for 万元)."""
    read = as_decimal(cell)
    if read is None:
        return None
    number, unit = read
    if unit in {"万", "万元"}:
        per = 10_000
    elif unit in {"元", "元整"}:
        per = 1
    elif unit:
        raise ValueError(f"金额后面不应有“{unit}”")
    return (number * per).quantize(Decimal("0.01"), ROUND_HALF_UP)


def as_whole(cell: Cell) -> int | None:
    """A whole number (people, months)."""
    read = as_decimal(cell)
    if read is None:
        return None
    if read[0] != read[0].to_integral_value():
        raise ValueError("不是整数")
    return int(read[0])


def as_date(cell: Cell) -> date | None:
    """A day: a date cell, a day number, or text such as 2024-08-09, 2024/8/9, 2024.8.9, 20240809, 2024年8月9日."""
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if isinstance(cell, (float, int)) and not isinstance(cell, bool):
        return _date_of_number(cell)
    if not isinstance(cell, str):
        raise ValueError("不是日期")
    text = typed(cell) if ":" not in cell else clean(cell)
    if not text or text in {"-", "--", "—", "——", "/", "无"}:
        return None
    found = _DATE.fullmatch(text) or _PLAIN_DATE.fullmatch(text)
    if found is None:
        raise ValueError("不是日期")
    return _day(int(found[1]), int(found[2]), int(found[3]))


def _date_of_number(number: float) -> date:
    if number != number or not 0 < number < 99_999_999:
        raise ValueError("不是日期")
    whole = int(number)
    if whole >= 19_000_101:
        return _day(whole // 10_000, whole // 100 % 100, whole % 100)
    if whole > 110_000:
        raise ValueError("不是日期")
    return _in_range(_FIRST_DAY + timedelta(days=whole))


def _day(year: int, month: int, day: int) -> date:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        raise ValueError("没有这一天") from None


def _in_range(day: date) -> date:
    if not _EARLIEST <= day <= _LATEST:
        raise ValueError("日期离现在太远")
    return day
