"""The serial of a printed paper: prefix, two digits of the year, random part, check character.

`LS26-K7M2-4Q9D`: the letters of the village's mark and the year, then eight characters of which the last checks
the other eleven. Nothing in it comes from a person or a loan.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The 32 characters of the random part: digits and capitals without I, L, O and U."""

_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PAGE = re.compile(r"[0-9]{1,3}|[A-Z]")
_SHAPE = re.compile(rf"[A-Z]{{2}}[0-9]{{2}}[{ALPHABET}]{{8}}")


def make_serial(prefix: str, year: int, random_part: str | None = None) -> str:
    """A new serial in groups of four; `prefix` is two capitals, `year` the four digits of the year.

    `random_part` (seven characters of `ALPHABET`) is drawn when left out. Raises ValueError for another shape.
    """
    drawn = random_part if random_part is not None else "".join(secrets.choice(ALPHABET) for _ in range(7))
    body = f"{prefix}{year % 100:02d}{drawn}"
    if len(drawn) != 7 or not _SHAPE.fullmatch(body + "0"):
        raise ValueError(f"not the parts of a serial: {prefix!r}, {drawn!r}")
    return group_serial(body + check_character(body))


def check_character(body: str) -> str:
    """The character that makes a slip in the first eleven visible.

    Weights are odd, so every single slip changes the sum modulo 32, and so does nearly every swap of neighbours.
    """
    return ALPHABET[sum(_worth(char) * (2 * place + 1) for place, char in enumerate(body)) % 32]


def _worth(char: str) -> int:
    """0 to 31; the four letters that only a prefix can hold stand for the digits they look like."""
    return ALPHABET.index(char.translate(_LOOKALIKES).replace("U", "V"))


def parse_serial(typed: str) -> str | None:
    """The serial in its grouped form, or None where the check character does not fit.

    A code that was scanned carries its page after the serial (`-2`, `-R` of a slip): it is left out.
    Reads small letters, blanks and missing hyphens, and O, I, L typed in the random part for 0, 1, 1.
    """
    bare = re.sub(r"[\s\-－—]", "", typed).upper()
    if _PAGE.fullmatch(bare[12:]):
        bare = bare[:12]
    bare = bare[:4] + bare[4:].translate(_LOOKALIKES)
    if not _SHAPE.fullmatch(bare) or bare[-1] != check_character(bare[:-1]):
        return None
    return group_serial(bare)


def is_serial(typed: str) -> bool:
    """Whether that is a serial with a fitting check character."""
    return parse_serial(typed) is not None


def group_serial(bare: str) -> str:
    """Twelve characters as three groups of four."""
    return "-".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def serial_prefix(initials: str) -> str:
    """Two capitals from the initials of a village's name (`liushugou` → `LI`, `LSG` → `LS`), padded with X."""
    letters = re.sub(r"[^A-Z]", "", initials.upper())
    return (letters + "XX")[:2]
