"""One counted figure of a report: its value, the list behind it, what a share is of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

Listing = Callable[[], tuple[str, ...]]
LOAN, HOUSEHOLD = "loan", "household"


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of one day or period; `behind` gives the note or household numbers that it counts, when asked."""

    value: Decimal | int | None
    behind: Listing = tuple
    behind_kind: str = LOAN
    denominator: str = ""
    note: str = ""


Figures = dict[str, Counted]
