"""How strong a password is, in words that an officer can act on; the book itself refuses only the very weak."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import IntEnum

SHORTEST = 8
COMMON = ("12345678", "password", "qwertyui", "88888888", "abcd1234", "huicun", "a1234567", "123456")


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
    if any(word in text.lower() for word in COMMON) or _runs(text):
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


def _runs(text: str) -> bool:
    """Whether it is one run up or down the digits or letters (13579246 is none, 23456789 is)."""
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(text)}
    return steps in ({1}, {-1})
