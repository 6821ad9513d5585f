"""How long a household's data may be kept, and what still binds it (个人信息保护法 第十五、十九、四十七条).

The data is kept while the household is served; after it left, and after its last loan was settled, for the years that
the policy pack says. A household that takes its consent back goes sooner, unless a loan binds the papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.months import add_months

LAW = "个人信息保护法 第四十七条"


@dataclass(frozen=True, slots=True)
class Bonds:
    """What ties the office to a household: things still open (in words), when it left, when its last loan was settled.

    `settled_on` is None for a household that never had a loan, `left_on` for one that is served.
    """

    still_open: tuple[str, ...]
    left_on: date | None
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class RetentionYears:
    """Years after the last loan was settled, and after the household left."""

    after_loan: int
    after_leaving: int


def papers_kept_until(bonds: Bonds, years: RetentionYears) -> date | None:
    """The day until which the papers of settled loans must be kept, None where there was no loan."""
    return None if bonds.settled_on is None else add_months(bonds.settled_on, 12 * years.after_loan)


def runs_out_on(bonds: Bonds, years: RetentionYears) -> date | None:
    """The day on which the data is no longer needed; None while something is open or the household is served."""
    if bonds.still_open or bonds.left_on is None:
        return None
    after_leaving = add_months(bonds.left_on, 12 * years.after_leaving)
    return max(after_leaving, papers_kept_until(bonds, years) or after_leaving)


def why_kept(bonds: Bonds, years: RetentionYears, on: date, *, withdrawn: bool) -> str:
    """Why the household cannot be erased on `on`, in the officer's words; empty where it can."""
    if bonds.still_open:
        return f"还有没办完的：{'、'.join(bonds.still_open)}"
    kept_until = papers_kept_until(bonds, years)
    if kept_until is not None and on < kept_until:
        return f"贷款结清后要保存 {years.after_loan} 年，到 {kept_until}；这以前只保存、不再使用"
    if withdrawn:
        return ""
    until = runs_out_on(bonds, years)
    if until is None:
        return "这户还在名单上、还在村里，也没有撤回同意"
    return f"离开后要保存 {years.after_leaving} 年，到 {until}" if on < until else ""
