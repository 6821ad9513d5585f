"""Amounts and dates in 大写, as 支付结算办法 附一 (正确填写票据和结算凭证的基本规定) wants them on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.money import to_fen

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
LIMIT = Decimal(10) ** 16


def amount_in_words(amount: Decimal) -> str:
    """人民币伍万元整 for Decimal("50000"); 整 after 元 and after 角, never after 分.

    Raises ValueError for a negative amount, a fraction of a fen, and 10 000 万亿 or more.
    """
    fen = to_fen(amount)
    if fen < 0:
        raise ValueError(f"金额不能是负数：{amount}")
    if amount >= LIMIT:
        raise ValueError(f"金额太大：{amount}")
    yuan, cents = divmod(fen, 100)
    return "人民币" + _yuan_words(yuan, cents) + _cents_words(yuan, cents)


def date_in_words(day: date) -> str:
    """贰零贰贰年零壹月壹拾伍日: the form for bills, where a month or day could be altered otherwise."""
    year = "".join(DIGITS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{month_in_words(day.month)}月{day_in_words(day.day)}日"


def month_in_words(month: int) -> str:
    """零壹, 零贰, 零壹拾 carry a leading 零; 壹拾壹 and 壹拾贰 a leading 壹."""
    words = _two_digits(month)
    return "零" + words if month in (1, 2, 10) else words


def day_in_words(day: int) -> str:
    """壹 to 玖 and the full tens carry a leading 零; 拾壹 to 拾玖 a leading 壹."""
    words = _two_digits(day)
    return "零" + words if day < 10 or day % 10 == 0 else words


def _two_digits(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] + "拾" if tens else "") + (DIGITS[ones] if ones else "")


def _yuan_words(yuan: int, cents: int) -> str:
    if yuan == 0:
        return "" if cents else "零元"
    words = ""
    gap = False  # zeros passed since the last digit: one 零 stands for all of them
    text = str(yuan)
    for index, digit in enumerate(text):
        group, place = divmod(len(text) - 1 - index, 4)
        if digit == "0":
            gap = True
        else:
            words += ("零" if gap else "") + DIGITS[int(digit)] + _PLACES[place]
            gap = False
        if place == 0 and _has_group(text, index):
            words += _group_word(text, group)
    return words + "元"


def _has_group(text: str, index: int) -> bool:
    """Whether the four digits that end at `index` are not all zero."""
    return any(digit != "0" for digit in text[max(0, index - 3) : index + 1])


def _group_word(text: str, group: int) -> str:
    """万, 亿; of 万亿 only the 万 where the 亿 group itself has digits and brings the 亿."""
    if group == 3 and _has_group(text, len(text) - 9):
        return "万"
    return _GROUPS[group]


def _cents_words(yuan: int, cents: int) -> str:
    jiao, fen = divmod(cents, 10)
    if cents == 0:
        return "整"
    if fen == 0:
        return DIGITS[jiao] + "角整"
    if jiao == 0:
        return ("零" if yuan else "") + DIGITS[fen] + "分"
    return DIGITS[jiao] + "角" + DIGITS[fen] + "分"
