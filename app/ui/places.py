"""Where one can be in the window: a page, and what it is open on; pages ask to go there and know no other page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """The pages; those of the left rail first."""

    TODAY = "today"
    HOUSEHOLDS = "households"
    RATING = "rating"
    LOANS = "loans"
    DUE = "due"
    VISITS = "visits"
    PRINT = "print"
    LEDGERS = "ledgers"
    CHECK = "check"
    EXCHANGE = "exchange"
    VILLAGE = "village"
    SETTINGS = "settings"
    LOAN = "loan"
    APPLY = "apply"
    SLIPS = "slips"
    HELP = "help"
    DESK = "desk"
    OPINIONS = "opinions"
    CROSS = "cross"
    FUND = "fund"
    IMPORT = "import"
    FORMS = "forms"


@dataclass(frozen=True, slots=True)
class Place:
    """A page and what it is open on: a household or note number in `key`, a tab, form or filter in `detail`."""

    where: Where
    key: str = ""
    detail: str = ""
