"""Phone numbers as people give them: an 11-digit mobile, or an area code with its number; masked for the screen."""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")


def normal_phone(typed: str) -> str:
    """What was typed without blanks and full-width digits; +86 in front of a mobile goes."""
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    return plain.removeprefix("+86") if _MOBILE.fullmatch(plain.removeprefix("+86")) else plain


def is_phone(number: str) -> bool:
    """Whether it is an 11-digit mobile or area code + number."""
    return bool(_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number))


def mask_phone(number: str) -> str:
    """138****2206; of a short number only the last four digits stay."""
    if len(number) == 11 and number.startswith("1"):
        return f"{number[:3]}****{number[-4:]}"
    return "*" * max(len(number) - 4, 0) + number[-4:]
