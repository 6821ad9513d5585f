"""How a name is typed on a keyboard: its pinyin and initials, surname readings first (单 is shàn, not dān)."""

from __future__ import annotations

import os
from functools import lru_cache
from itertools import islice, product

MOST_READINGS = 4


@lru_cache(maxsize=65_536)
def pinyin_keys(name: str) -> tuple[str, str]:
    """(full pinyin, initials) of a name, each the likely reading first, other readings after a blank.

    `pinyin_keys("单国强")` is ("shanguoqiang danguoqiang", "sgq dgq"); letters in a name stay, other marks go.
    """
    readings = _readings(name)
    spelled = list(islice(product(*readings), MOST_READINGS))
    full = dict.fromkeys("".join(one) for one in spelled)
    initials = dict.fromkeys("".join(part[0] for part in one) for one in spelled)
    return " ".join(full), " ".join(initials)


def _readings(name: str) -> list[list[str]]:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    from app.packs.surnames import surname_readings

    letters = [character for character in name.lower() if character.isalnum()]
    readings = [
        list(dict.fromkeys(reading.replace("ü", "v") for reading in found if reading.isascii() or "ü" in reading))
        for found in pinyin(letters, style=Style.NORMAL, heteronym=True, errors="default")
    ]
    if readings and (surname := surname_readings().get(letters[0])):
        readings[0] = list(dict.fromkeys([surname, *readings[0]]))
    return [reading for reading in readings if reading]
