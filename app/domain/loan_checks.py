"""The self-check of loans already made: DOMAIN's list of what goes wrong, each a finding with its note number.

A loan is asked everything an application is asked; what only shows later (dates, extensions, papers, limitation,
subsidy, visits) is asked here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.domain.application_facts import ApplicationFacts
from app.domain.eligibility import check_application
from app.domain.findings import Finding, Severity
from app.domain.overdue import limitation_finding
from app.domain.policy import PolicyPack, unclear
from app.domain.rates import RateTables

SUSPICIOUS_YUAN = Decimal(1000)
"""A loan below this many yuan was most likely typed in 万元."""


@dataclass(frozen=True, slots=True)
class ProcessDates:
    """The days of a loan's paper, in the order in which they should lie."""

    surveyed_on: date | None = None
    applied_on: date | None = None
    noticed_on: date | None = None
    opinions_on: tuple[date, ...] = ()
    signed_on: date | None = None
    disbursed_on: date | None = None


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """One loan with what is known of it on the day of the check. Money in yuan.

    `application` are the facts of its own signing day. `interrupted_on` is the last act that interrupted the
    limitation (a signed reminder, a part payment); `misused_from` the day a misuse was found.
    """

    note_number: str
    application: ApplicationFacts
    due_on: date
    balance: Decimal
    overdue_days: int = 0
    extensions: int = 0
    process: ProcessDates = field(default_factory=ProcessDates)
    papers_missing: tuple[str, ...] = ()
    interrupted_on: date | None = None


@dataclass(frozen=True, slots=True)
class SubsidyClaim:
    """One line of subsidy claimed for a loan: for which days, on which principal in yuan."""

    note_number: str
    from_on: date
    until_on: date
    principal: Decimal
    overdue_from: date | None = None
    misused_from: date | None = None


def check_loan(loan: LoanFacts, pack: PolicyPack, rates: RateTables, on: date) -> list[Finding]:
    """All findings about one loan on a day, each with the note number as its subject."""
    findings = [finding for finding in check_application(loan.application, pack, rates) if finding.code not in _ENTRY]
    findings += _check_amount_unit(loan)
    findings += _check_overdue(loan)
    findings += _check_extensions(loan, pack, on)
    findings += _check_papers(loan)
    findings += check_dates(loan.process)
    findings += check_limitation(loan, pack, on)
    return [replace(finding, subject=loan.note_number) for finding in findings]


_ENTRY = frozenset({"condition-open", "purpose-vague", "rate-table-old"})
"""What only matters while an application is being made."""


def check_dates(process: ProcessDates) -> list[Finding]:
    """Survey, application, public notice, opinions, contract, disbursement lie in this order."""
    steps = [
        ("贷前调查", process.surveyed_on),
        ("申请", process.applied_on),
        ("公示", process.noticed_on),
        *(("审核意见", day) for day in sorted(process.opinions_on)),
        ("签订合同", process.signed_on),
        ("放款", process.disbursed_on),
    ]
    known = [(name, day) for name, day in steps if day is not None]
    findings = []
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            severity = Severity.NOTE if earlier == "贷前调查" else Severity.WARN
            text = f"日期颠倒：{later} {second} 早于{earlier} {first}"
            findings.append(Finding("dates-out-of-order", severity, text))
    return findings


def check_limitation(loan: LoanFacts, pack: PolicyPack, on: date) -> list[Finding]:
    """The limitation of an unpaid loan has run out, or runs out within the pack's days of warning."""
    warning = pack.integer("limitation_warning_days", on)
    if warning is None:
        return [unclear(pack, "limitation_warning_days", Severity.NOTE)]
    interruptions = [] if loan.interrupted_on is None else [loan.interrupted_on]
    finding = limitation_finding(loan.due_on, on, loan.balance, interruptions, warning)
    return [] if finding is None else [finding]


def check_visits(visits: Iterable[tuple[str, date]], pack: PolicyPack, on: date) -> list[Finding]:
    """`visits` are (visitor, day), one per household visited; too many on one day cannot have happened."""
    most = pack.integer("visits_per_day_max", on)
    if most is None:
        return [unclear(pack, "visits_per_day_max", Severity.NOTE)]
    findings = []
    for (visitor, day), count in sorted(Counter(visits).items(), key=lambda item: (item[0][1], item[0][0])):
        if count > most:
            text = f"{visitor} 在 {day} 一天走访 {count} 户，请核对走访记录"
            findings.append(Finding("visits-too-many", Severity.WARN, text, subject=visitor))
    return findings


def check_subsidy(claims: Iterable[SubsidyClaim], pack: PolicyPack, on: date) -> list[Finding]:
    """Subsidy claimed for overdue days, for misused money, or on more than the subsidised principal."""
    cap = pack.money("subsidised_principal", on)
    findings = []
    for claim in claims:
        if claim.overdue_from is not None and claim.overdue_from < claim.until_on:
            text = f"{claim.overdue_from} 起逾期，贴息算到了 {claim.until_on}"
            clause = pack.clause("subsidy_stops_when_overdue", on)
            findings.append(Finding("subsidy-overdue", Severity.WARN, text, clause, claim.note_number))
        if claim.misused_from is not None and claim.misused_from < claim.until_on:
            text = f"{claim.misused_from} 起改变用途，贴息算到了 {claim.until_on}"
            findings.append(
                Finding("subsidy-misused", Severity.WARN, text, pack.clause("purpose_scope", on), claim.note_number)
            )
        if cap is not None and claim.principal > cap:
            text = f"贴息本金 {claim.principal:.2f} 元，超过 {cap:.2f} 元的部分不予贴息"
            clause = pack.clause("subsidised_principal", on)
            findings.append(Finding("subsidy-above-cap", Severity.WARN, text, clause, claim.note_number))
    return findings


def _check_amount_unit(loan: LoanFacts) -> list[Finding]:
    amount = loan.application.amount
    if 0 < amount < SUSPICIOUS_YUAN:
        text = f"贷款金额 {amount:.2f} 元太小，像是把万元当成了元"
        return [Finding("unit-mixed", Severity.WARN, text)]
    return []


def _check_overdue(loan: LoanFacts) -> list[Finding]:
    if loan.overdue_days <= 0 or loan.balance <= 0:
        return []
    return [Finding("overdue", Severity.WARN, f"已逾期 {loan.overdue_days} 天，余额 {loan.balance:.2f} 元")]


def _check_extensions(loan: LoanFacts, pack: PolicyPack, on: date) -> list[Finding]:
    most = pack.integer("extension_times_max", on)
    if loan.extensions <= (1 if most is None else most):
        return []
    text = f"已展期 {loan.extensions} 次"
    return [Finding("extended-twice", Severity.WARN, text, pack.clause("extension_times_max", on))]


def _check_papers(loan: LoanFacts) -> list[Finding]:
    return [Finding("paper-missing", Severity.WARN, f"缺签字原件：{paper}") for paper in loan.papers_missing]
