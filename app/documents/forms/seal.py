"""The square that is kept free for a seal: （公章） and 年 月 日 for the pen, and nothing else."""

from __future__ import annotations

from app.documents.forms.plan import Plan
from app.documents.forms.signature import SEAL_DATE_GAP, write_date_blank
from app.documents.forms.styles import FIXED, em

SEAL_SIDE = 50.0
"""Side of the square kept free for a seal of 42 mm, mm."""

SEAL_WORDS, SEAL_DATE = 26.5, 37.5
"""Baselines of （公章） and of 年 月 日 under the top of the square, mm."""

_BEFORE_YEAR = 15.4


def lay_seal(plan: Plan, x: float, top: float) -> None:
    """A seal square whose top left corner is x, top; its border is not drawn."""
    plan.fixed.write_centred(x + SEAL_SIDE / 2, top + SEAL_WORDS, "（公章）", FIXED)
    right = x + _BEFORE_YEAR + 3 * em(FIXED.size) + 2 * SEAL_DATE_GAP
    write_date_blank(plan.fixed, right, top + SEAL_DATE, SEAL_DATE_GAP)
