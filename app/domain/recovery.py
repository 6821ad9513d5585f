"""催收 and 追偿: the steps against an unpaid loan, which interrupt limitation, and what a claim asks before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.findings import Finding, Severity
from app.domain.money import ZERO, format_yuan
from app.domain.policy import PolicyPack

KINDS = ("上门催收", "催收通知书", "约谈", "联合清收", "还款承诺", "起诉", "判决", "执行", "失信", "追偿")
FRUITLESS = "追偿无果"
CLAUSE_LIMITATION = "《民法典》第一百九十五条"
_AT_THE_PERSON = frozenset({"上门催收", "催收通知书", "约谈", "联合清收", "追偿"})
_BY_ITSELF = frozenset({"还款承诺", "起诉", "判决", "执行"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it was reported: `reached` where the debtor (or an adult of his household) received the demand."""

    kind: str
    on: date
    reached: bool = True
    fruitless: bool = False


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """What a pack says before 理赔 or 代偿; `covered` is the principal in yuan that the fund bears."""

    after_recovery: bool = False
    mutual_fund_first: bool = False
    covered: Decimal | None = None
    clause: str = ""
    mutual_clause: str = ""
    covered_clause: str = ""


def claim_rules(pack: PolicyPack, on: date, disbursed_on: date) -> ClaimRules:
    """The values of a pack on the day of the claim."""
    return ClaimRules(
        after_recovery=bool(pack.flag("claim_after_recovery", on)),
        mutual_fund_first=bool(pack.flag("mutual_fund_first", on)),
        covered=pack.money("risk_covered_principal", disbursed_on),
        clause=pack.clause("claim_after_recovery", on),
        mutual_clause=pack.clause("mutual_fund_first", on),
        covered_clause=pack.clause("risk_covered_principal", disbursed_on),
    )


def interrupts(step: Step) -> bool:
    """Whether a step interrupts limitation: a demand that reached the debtor, a promise, a court (民法典 195)."""
    return step.kind in _BY_ITSELF or (step.kind in _AT_THE_PERSON and step.reached)


def interruptions(steps: Iterable[Step]) -> tuple[date, ...]:
    """The days on which limitation began anew."""
    return tuple(sorted({step.on for step in steps if interrupts(step)}))


def assess_claim(
    rules: ClaimRules,
    kind: str,
    amount: Decimal,
    steps: Sequence[Step],
    *,
    on: date,
    overdue_days: int,
    payoff: Decimal,
) -> tuple[Finding, ...]:
    """What speaks against an `insurance` or `compensation` claim of `amount` yuan on `on`."""
    known = [step for step in steps if step.on <= on]
    findings = []
    if rules.after_recovery and not known:
        text = "追偿无果后才可以理赔、代偿，还没有催收、追偿的记录"
        findings.append(
            Finding("claim-before-recovery", Severity.BLOCK, text, rules.clause, suggestion="先登记催收、追偿。")
        )
    elif rules.after_recovery and not any(step.fruitless for step in known):
        text = "催收、追偿的记录里还没有写明追偿无果"
        findings.append(Finding("claim-recovery-open", Severity.WARN, text, rules.clause))
    if overdue_days <= 0:
        findings.append(Finding("claim-not-overdue", Severity.WARN, "贷款还没有逾期"))
    if amount > payoff > ZERO:
        text = f"赔付 {format_yuan(amount)} 元，超过户欠银行的 {format_yuan(payoff)} 元"
        findings.append(Finding("claim-over-payoff", Severity.WARN, text))
    if kind == "compensation":
        findings += _fund(rules, amount)
    return tuple(findings)


def _fund(rules: ClaimRules, amount: Decimal) -> list[Finding]:
    findings = []
    if rules.mutual_fund_first:
        text = "逾期先用村级风险互助金偿还，再由风险补偿金代偿"
        findings.append(Finding("claim-mutual-first", Severity.NOTE, text, rules.mutual_clause))
    if rules.covered is not None and amount > rules.covered:
        text = f"代偿 {format_yuan(amount)} 元，风险补偿只覆盖本金 {format_yuan(rules.covered)} 元"
        findings.append(Finding("claim-over-covered", Severity.WARN, text, rules.covered_clause))
    return findings
