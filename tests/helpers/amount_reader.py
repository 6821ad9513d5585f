"""Reads 大写 amounts back, by the grammar of numbers and not by the writer's rules."""

from __future__ import annotations

DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def fen_of_words(words: str) -> int:
    """人民币伍万元整 -> 5000000; raises ValueError for what is no amount."""
    if not words.startswith("人民币"):
        raise ValueError(words)
    rest = words.removeprefix("人民币")
    yuan, sign, cents = rest.rpartition("元")
    if not sign:
        yuan, cents = "零", rest
    return _whole(yuan) * 100 + _cents(cents)


def _whole(text: str) -> int:
    """万 and 亿 multiply what stands before them; 亿 takes a 万 before it along (万亿)."""
    total = section = digit = 0
    for word in text:
        if word in DIGITS:
            digit = DIGITS[word]
        elif word in PLACES:
            section += digit * PLACES[word]
            digit = 0
        elif word == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        elif word == "亿":
            total = (total + section + digit) * 100_000_000
            section = digit = 0
        else:
            raise ValueError(text)
    return total + section + digit


def _cents(text: str) -> int:
    text = text.removesuffix("整")
    fen = 0
    for unit, value in (("角", 10), ("分", 1)):
        if unit in text:
            word, _, text = text.partition(unit)
            fen += DIGITS[word[-1]] * value
    if text:
        raise ValueError(text)
    return fen
