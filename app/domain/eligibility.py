"""Whether an application may go on: every rule of the pack asked once, each answer a finding with its clause."""

from __future__ import annotations

from dataclasses import replace

from app.domain.application_facts import ApplicationFacts
from app.domain.borrower_checks import (
    check_age,
    check_bank_rating,
    check_conditions,
    check_entity,
    check_household,
    check_list,
)
from app.domain.findings import Finding, Severity, by_weight
from app.domain.loan_limits import check_amount, check_rate, check_term
from app.domain.policy import PolicyPack
from app.domain.purpose import check_purpose
from app.domain.rates import RateTables


def check_application(facts: ApplicationFacts, pack: PolicyPack, rates: RateTables) -> list[Finding]:
    """All findings about an application, blocks first; an empty list or notes alone let it pass.

    A block stops a new application, a warning passes with a recorded reason. A loan that the bank has already made
    is asked the same questions, and recorded all the same.
    """
    findings = _check_validity(facts, pack)
    if facts.entity:
        findings += check_entity(facts, pack)
    else:
        findings += check_list(facts, pack)
        findings += check_household(facts, pack)
        findings += check_age(facts, pack)
    findings += check_amount(facts, pack)
    findings += check_term(facts, pack)
    findings += check_rate(facts, pack, rates)
    findings += check_purpose(facts.purpose, pack, facts.days, facts.money_user)
    findings += check_conditions(facts, pack)
    findings += check_bank_rating(facts, pack)
    subject = facts.household_number
    return by_weight([finding if finding.subject else replace(finding, subject=subject) for finding in findings])


def _check_validity(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    day = facts.signing_day
    if pack.is_valid(day):
        return []
    end = f"至 {pack.valid_until}" if pack.valid_until else "起"
    text = f"{pack.name}的有效期是 {pack.valid_from} {end}，{day} 不在其内"
    return [Finding("pack-not-in-force", Severity.WARN, text, pack.issuing_text, suggestion="请换用当天有效的政策包。")]
