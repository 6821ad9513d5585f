"""续贷 and 无还本续贷: the conditions of the re-assessment (旬阳), each a recorded answer with who judged it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.findings import Finding, Severity
from app.domain.policy import PolicyPack

NEW_RULES_FROM = date(2023, 1, 1)
"""S4 一(六): a renewal from this day on is a loan of its own for the subsidy."""


@dataclass(frozen=True, slots=True)
class RenewalRules:
    """What a pack says: without repaying principal or not, under which conditions, how often."""

    without_principal: bool | None = None
    conditions: tuple[str, ...] = ()
    times_max: int | None = None
    one_with_extension: bool = False
    clause: str = ""
    times_clause: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition's answer and who judged it."""

    met: bool
    by: str


def renewal_rules(pack: PolicyPack, on: date) -> RenewalRules:
    """The values of a pack on the day of the act."""
    return RenewalRules(
        without_principal=pack.flag("renewal_without_principal", on),
        conditions=pack.words("renewal_reassessment", on),
        times_max=pack.integer("renewal_times_max", on),
        one_with_extension=bool(pack.flag("renewal_or_extension_once", on)),
        clause=pack.clause("renewal_reassessment", on) or pack.clause("renewal_without_principal", on),
        times_clause=pack.clause("renewal_or_extension_once", on) or pack.clause("renewal_times_max", on),
    )


def assess_renewal(
    rules: RenewalRules,
    answers: Mapping[str, Judged],
    *,
    principal_repaid: bool,
    times_renewed: int = 0,
    times_extended: int = 0,
) -> tuple[Finding, ...]:
    """What speaks against a renewal; after the principal was repaid only the number of times is asked."""
    findings = list(_times(rules, times_renewed, times_extended))
    if principal_repaid:
        return tuple(findings)
    if rules.without_principal is None:
        findings.append(Finding("renewal-unclear", Severity.WARN, "政策未明确：能不能无还本续贷", rules.clause))
    elif not rules.without_principal:
        findings.append(Finding("renewal-refused", Severity.BLOCK, "不办理无还本续贷，要先还本金", rules.clause))
    for condition in rules.conditions:
        findings += _judge(condition, answers.get(condition), rules.clause)
    return tuple(findings)


def subsidy_as_new_loan(renewed_on: date) -> bool:
    """Whether the renewal's subsidy follows the rules of its own day; an extension always keeps its subsidy (S4)."""
    return renewed_on >= NEW_RULES_FROM


def _judge(condition: str, answer: Judged | None, clause: str) -> list[Finding]:
    if answer is None:
        return [Finding("renewal-unanswered", Severity.BLOCK, f"重新评估还没有填：{condition}", clause)]
    if not answer.met:
        return [Finding("renewal-condition", Severity.BLOCK, f"重新评估不合格：{condition}", clause)]
    if not answer.by.strip():
        return [Finding("renewal-judge", Severity.WARN, f"没有写明由谁评估：{condition}", clause)]
    return []


def _times(rules: RenewalRules, renewed: int, extended: int) -> list[Finding]:
    if rules.one_with_extension and renewed + extended >= 1:
        text = f"续贷或展期只有 1 次，已续贷 {renewed} 次、展期 {extended} 次"
        return [Finding("renewal-times", Severity.BLOCK, text, rules.times_clause)]
    if rules.times_max is not None and renewed >= rules.times_max:
        text = f"可续贷 {rules.times_max} 次，已续贷 {renewed} 次"
        return [Finding("renewal-times", Severity.BLOCK, text, rules.times_clause)]
    return []
