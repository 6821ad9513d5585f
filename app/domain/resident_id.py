"""Resident ids: GB 11643 (check character by ISO 7064 MOD 11-2), birth date, sex, disability cards, the mask.

An unknown region only warns: regions are abolished and renamed, and the numbers stay valid.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.findings import Finding, Severity

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_DIGITS = "0123456789"
_PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)
_CLAUSE = "GB 11643"


class Sex(StrEnum):
    """Sex as the 17th character tells it: odd is male."""

    MALE = "男"
    FEMALE = "女"


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A resident id that passed the check: 18 characters, or 20 or 22 for a disability card."""

    text: str

    @property
    def key(self) -> str:
        """The first 18 characters: by them duplicates are found."""
        return self.text[:18]

    @property
    def region(self) -> str:
        """The six digits of the county where the id was first given."""
        return self.text[:6]

    @property
    def birth(self) -> date:
        """The birth date in characters 7–14."""
        return _birth(self.text)

    @property
    def sex(self) -> Sex:
        """The sex by the parity of the 17th character."""
        return Sex.MALE if int(self.text[16]) % 2 else Sex.FEMALE

    @property
    def masked(self) -> str:
        """For screen and lists: the county and the last four characters of the 18 stay visible."""
        return mask(self.text)


def normal_form(typed: str) -> str:
    """What was typed, with full-width characters and spaces made plain and x made X."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def check_character(first_17: str) -> str:
    """The 18th character for 17 digits (ISO 7064 MOD 11-2). ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{17}", first_17):
        raise ValueError("17 digits are needed")
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def read_resident_id(typed: str, today: date | None = None) -> tuple[ResidentId | None, list[Finding]]:
    """The id, or None with the sentence why not; a valid id can still carry a warning (unknown region).

    `today`, when given, refuses birth dates after it.
    """
    text = normal_form(typed)
    fault = _fault(text, today)
    if fault:
        return None, [Finding("id-wrong", Severity.BLOCK, fault, _CLAUSE, suggestion="请对照身份证或户口簿改正。")]
    if text[:2] not in _PROVINCES:
        warning = f"证件号码前两位 {text[:2]} 不是现行的省级代码，请再核对一次"
        return ResidentId(text), [Finding("id-region-unknown", Severity.WARN, warning, "GB/T 2260")]
    return ResidentId(text), []


def mask(text: str) -> str:
    """The mask of any id-like text: 513123********1464; short texts lose all but their last two characters."""
    if len(text) < 15:
        return "*" * max(len(text) - 2, 0) + text[-2:] if len(text) > 2 else "*" * len(text)
    return text[:6] + "*" * 8 + text[14:18] + "*" * (len(text) - 18)


def damaged_by_sheet(value: object) -> bool:
    """Whether an id came as a number and lost its last digits (Excel keeps 15): refuse the row."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 1e15


def age_on(birth: date, on: date) -> int:
    """Completed years on a day; the year is complete on the birthday itself (29 February: on 1 March)."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _fault(text: str, today: date | None) -> str:
    if not text:
        return "没有填证件号码"
    if len(text) not in (18, 20, 22):
        return f"证件号码应为 18 位（残疾人证 20 或 22 位），现在是 {len(text)} 位"
    wrong = next((place for place, char in enumerate(text[:17], start=1) if char not in _DIGITS), None)
    if wrong is not None:
        return f"第 {wrong} 位应为数字，现在是 {text[wrong - 1]}"
    try:
        birth = _birth(text)
    except ValueError:
        return f"第 7 至 14 位应为出生日期，现在是 {text[6:14]}"
    if today is not None and birth > today:
        return f"出生日期 {birth} 在今天以后"
    expected = check_character(text[:17])
    if text[17] != expected:
        return f"第 18 位应为 {expected}，现在是 {text[17]}"
    return ""


def _birth(text: str) -> date:
    return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
