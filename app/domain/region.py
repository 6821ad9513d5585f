"""Statistical region codes of 12 digits: province 2, prefecture 2, county 2, township 3, village 3.

Codes change yearly and villages merge: a code is stored with its name and year, and old codes are mapped to new ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.findings import Finding, Severity

_LENGTHS = (2, 4, 6, 9, 12)


class Level(StrEnum):
    """The level of a region, by the last part of its code that is not zero."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


_LEVELS = tuple(Level)
LEVEL_NAMES = {
    Level.PROVINCE: "省",
    Level.PREFECTURE: "市（州）",
    Level.COUNTY: "县（区）",
    Level.TOWNSHIP: "乡镇",
    Level.VILLAGE: "村",
}


@dataclass(frozen=True, slots=True)
class RegionCode:
    """A code of 12 digits. ValueError where it is not."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{12}", self.text) or self.text.startswith("00"):
            raise ValueError(f"not a region code: {self.text}")

    @property
    def level(self) -> Level:
        """The deepest level that the code names; a county-level code ends in six zeros."""
        named = [index for index, length in enumerate(_LENGTHS) if int(self.text[_start(index) : length])]
        return _LEVELS[max(named)]

    @property
    def county(self) -> str:
        """The six digits that find the county's policy pack."""
        return self.text[:6]

    @property
    def parent(self) -> RegionCode | None:
        """The region one level up, None above a province."""
        place = _LEVELS.index(self.level)
        if place == 0:
            return None
        return self.at(_LEVELS[place - 1])

    def at(self, level: Level) -> RegionCode:
        """The region of `level` that this one lies in; the rest filled with zeros."""
        length = _LENGTHS[_LEVELS.index(level)]
        return RegionCode(self.text[:length].ljust(12, "0"))

    def contains(self, other: RegionCode) -> bool:
        """Whether `other` lies in this region, or is it."""
        return other.at(self.level) == self


@dataclass(frozen=True, slots=True)
class Region:
    """A region as it was named in a year."""

    code: RegionCode
    name: str
    year: int


@dataclass(frozen=True, slots=True)
class RegionChange:
    """From `year` on, `old` is `new`: a new code, or two villages merged into one."""

    old: RegionCode
    new: RegionCode
    year: int


def read_region_code(typed: str) -> tuple[RegionCode | None, list[Finding]]:
    """A typed code, full-width digits and blanks allowed; None with the sentence why not."""
    text = "".join(unicodedata.normalize("NFKC", typed).split())
    try:
        return RegionCode(text), []
    except ValueError:
        said = f"行政区划代码应为 12 位数字，现在是 {len(text)} 位" if len(text) != 12 else f"行政区划代码不对：{text}"
        return None, [Finding("region-wrong", Severity.BLOCK, said)]


def current_code(code: RegionCode, changes: Iterable[RegionChange], year: int) -> RegionCode:
    """The code that a region has in `year`, following its changes in order; a circle of changes ends where it began."""
    steps = sorted((change for change in changes if change.year <= year), key=lambda change: change.year)
    for change in steps:
        if change.old == code:
            code = change.new
    return code


def _start(index: int) -> int:
    return _LENGTHS[index - 1] if index else 0
