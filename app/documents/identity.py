"""What the sheets ask about a resident id and a name."""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def fault_of_id(text: str) -> str:
    """Why this is no resident id (18 characters; 20 or 22 on a disability card), or "" where it is one."""
    if len(text) not in {18, 20, 22} or not text[:17].isdigit() or not text.isascii():
        return "证件号码应为 18 位"
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "证件号码里的出生日期不存在"
    if (
        "10X98765432"[sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True)) % 11]
        != text[17]
    ):
        return "证件号码校验位不对"
    return ""


def mask_id(text: str) -> str:
    """An id as it may be shown to anyone: the first 6 and the last 4 characters."""
    return text if len(text) < 11 else text[:6] + "*" * (len(text) - 10) + text[-4:]


def mask_name(name: str) -> str:
    """A name as it may be shown to anyone."""
    return name[:1] + "*" * (len(name) - 1)


def tidy_name(text: str) -> str:
    """A name with the look-alikes of · made U+00B7."""
    return text.translate(str.maketrans("•・‧．", "····"))
