"""延期还款: the epidemic's own act for borrowers in difficulty, apart from 展期, with its own grounds and limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.findings import Finding, Severity
from app.domain.months import add_months
from app.domain.policy import PolicyPack


@dataclass(frozen=True, slots=True)
class DeferralRules:
    """What a pack says: whether it is allowed, how long, for which maturities, at the latest until when."""

    allowed: bool = False
    months_max: int | None = None
    maturity_from: date | None = None
    latest: date | None = None
    grounds: tuple[str, ...] = ()
    uses_extension: bool = False
    clause: str = ""


def deferral_rules(pack: PolicyPack, on: date) -> DeferralRules:
    """The values of a pack on the day of the act."""
    return DeferralRules(
        allowed=bool(pack.flag("deferral_allowed", on)),
        months_max=pack.integer("deferral_months_max", on),
        maturity_from=pack.day("deferral_maturity_from", on),
        latest=pack.day("deferral_latest", on),
        grounds=pack.words("deferral_grounds", on),
        uses_extension=bool(pack.flag("deferral_uses_extension", on)),
        clause=pack.clause("deferral_months_max", on) or pack.clause("deferral_allowed", on),
    )


def assess_deferral(rules: DeferralRules, due: date, until: date, on: date, ground: str = "") -> tuple[Finding, ...]:
    """What speaks against deferring a loan due on `due` to `until`; a loan renewed or extended before counts too."""
    if not rules.allowed:
        return (Finding("deferral-not-allowed", Severity.BLOCK, "政策没有延期还款这一项", rules.clause),)
    findings = []
    if rules.maturity_from is not None and due < rules.maturity_from:
        text = f"到期日 {due.isoformat()} 早于 {rules.maturity_from.isoformat()}，不在延期还款的范围"
        findings.append(Finding("deferral-maturity", Severity.BLOCK, text, rules.clause))
    if rules.months_max is not None and until > add_months(due, rules.months_max):
        text = f"延到 {until.isoformat()}，超过到期后 {rules.months_max} 个月"
        findings.append(Finding("deferral-too-long", Severity.BLOCK, text, rules.clause))
    if rules.latest is not None and until > rules.latest:
        text = f"延到 {until.isoformat()}，晚于 {rules.latest.isoformat()}"
        findings.append(Finding("deferral-too-late", Severity.BLOCK, text, rules.clause))
    if rules.grounds and ground not in rules.grounds:
        text = "延期还款要有理由：" + "、".join(rules.grounds)
        findings.append(Finding("deferral-ground", Severity.WARN, text, rules.clause))
    if on > due:
        text = f"已过到期日 {due.isoformat()}，从到期次日到办理日按逾期计息"
        findings.append(Finding("deferral-late", Severity.WARN, text, rules.clause))
    return tuple(findings)
