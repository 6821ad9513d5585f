"""The limits of one loan: amount with what the household already owes, term, and the rate cap of its signing day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.application_facts import ApplicationFacts, LoanKind
from app.domain.findings import Finding, Severity
from app.domain.policy import LoanDays, PolicyPack, unclear
from app.domain.policy_keys import Anchor
from app.domain.rates import RateQuote, RateTables


@dataclass(frozen=True, slots=True)
class RateCap:
    """The rate cap of a loan: `strict` is the cap under every reading, `loose` under the mildest one."""

    strict: RateQuote
    loose: RateQuote
    day: date
    clause: str


def check_amount(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """Amount per loan and per household, in yuan; what lies above the subsidised principal is noted."""
    if facts.amount <= 0:
        return [Finding("amount-missing", Severity.BLOCK, "贷款金额要大于零")]
    days = facts.days
    cap = pack.money("amount_per_loan", days)
    if cap is None:
        return [unclear(pack, "amount_per_loan")]
    total = facts.amount + sum((loan.balance for loan in facts.other_loans), Decimal(0))
    if facts.kind is LoanKind.TOP_UP:
        return _check_top_up(facts, pack, total, cap)
    clause = pack.clause("amount_per_loan", days)
    if facts.amount > cap:
        text = f"申请 {_yuan(facts.amount)}，超过单笔上限 {_yuan(cap)}"
        return [
            Finding("over-amount", Severity.BLOCK, text, clause, suggestion="请改小金额；确有需要的，先首贷再追加。")
        ]
    if total > cap:
        text = f"全户未还 {_yuan(total - facts.amount)}，加上这一笔共 {_yuan(total)}，超过 {_yuan(cap)}"
        return [Finding("household-over-amount", Severity.BLOCK, text, clause, suggestion="超过的部分要走追加贷款。")]
    return []


def _check_top_up(facts: ApplicationFacts, pack: PolicyPack, total: Decimal, cap: Decimal) -> list[Finding]:
    days = facts.days
    allowed = pack.flag("top_up_allowed", days)
    if allowed is None:
        return [unclear(pack, "top_up_allowed")]
    if not allowed:
        return [Finding("top-up-refused", Severity.BLOCK, "不办理追加贷款", pack.clause("top_up_allowed", days))]
    findings = []
    if not facts.other_loans:
        text = "这一户没有未还清的贷款，不能算追加"
        findings.append(Finding("top-up-alone", Severity.BLOCK, text, pack.clause("top_up_allowed", days)))
    household_cap = pack.money("amount_per_household", days)
    if household_cap is None:
        findings.append(unclear(pack, "amount_per_household"))
    elif total > household_cap:
        text = f"追加后全户共 {_yuan(total)}，超过单户上限 {_yuan(household_cap)}"
        findings.append(
            Finding("household-over-amount", Severity.BLOCK, text, pack.clause("amount_per_household", days))
        )
    return [*findings, *_above_cover(facts, pack, total)]


def _above_cover(facts: ApplicationFacts, pack: PolicyPack, total: Decimal) -> list[Finding]:
    findings = []
    for key, code, what in (
        ("subsidised_principal", "above-subsidy", "不予贴息"),
        ("risk_covered_principal", "above-risk-cover", "不纳入风险补偿"),
    ):
        covered = pack.money(key, facts.days)
        if covered is not None and total > covered:
            text = f"追加后全户共 {_yuan(total)}，{_yuan(covered)}以上的 {_yuan(total - covered)}{what}"
            findings.append(Finding(code, Severity.NOTE, text, pack.clause(key, facts.days)))
    return findings


def check_term(facts: ApplicationFacts, pack: PolicyPack) -> list[Finding]:
    """The term in months, the longest one included."""
    if facts.term_months <= 0:
        return [Finding("term-missing", Severity.BLOCK, "贷款期限至少一个月")]
    longest = pack.integer("term_months_max", facts.days)
    if longest is None:
        return [unclear(pack, "term_months_max")]
    if facts.term_months > longest:
        text = f"期限 {facts.term_months} 个月，超过最长 {longest} 个月"
        return [Finding("over-term", Severity.BLOCK, text, pack.clause("term_months_max", facts.days))]
    return []


def rate_cap(pack: PolicyPack, rates: RateTables, term_months: int, days: LoanDays) -> RateCap | None:
    """The cap by the pack's rule, read from the table of the day before signing or the signing day itself.

    None where the pack names no rule, or where the tables do not reach that far back.
    """
    rule = pack.text("rate_cap_rule", days)
    tables = {"benchmark": [rates.benchmark], "lpr": [rates.lpr], "benchmark-or-lpr": [rates.benchmark, rates.lpr]}
    day = days.day(Anchor(pack.text("rate_quote_day", days) or Anchor.SIGNING))
    found = [table.lookup(term_months, day) for table in tables.get(rule, [])]
    quotes = sorted((quote for quote in found if quote is not None), key=lambda quote: quote.rate)
    if not quotes:
        return None
    return RateCap(quotes[0], quotes[-1], day, pack.clause("rate_cap_rule", days))


def check_rate(facts: ApplicationFacts, pack: PolicyPack, rates: RateTables) -> list[Finding]:
    """The rate, a fraction a year, against the cap; nothing while no rate is known."""
    if facts.rate is None or facts.term_months <= 0:
        return []
    if not pack.value("rate_cap_rule", facts.days).known:
        return [unclear(pack, "rate_cap_rule")]
    cap = rate_cap(pack, rates, facts.term_months, facts.days)
    if cap is None:
        return [Finding("rate-table-short", Severity.WARN, f"利率表里没有 {facts.signing_day} 的利率，请补录后再核")]
    findings = []
    if facts.rate > cap.loose.rate:
        text = (
            f"年利率 {_percent(facts.rate)} 超过上限 {_percent(cap.loose.rate)}（{cap.loose.bracket.label}，{cap.day}）"
        )
        findings.append(Finding("over-rate", Severity.BLOCK, text, cap.clause))
    elif facts.rate > cap.strict.rate:
        text = (
            f"年利率 {_percent(facts.rate)}：按{cap.strict.table}上限是 {_percent(cap.strict.rate)}，"
            f"按{cap.loose.table}上限是 {_percent(cap.loose.rate)}，县里执行哪一种没有写明"
        )
        findings.append(Finding("rate-rule-unclear", Severity.WARN, text, cap.clause))
    if not cap.loose.confirmed:
        text = f"{cap.loose.table}还没有登记到 {cap.day}，上限按最后一期（{cap.loose.since}）算"
        findings.append(Finding("rate-table-old", Severity.NOTE, text, suggestion="请补录新的一期利率。"))
    return findings


def _yuan(amount: Decimal) -> str:
    return f"{amount:,.2f} 元".replace(",", "").replace(".00 ", " ")


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
