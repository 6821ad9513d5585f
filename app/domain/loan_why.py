"""How each sum of a loan's state comes about: days × rate × principal, period by period, in words with the clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from app.domain.day_count import BASE, DayCount
from app.domain.loan_events import LoanEvent
from app.domain.loan_ledger import LoanLedger
from app.domain.loan_plan import RowStatus
from app.domain.loan_state import LoanState, replay
from app.domain.loan_terms import LoanTerms, SubsidyMode
from app.domain.money import ZERO, format_yuan, from_fen

CLAUSE_DAYS = "合同的计息法，算头不算尾"
CLAUSE_PENALTY = "银发〔2003〕251号：逾期罚息在合同利率上加收 30%–50%"


@dataclass(frozen=True, slots=True)
class Reason:
    """One sum in yuan with how it comes about, line by line, and the clause."""

    name: str
    amount: Decimal
    how: tuple[str, ...]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Days in which nothing changed: principal not yet due and principal overdue in yuan, the rate in force."""

    start: date
    end: date
    principal: Decimal
    overdue: Decimal
    rate: Decimal
    subsidised: bool

    @property
    def days(self) -> int:
        """First day counted, last not."""
        return (self.end - self.start).days


def explain(terms: LoanTerms, events: Iterable[LoanEvent], on: date, subsidy_clause: str = "") -> tuple[Reason, ...]:
    """The sums of the loan's state on `on`, each with its reason; sums that are zero are left out."""
    known = tuple(events)
    state = replay(terms, known, on)
    found = [_balance(state), *_interest(terms, known, state, subsidy_clause), _arrears(state)]
    found += [_penalty(terms, known, state), _compound(terms, state), _unmatched(state), _payoff(terms, state)]
    return tuple(each for each in found if each.amount or each.name == "还清")


def _balance(state: LoanState) -> Reason:
    how = [f"放款 {format_yuan(state.principal)}"]
    for amount, word in (
        (state.paid_principal - state.claimed, "户还本"), (state.claimed, "赔付"), (state.renewed, "续贷转走")
    ):  # fmt: skip
        if amount > 0:
            how.append(f"减 {word} {format_yuan(amount)}")
    return Reason("本金余额", state.balance, ("，".join(how),))


def _interest(
    terms: LoanTerms, events: tuple[LoanEvent, ...], state: LoanState, subsidy_clause: str
) -> Iterator[Reason]:
    ledger = state._ledger
    first = date.fromordinal(ledger.period_start)
    how: list[str] = []
    subsidised: list[str] = []
    until = state.on + timedelta(days=1) if ledger.on_settlement_day() else state.on  # the day settles itself too
    for span in _spans(terms, events, first, until):
        how.append(_product(span.principal, span.days, span.rate, terms, first=span.start))
        if span.subsidised:
            subsidised.append(_subsidised(terms, span))
    if not _counted_by_days(terms):
        how = [f"自 {first}，本金 {format_yuan(state.balance)}，年利率 {_percent(state.rate)}，按对年对月对日计"]
    open_interest = state.interest_accrued
    paid = from_fen(ledger.prepaid_borrower + ledger.prepaid_subsidy)
    if paid:
        how.append(f"减已提前付的 {format_yuan(paid)}")
    yield Reason("未结利息", open_interest, tuple(how), CLAUSE_DAYS)
    open_subsidy = state.subsidy - state.arrears_subsidy
    yield Reason("其中 财政贴息", open_subsidy, tuple(subsidised), subsidy_clause)
    yield Reason("其中 户自付", open_interest - open_subsidy, ("利息减财政贴息",))


def _arrears(state: LoanState) -> Reason:
    late = [row for row in state.plan if row.status is RowStatus.LATE and row.left_interest]
    how = tuple(f"第 {row.no} 期 {row.due} 应付，还差 {format_yuan(row.left_interest)}" for row in late)
    return Reason("户欠息", state.arrears_borrower, how or ("已结息没有付的",))


def _penalty(terms: LoanTerms, events: tuple[LoanEvent, ...], state: LoanState) -> Reason:
    how = [
        _product(span.overdue, span.days, span.rate * (1 + terms.uplift), terms, first=span.start)
        for span in _spans(terms, events, terms.disbursed_on, state.on)
        if span.overdue
    ]
    if state.paid_penalty:
        how.append(f"减已付罚息 {format_yuan(state.paid_penalty)}")
    how.append(
        f"逾期利率 {_percent(state.rate)} ×（1＋{terms.uplift * 100:f}%），代替合同利率，不贴息".replace(".0%", "%")
    )
    return Reason("罚息", state.penalty, tuple(how), CLAUSE_PENALTY)


def _compound(terms: LoanTerms, state: LoanState) -> Reason:
    how = "合同约定对欠息按罚息利率计复利" if terms.compound else "银行记的复利"
    return Reason("复利", state.compound, (how,))


def _unmatched(state: LoanState) -> Reason:
    return Reason("待核差额", state.unmatched, ("凭证金额比账上应还的多，等和银行核对，不算进还清数",))


def _payoff(terms: LoanTerms, state: LoanState) -> Reason:
    first = terms.subsidy.mode is SubsidyMode.HOUSEHOLD_FIRST
    parts = [("本金余额", state.balance), ("户自付利息", state.borrower_share)]
    parts += [("先付后贴的贴息", state.subsidy if first else ZERO), ("罚息", state.penalty), ("复利", state.compound)]
    told = " ＋ ".join(f"{word} {format_yuan(amount)}" for word, amount in parts if amount)
    note = () if first or not state.subsidy else (f"财政贴息 {format_yuan(state.subsidy)} 由财政和银行结算，不向户收",)
    return Reason("还清", state.payoff, (told or "已还清", *note), "以银行为准")


def _spans(terms: LoanTerms, events: tuple[LoanEvent, ...], first: date, on: date) -> list[Span]:
    """From `first` to `on`, cut where an entry or a due day changes what interest runs on; zero principal left out."""
    state = replay(terms, events, on)
    cuts = {first, on}
    cuts |= {event.on for event in events if first < event.on < on}
    cuts |= {row.due for row in state.plan if row.principal and first < row.due < on}
    if terms.subsidy.until is not None and first < terms.subsidy.until < on:
        cuts.add(terms.subsidy.until)
    days = sorted(cuts)
    spans: list[Span] = []
    for start, end in pairwise(days):
        ledger = replay(terms, events, start)._ledger
        span = Span(start, end, from_fen(ledger.normal), from_fen(ledger.due), _rate(ledger), _covers(ledger))
        before = spans[-1] if spans else None
        same = before and (before.principal, before.overdue, before.rate, before.subsidised) == (
            span.principal, span.overdue, span.rate, span.subsidised,
        )  # fmt: skip
        if before and same:
            spans[-1] = Span(before.start, end, span.principal, span.overdue, span.rate, span.subsidised)
        else:
            spans.append(span)
    return [span for span in spans if span.principal or span.overdue]


def _rate(ledger: LoanLedger) -> Decimal:
    return Decimal(ledger.rate).scaleb(-12)


def _covers(ledger: LoanLedger) -> bool:
    return bool(ledger.subsidised_rate and ledger.normal and not ledger.due and not ledger.misuse_rate)


def _counted_by_days(terms: LoanTerms) -> bool:
    return terms.convention.day_count in (DayCount.ACT_360, DayCount.ACT_365)


def _product(sum_: Decimal, days: int, rate: Decimal, terms: LoanTerms, *, first: date) -> str:
    base = BASE[terms.convention.day_count]
    return f"{first} 起 {days} 天 × {_percent(rate)} ÷ {base} × {format_yuan(sum_)}"


def _subsidised(terms: LoanTerms, span: Span) -> str:
    subsidy = terms.subsidy
    covered = span.principal if subsidy.cap is None else min(span.principal, subsidy.cap)
    rate = span.rate if subsidy.rate_cap is None else min(span.rate, subsidy.rate_cap)
    return _product(covered, span.days, rate, terms, first=span.start) + f" × {_percent(subsidy.share)}"


def _percent(fraction: Decimal) -> str:
    return f"{(fraction * 100).normalize():f}%"
