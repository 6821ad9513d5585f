"""How strong a password is, in words that an officer can act on; the book itself refuses only the very weak."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from app.domain.common_passwords import common_password

SHORTEST = 8
BAD_PARTS = ("12345678", "password", "qwertyui", "88888888", "abcd1234", "huicun", "123456")


class Level(IntEnum):
    """From refused to good."""

    REFUSED = 0
    WEAK = 1
    FAIR = 2
    GOOD = 3


@dataclass(frozen=True, slots=True)
class Strength:
    """The level and the sentence that stands under the field."""

    level: Level
    words: str


def password_strength(text: str) -> Strength:
    """Judge by length, kinds of characters and the best-known bad choices; Chinese characters count as three."""
    if not text:
        return Strength(Level.REFUSED, f"至少 {SHORTEST} 个字符。四五个不相干的词连在一起，又长又好记。")
    if len(text) < SHORTEST:
        return Strength(Level.REFUSED, f"还差 {SHORTEST - len(text)} 个字符。")
    if len(set(text)) < 3:
        return Strength(Level.REFUSED, "来回只有一两个字符，太容易猜。")
    if why := common_password(unicodedata.normalize("NFKC", text)):
        return Strength(Level.REFUSED, f"{why}。请换一句话，或几个不相干的词。")
    if any(part in text.lower() for part in BAD_PARTS):
        return Strength(Level.WEAK, "弱：别人第一批就会试它。请换一句话，或再加几个不相干的词。")
    weight = sum(3 if ord(character) > 0x2E7F else 1 for character in text)
    weight += 2 * (len({_kind(character) for character in text}) - 1)
    if weight < 12:
        return Strength(Level.WEAK, "弱：电脑丢了，一两天能试出来。再长一些就好。")
    if weight < 16:
        return Strength(Level.FAIR, "可以。再加一个词更好。")
    return Strength(Level.GOOD, "强。请记在心里，不要写在电脑上。")


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isascii() and character.isalpha():
        return "upper" if character.isupper() else "lower"
    return "han" if character.isalpha() else "mark"
