"""Two lists for the officer: loan households in which nobody has work (蓬溪), and listed ones without a loan.

The second is 应贷未贷: whom to ask, never a target to reach (S4: 不过度强调获贷率).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.findings import Finding, Severity
from app.domain.policy import PolicyPack, unclear


@dataclass(frozen=True, slots=True)
class HouseholdWork:
    """A household: how many can work, how many have steady work, whether it owes a loan or ever had one."""

    number: str
    able: int
    in_work: int
    has_loan: bool
    had_loan: bool = False
    kinds: tuple[str, ...] = ()


def without_work(households: Iterable[HouseholdWork], pack: PolicyPack, on: date) -> list[Finding]:
    """Loan households with labour where fewer have steady work than the pack wants (S0 四: one)."""
    wanted = pack.integer("jobs_per_loan_household", on)
    if wanted is None:
        return [unclear(pack, "jobs_per_loan_household", Severity.NOTE)]
    clause = pack.clause("jobs_per_loan_household", on)
    return [
        Finding(
            "nobody-in-work",
            Severity.NOTE,
            f"贷款户有 {each.able} 个劳动力，稳定就业 {each.in_work} 人，应有 {wanted} 人",
            clause,
            each.number,
            "请登记务工意愿，联系公益岗位。",
        )
        for each in households
        if each.has_loan and each.able >= wanted > each.in_work
    ]


def listed_without_loan(households: Iterable[HouseholdWork], pack: PolicyPack, on: date) -> list[HouseholdWork]:
    """Households of the kinds that the pack serves, with labour, that never had a loan."""
    kinds = {*pack.words("borrower_kinds", on), *pack.words("borrower_kinds_conditional", on)}
    return [
        each for each in households if not each.had_loan and not each.has_loan and each.able and kinds & {*each.kinds}
    ]
