"""展期: every reading of how long a loan may be extended, and which of them blocks.

Months are whole months. The readings are 贷款通则 (general-rules-12), the personal-loan rules (personal-loan), and
the programme's own (programme-once, programme-months, already-extended); the pack names those that block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.findings import Finding, Severity
from app.domain.months import add_months
from app.domain.policy import PolicyPack

CLAUSE_12 = "《贷款通则》第十二条"
CLAUSE_14 = "《贷款通则》第十四条"
CLAUSE_PERSONAL = "《个人贷款管理暂行办法》第三十九条"
CLAUSE_BEFORE = "《贷款通则》第十二条：到期日之前申请"
BRACKETS = (12, 60)
"""The last months of the rate brackets (一年以内, 一至五年); past the last one there is one more."""


@dataclass(frozen=True, slots=True)
class ExtensionRules:
    """What a pack says about 展期; None is 政策未明确. `clauses` are by the names of the fields."""

    blocking: tuple[str, ...] = ()
    months_max: int | None = None
    times_max: int | None = None
    one_with_renewal: bool = False
    old_may_extend_again: bool | None = None
    longest_term: int | None = None
    changes_rate: bool = False
    paper_pending: bool = False
    grounds: tuple[str, ...] = ()
    clauses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExtensionCase:
    """One loan before its extension: its first term, months and times extended so far, renewals, and whether it was
    lent in 2014–2020 (S4: such a loan, once extended, is not extended again)."""

    term_months: int
    already_months: int = 0
    times_extended: int = 0
    times_renewed: int = 0
    old_programme: bool = False

    @property
    def extended_before(self) -> bool:
        """Whether there was an extension, told by its count or by its months."""
        return self.times_extended > 0 or self.already_months > 0


@dataclass(frozen=True, slots=True)
class Limit:
    """One reading: how many months it still allows (None: it sets no length), and whether it blocks.

    A reading that only counts times leaves the product's longest term as long as it is not used up.
    """

    rule: str
    clause: str
    months: int | None
    blocks: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """All readings, the months that the blocking ones leave (None: no limit), and what to tell the officer."""

    limits: tuple[Limit, ...]
    months: int | None
    findings: tuple[Finding, ...] = ()
    new_bracket: bool = False
    rate_changes: bool = False


def rules_from_pack(pack: PolicyPack, on: date) -> ExtensionRules:
    """The values of a pack on the day of the act."""
    keys = {
        "months_max": "extension_months_max",
        "times_max": "extension_times_max",
        "one_with_renewal": "renewal_or_extension_once",
        "old_may_extend_again": "extended_old_loan_may_extend",
        "longest_term": "term_months_max",
        "changes_rate": "extension_changes_rate",
        "blocking": "extension_blocking_readings",
    }
    return ExtensionRules(
        blocking=pack.words("extension_blocking_readings", on),
        months_max=pack.integer("extension_months_max", on),
        times_max=pack.integer("extension_times_max", on),
        one_with_renewal=bool(pack.flag("renewal_or_extension_once", on)),
        old_may_extend_again=pack.flag("extended_old_loan_may_extend", on),
        longest_term=pack.integer("term_months_max", on),
        changes_rate=bool(pack.flag("extension_changes_rate", on)),
        paper_pending=bool(pack.flag("extension_paper_pending", on)),
        grounds=pack.words("extension_grounds", on),
        clauses={name: pack.clause(key, on) for name, key in keys.items()},
    )


def extension_limits(rules: ExtensionRules, case: ExtensionCase) -> Assessment:
    """Every reading for this loan; `months` is the least that a blocking reading leaves. ValueError: no term."""
    if case.term_months < 1 or case.already_months < 0:
        raise ValueError("期限至少一个月，已展期月数不能是负数")
    limits = tuple(
        Limit(rule, clause, months, rule in rules.blocking) for rule, clause, months in _readings(rules, case)
    )
    blocking = [limit.months for limit in limits if limit.blocks and limit.months is not None]
    return Assessment(limits, min(blocking) if blocking else None)


def assess_extension(rules: ExtensionRules, case: ExtensionCase, months: int, on: date, due: date) -> Assessment:
    """What the readings say about an extension of `months`, agreed on `on`, of a loan due on `due`."""
    known = extension_limits(rules, case)
    findings = [_over(limit, months) for limit in known.limits if limit.months is not None and months > limit.months]
    if on > due:
        text = f"已过到期日 {due.isoformat()}，从到期次日到办理日按逾期计息"
        findings.append(Finding("extension-late", Severity.WARN, text, CLAUSE_BEFORE))
    old = case.term_months + case.already_months
    new_bracket = reaches_longer_bracket(old, old + months)
    if new_bracket:
        findings.append(_bracket_note(rules))
    return Assessment(
        known.limits, known.months, tuple(findings), new_bracket, rate_changes=new_bracket and rules.changes_rate
    )


def general_rules_months(term_months: int) -> int:
    """贷款通则 第十二条, months in all: short term ≤ the term, one to five years ≤ half of it, longer ≤ 3 years."""
    if term_months <= 12:
        return term_months
    return term_months // 2 if term_months <= 60 else 36


def reaches_longer_bracket(old_months: int, new_months: int, brackets: tuple[int, ...] = BRACKETS) -> bool:
    """贷款通则 第十四条: whether old term and extension together reach a longer rate bracket."""
    return any(old_months <= last < new_months for last in brackets)


def extended_until(due: date, months: int) -> date:
    """The new maturity, `months` after the old one."""
    return add_months(due, months)


def rate_after(old: Decimal, of_new_bracket: Decimal, assessment: Assessment) -> Decimal | None:
    """The rate from the extension on where the pack asks for the new bracket's, else None (unchanged)."""
    return of_new_bracket if assessment.rate_changes and of_new_bracket != old else None


def _readings(rules: ExtensionRules, case: ExtensionCase) -> list[tuple[str, str, int | None]]:
    gone = case.already_months
    again = 0 if case.extended_before else rules.longest_term
    readings: list[tuple[str, str, int | None]] = [
        ("general-rules-12", CLAUSE_12, max(general_rules_months(case.term_months) - gone, 0))
    ]
    if rules.longest_term is not None:
        rest = max(rules.longest_term - case.term_months - gone, 0)
        readings.append(("personal-loan", CLAUSE_PERSONAL, rest))
    if rules.times_max is not None or rules.one_with_renewal:
        name = "times_max" if rules.times_max is not None else "one_with_renewal"
        readings.append(("programme-once", rules.clauses.get(name, ""), _once(rules, case)))
    if rules.months_max is not None:
        readings.append(("programme-months", rules.clauses.get("months_max", ""), rules.months_max))
    if rules.old_may_extend_again is False:
        only_old = again if case.old_programme else rules.longest_term
        readings.append(("already-extended", rules.clauses.get("old_may_extend_again", ""), only_old))
    return readings


def _once(rules: ExtensionRules, case: ExtensionCase) -> int | None:
    """0 where the programme's times are used up (a renewal counts where it is 续贷或展期一次)."""
    used = max(case.times_extended, 1 if case.extended_before else 0)
    if rules.one_with_renewal and used + case.times_renewed >= 1:
        return 0
    return 0 if rules.times_max is not None and used >= rules.times_max else rules.longest_term


def _over(limit: Limit, months: int) -> Finding:
    severity = Severity.BLOCK if limit.blocks else Severity.WARN
    if limit.months == 0:
        text = f"展期 {months} 个月：按这一条不能再展期"
    else:
        text = f"展期 {months} 个月，超过这一条还允许的 {limit.months} 个月"
    return Finding(f"extension-{limit.rule}", severity, text, limit.clause)


def _bracket_note(rules: ExtensionRules) -> Finding:
    if rules.changes_rate:
        text = "原期限加展期达到新的利率期限档次，从展期之日起按新档次利率计息"
        return Finding("extension-new-bracket", Severity.WARN, text, CLAUSE_14)
    text = "原期限加展期达到新的利率期限档次；按政策包利率不变"
    return Finding("extension-new-bracket", Severity.NOTE, text, rules.clauses.get("changes_rate", "") or CLAUSE_14)
