"""Who may borrow: the list on the day, the household as one borrower, age, conditions judged, the bank's rating."""

from __future__ import annotations

from decimal import Decimal

from app.domain.application_facts import ApplicationFacts, LoanKind
from app.domain.conditions import CONDITIONS
from app.domain.findings import Finding, Severity
from app.domain.policy import PolicyPack, unclear
from app.domain.resident_id import age_on


def check_list(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """The household stands on a list the pack serves, on the signing day (非名单获贷)."""
    days = facts.days
    allowed = pack.value("borrower_kinds", days)
    clause = pack.clause("borrower_scope", days)
    today = [entry.kind for entry in facts.memberships if entry.holds_on(facts.signing_day)]
    if not allowed.known:
        return [unclear(pack, "borrower_kinds")]
    if set(today) & set(pack.words("borrower_kinds", days)):
        return []
    conditional = [kind for kind in today if kind in pack.words("borrower_kinds_conditional", days)]
    if conditional:
        value = pack.value("borrower_kinds_conditional", days)
        return [Finding("list-conditional", Severity.NOTE, f"{conditional[0]}：{value.source}", value.clause)]
    open_kinds = [kind for kind in today if kind in pack.words("borrower_kinds_unclear", days)]
    if open_kinds:
        value = pack.value("borrower_kinds_unclear", days)
        text = f"政策未明确：{open_kinds[0]}能不能贷。{value.source}"
        return [Finding("list-unclear", Severity.WARN, text, value.clause)]
    kinds = f"是{'、'.join(today)}" if today else "不在名单上"
    text = f"{facts.signing_day} 这一户{kinds}，不属于支持对象（{pack.text('borrower_scope', days)}）"
    return [Finding("not-on-list", Severity.BLOCK, text, clause, suggestion="请核对名单和纳入、退出的日期。")]


def check_entity(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """A new-type agricultural business entity may borrow only where the pack says so."""
    allowed = pack.value("entities_allowed", facts.days)
    if allowed.value is True:
        return [Finding("entity", Severity.NOTE, "借款人是新型经营主体", allowed.clause)]
    text = f"{pack.name}没有把新型经营主体列为借款人"
    return [Finding("entity-refused", Severity.BLOCK, text, allowed.clause or pack.issuing_text)]


def check_household(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """One borrower per household, earlier loans cleared before a new first loan, nothing overdue, cadres flagged."""
    days, findings = facts.days, []
    others = [loan for loan in facts.other_loans if loan.borrower != facts.borrower]
    own = [loan for loan in facts.other_loans if loan.borrower == facts.borrower]
    if others and pack.flag("one_borrower_per_household", days) is not False:
        rule = pack.value("one_borrower_per_household", days)
        text = f"同一户另有人贷款未还清（借据 {others[0].note_number}），一户只能一人借款"
        severity = Severity.BLOCK if rule.known else Severity.WARN
        findings.append(Finding("two-borrowers", severity, text, rule.clause))
    if own and facts.kind is LoanKind.FIRST:
        text = f"本人还有贷款未还清（借据 {own[0].note_number}），不能再办首贷"
        clause = pack.clause("cleared_may_reapply", days)
        suggestion = "还清后可再次申请，或办理追加、续贷。"
        findings.append(Finding("earlier-loan-open", Severity.BLOCK, text, clause, suggestion=suggestion))
    late = next((loan for loan in facts.existing_loans if loan.outstanding and loan.overdue), None)
    if late is not None:
        findings.append(Finding("earlier-loan-overdue", Severity.WARN, f"借据 {late.note_number} 已经逾期"))
    if facts.is_cadre:
        findings.append(Finding("cadre", Severity.NOTE, "借款人是干部或公职人员，已记入自查"))
    return findings


def check_age(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """Completed years on the signing day, both ends inclusive; "in principle" asks for a recorded reason."""
    if facts.borrower_birth is None:
        return [Finding("birth-unknown", Severity.NOTE, "没有借款人的出生日期，年龄没有核对")]
    days = facts.days
    lowest, highest = pack.integer("age_min", days), pack.integer("age_max", days)
    if lowest is None or highest is None:
        return [unclear(pack, "age_max", Severity.NOTE)]
    age = age_on(facts.borrower_birth, facts.signing_day)
    if lowest <= age <= highest:
        return []
    in_principle = pack.flag("age_in_principle", days)
    wording = "原则上应" if in_principle else "应"
    text = f"借款人 {facts.signing_day} 满 {age} 周岁，{wording}在 {lowest} 至 {highest} 周岁（含）之间"
    key = "age_min" if age < lowest else "age_max"
    severity = Severity.WARN if in_principle else Severity.BLOCK
    return [Finding("age", severity, text, pack.clause(key, days), suggestion="请写明理由，由承贷银行定。")]


def check_conditions(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """Each condition of the pack has a recorded answer with who judged it; "no" blocks, no answer is noted."""
    value = pack.value("conditions", facts.days)
    if not value.known:
        return [unclear(pack, "conditions", Severity.NOTE)]
    findings = []
    answers = {answer.condition: answer for answer in facts.conditions}
    for condition in pack.words("conditions", facts.days):
        label, answer = CONDITIONS[condition], answers.get(condition)
        if answer is None:
            text = f"“{label}”还没有人判断，请在贷前调查中记录"
            findings.append(Finding("condition-open", Severity.NOTE, text, value.clause, condition))
        elif not answer.holds:
            text = f"不符合“{label}”（{answer.judged_by or '未写判断人'}判断）"
            findings.append(Finding("condition-failed", Severity.BLOCK, text, value.clause, condition))
        elif not answer.judged_by.strip():
            text = f"“{label}”没有写是谁判断的"
            findings.append(Finding("condition-unsigned", Severity.WARN, text, value.clause, condition))
    return findings


def check_bank_rating(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """Only the bank's rating and line satisfy the rule; the village's assessment alone does not do (S4 一（九）)."""
    rule = pack.value("bank_rating_required", facts.days)
    decision = facts.bank_decision
    if decision is None:
        if rule.value is False:
            return []
        text = "没有承贷银行的评级授信"
        if facts.village_assessment is not None:
            text += "；村里的初评只是建议，不能代替"
        severity = Severity.BLOCK if rule.known else Severity.WARN
        return [Finding("bank-rating-missing", severity, text, rule.clause, suggestion="请先由承贷银行评级授信。")]
    findings = []
    if decision.on > facts.signing_day:
        text = f"银行评级授信日期 {decision.on} 在 {facts.signing_day} 之后"
        findings.append(Finding("bank-rating-late", Severity.BLOCK, text, rule.clause))
    if decision.until is not None and decision.until < facts.signing_day:
        text = f"银行评级授信已于 {decision.until} 到期"
        findings.append(Finding("bank-rating-expired", Severity.BLOCK, text, rule.clause))
    total = facts.amount + sum((loan.balance for loan in facts.other_loans), Decimal(0))
    if total > decision.credit_line:
        text = f"全户贷款共 {total:.2f} 元，超过银行授信额度 {decision.credit_line:.2f} 元"
        findings.append(Finding("over-credit-line", Severity.BLOCK, text, rule.clause))
    return findings
