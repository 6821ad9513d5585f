"""One counted figure of a report: its value, the list behind it, what a share is of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

LOAN, HOUSEHOLD = "loan", "household"


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of one day or period, with the note or household numbers that it counts."""

    value: Decimal | int | None
    behind: tuple[str, ...] = ()
    behind_kind: str = LOAN
    denominator: str = ""
    note: str = ""


Figures = dict[str, Counted]
