"""What a member or household is found by, as tokens of one word each, and what a typed text asks for.

The first letter of a token says what it is: s name, n part of a name, p pinyin, q part of it, l initials, m part of
them, i id and t phone (both backwards, so that a typed end is a beginning), h part of the household number, g group
of a household, k group of a member.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

SHORTEST_NUMBER = 3
LONGEST_WORD = 60
_ANYTHING = "snpqlmitk"


@dataclass(frozen=True, slots=True)
class Question:
    """FTS5 expressions to ask one after the other, the best first."""

    tiers: tuple[str, ...]


def member_tokens(name: str, pinyin: str, initials: str, resident_id: str, phone: str, group: str) -> str:
    """All tokens of a member; `pinyin` and `initials` hold the readings with blanks between them."""
    return " ".join(member_words(name, pinyin, initials, resident_id, phone, group))


def member_words(name: str, pinyin: str, initials: str, resident_id: str, phone: str, group: str) -> dict[str, None]:
    """The same tokens one by one, each once, in their order."""
    plain = clean(name)
    found = [f"s{plain}", *(f"n{plain[start:]}" for start in range(1, len(plain))), *_readings(pinyin, initials)]
    number, rung, lives = clean(resident_id), digits_of(phone), clean(group)
    found += [f"i{number[::-1]}", f"i{number[:18][::-1]}"] if number else []
    found += [f"t{rung[::-1]}"] if rung else []
    found += [f"k{lives}"] if lives else []
    return dict.fromkeys(found)


@lru_cache(maxsize=4096)
def _readings(pinyin: str, initials: str) -> tuple[str, ...]:
    """The tokens of how a name is read; names come again and again in a village."""
    found = []
    short = [clean(each) for each in initials.split()]
    for full in (clean(each) for each in pinyin.split()):
        found.append(f"p{full}")
        found += [f"q{full[start:]}" for start in _syllable_starts(full, short)]
    for each in short:
        found.append(f"l{each}")
        found += [f"m{each[start:]}" for start in range(1, len(each))]
    return tuple(found)


def household_tokens(number: str, phone: str, group: str) -> str:
    """All tokens of a household."""
    plain = clean(number)
    found = [f"h{plain[start:]}" for start in range(max(len(plain) - SHORTEST_NUMBER + 1, min(len(plain), 1)))]
    found += [f"t{digits_of(phone)[::-1]}"] if digits_of(phone) else []
    found += [f"g{clean(group)}"] if clean(group) else []
    return " ".join(dict.fromkeys(found))


def question(text: str) -> Question:
    """What a typed text asks for; no tier where it says nothing that can be searched."""
    words = [word for word in (clean(part)[:LONGEST_WORD] for part in text.split()) if word]
    if not words:
        return Question(())
    if len(words) > 1:
        return Question((" AND ".join(f"({_any_of(word)})" for word in words),))
    (word,) = words
    if _is_number(word):
        if len(word.rstrip("x")) < SHORTEST_NUMBER:
            return Question((_begins("g", word),))
        return Question((_begins("h", word), _begins("i", word[::-1]), _begins("t", word[::-1])))
    if word.isascii():
        return Question(
            (_begins("l", word), _begins("p", word), _begins("s", word), _begins("m", word), _begins("q", word))
        )
    return Question((_begins("s", word), _begins("g", word), _begins("n", word)))


def clean(text: str) -> str:
    """Lower case, without blanks and without ASCII marks: what is left is one token."""
    text = text.lower()
    if text.isalnum():
        return text
    return "".join(each for each in text if each.isalnum() or (not each.isascii() and not each.isspace()))


def digits_of(phone: str) -> str:
    """The digits of a phone number."""
    if phone.isascii() and phone.isdigit():
        return phone
    return "".join(each for each in phone if each.isascii() and each.isdigit())


def _any_of(word: str) -> str:
    backwards = word[::-1]
    kinds = _ANYTHING if word.isascii() else "snk"
    return " OR ".join(_begins(kind, backwards if kind in "it" else word) for kind in kinds)


def _begins(kind: str, word: str) -> str:
    return f'"{kind}{word}"*'


def _is_number(word: str) -> bool:
    return word.isascii() and word.rstrip("x").isdigit()


def _syllable_starts(full: str, initials: Sequence[str]) -> Iterator[int]:
    """Where a later syllable of a joined pinyin can begin, told by the initials: s g q in shanguoqiang at 4 and 7."""
    found = set()
    for each in initials:
        if each and full.startswith(each[0]):
            found |= _starts(full, each)
    return iter(sorted(found))


def _starts(full: str, initials: str) -> set[int]:
    """Every place that some way of cutting `full` into syllables with these initials begins one at."""
    ahead: list[set[int]] = [{0}]
    for letter in initials[1:]:
        ahead.append({at for at in range(1, len(full)) if full[at] == letter and any(at > one for one in ahead[-1])})
    kept: set[int] = set()
    last = len(full)
    for places in reversed(ahead[1:]):
        fitting = {at for at in places if at < last}
        kept |= fitting
        last = max(fitting, default=0)
    return kept
