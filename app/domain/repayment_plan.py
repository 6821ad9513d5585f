"""还款计划 for a household in difficulty: from what it can pay when (harvest, wages) to a plan that ends at zero.

The coming payments are replayed on the loan itself, so that the plan's interest and penalty are those of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_CEILING, Decimal

from app.domain.findings import Finding, Severity
from app.domain.loan_events import LoanEvent, Repayment
from app.domain.loan_state import LoanState, replay
from app.domain.loan_terms import LoanTerms
from app.domain.money import ZERO, format_yuan


@dataclass(frozen=True, slots=True)
class Means:
    """What the household can pay on a day, in yuan, and from what (卖粮, 务工)."""

    on: date
    amount: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class PromisedRow:
    """One promised payment in yuan; `interest` is 户自付, `balance` the principal left after it."""

    no: int
    on: date
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    total: Decimal
    balance: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class RepaymentPlan:
    """The rows, what is still missing on the last day (0.00 where the plan ends at zero), and what to tell."""

    rows: tuple[PromisedRow, ...]
    missing: Decimal
    findings: tuple[Finding, ...]

    @property
    def ends_at_zero(self) -> bool:
        """Whether the last promised payment settles the loan."""
        return not self.missing and bool(self.rows)


def make_plan(
    terms: LoanTerms, events: Iterable[LoanEvent], means: Sequence[Means], on: date, latest: date | None = None
) -> RepaymentPlan:
    """A plan made on `on`: each payment is as much as the household can, never more than settles the loan.

    Means before `on` or after `latest` (the last day that the rules allow) are left out with a finding. Where the
    means do not reach, `missing` is what would settle the loan on the day of the last payment.
    """
    known = list(events)
    usable, findings = _usable(means, on, latest)
    rows: list[PromisedRow] = []
    state = replay(terms, known, on)
    for number, each in enumerate(usable, 1):
        state = replay(terms, known, each.on)
        amount = min(each.amount, state.payoff)
        if not amount:
            break
        payment = Repayment(f"plan-{number}", each.on, datetime.combine(on, time()), amount, voucher="plan")
        known.append(payment)
        state = replay(terms, known, each.on)
        rows.append(_row(number, each, state, payment.id))
    missing = state.payoff
    if missing:
        findings.append(_short(missing, state.on))
    findings += _late(rows, state)
    return RepaymentPlan(tuple(rows), missing, tuple(findings))


def equal_means(amount_left: Decimal, days: Sequence[date], source: str = "") -> tuple[Means, ...]:
    """The same whole-yuan amount on every day, enough for `amount_left` yuan: a first proposal to talk about."""
    if not days:
        return ()
    each = (amount_left / len(days)).to_integral_value(ROUND_CEILING)
    return tuple(Means(day, each, source) for day in days)


def _usable(means: Sequence[Means], on: date, latest: date | None) -> tuple[list[Means], list[Finding]]:
    usable = []
    findings = []
    for each in sorted(means, key=lambda one: one.on):
        if each.amount <= 0:
            continue
        if each.on < on or (latest is not None and each.on > latest):
            text = f"{each.on.isoformat()} 的 {format_yuan(each.amount)} 元不在计划的日期里，没有算进去"
            findings.append(Finding("plan-outside", Severity.WARN, text))
        else:
            usable.append(each)
    return usable, findings


def _row(number: int, means: Means, state: LoanState, payment_id: str) -> PromisedRow:
    line = next(line for line in state.events if line.id == payment_id)
    paid = line.principal + line.interest + line.penalty + line.compound
    return PromisedRow(
        number,
        means.on,
        line.principal,
        line.interest,
        line.penalty,
        line.compound,
        paid,
        state.balance,
        means.source,
    )


def _short(missing: Decimal, on: date) -> Finding:
    text = f"按这些收入还不清：到 {on.isoformat()} 还差 {format_yuan(missing)} 元"
    return Finding("plan-short", Severity.BLOCK, text, suggestion="请增加还款来源，或办理续贷、展期。")


def _late(rows: Sequence[PromisedRow], state: LoanState) -> list[Finding]:
    late = [row for row in rows if row.on > state.due_on and row.principal > ZERO]
    if not late:
        return []
    text = f"有 {len(late)} 笔本金在到期日 {state.due_on.isoformat()} 之后，这以后按逾期计息"
    return [Finding("plan-after-maturity", Severity.WARN, text, suggestion="到期日前先办理展期。")]
