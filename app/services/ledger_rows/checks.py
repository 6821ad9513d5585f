"""与银行核对差异, 整改台账: what the bank has otherwise, and what the self-check found."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select

from app.domain.findings import Severity
from app.domain.loan_events import BankAdjustment
from app.domain.reconciliation import LoanEntry, Pair
from app.models import BookInfo
from app.services.book_on_day import BookOnDay
from app.services.ledger_rows.names import Row, household_names, loan_facts
from app.services.ledger_rows.settling import standing_events
from app.services.reconciliation import BankComparison
from app.services.self_check import run_self_check

ADJUSTED = "以银行为准记调整"
WEIGHTS = {Severity.BLOCK: "违反规定", Severity.WARN: "需要核实", Severity.NOTE: "提示"}
AMOUNTS = {"principal": "金额", "balance": "余额", "rate": "利率"}
DATES = {"disbursed_on": "放款日", "due_on": "到期日"}


def adjustment_rows(book: BookOnDay) -> Iterable[Row]:
    """与银行核对差异, as far as it was closed by 以银行为准记调整: our balance before and the bank's after it."""
    for line in book.lines:
        for told in standing_events(line, BankAdjustment):
            event = told.event
            if not isinstance(event, BankAdjustment):
                continue
            after = book.state_on(line, event.on)
            yield loan_facts(line) | {
                "difference_kind": "余额" if event.split.principal else "利息",
                "own_balance": after.balance - event.split.principal,
                "bank_balance": after.balance,
                "difference": event.split.total,
                "cause": event.reason,
                "outcome": ADJUSTED,
                "compared_on": event.on,
            }


def difference_rows(book: BookOnDay, comparison: BankComparison) -> Iterable[Row]:
    """与银行核对差异 of one bank list: what is on one side only, and what is not the same on both."""
    by_note = {line.loan.note_number: line for line in book.lines}
    result = comparison.result
    shared = {"compared_on": comparison.on}
    for entry in result.only_here:
        line = by_note.get(entry.note_number)
        facts = loan_facts(line) if line else {}
        yield facts | shared | _own(entry) | {"difference_kind": "只有本账有", "difference": entry.balance}
    for entry in result.only_bank:
        borrower = {"borrower": entry.name, "note": entry.note_number or entry.contract_number}
        gap = -entry.balance if entry.balance is not None else None
        yield borrower | shared | _theirs(entry) | {"difference_kind": "只有银行有", "difference": gap}
    for pair in result.pairs:
        if pair.amounts or pair.dates:
            line = by_note.get(pair.here.note_number)
            yield (loan_facts(line) if line else {}) | shared | _pair(pair)


def rectification_rows(book: BookOnDay) -> Iterable[Row]:
    """整改台账: the findings of the self-check that stand on the day, the heaviest first."""
    own = {household.number: household for household in book.households.values()}
    by_note = {line.loan.note_number: line for line in book.lines}
    officer = book.session.scalars(select(BookInfo.officer)).first()
    for checked in run_self_check(book.session, book.on).findings:
        finding = checked.finding
        household = own.get(checked.household)
        line = by_note.get(finding.subject)
        facts = household_names(book, household) if household else {}
        yield facts | {
            "household_number": checked.household or None,
            "note": line.loan.note_number if line else None,
            "problem_kind": WEIGHTS[finding.severity],
            "problem": finding.text,
            "found_on": book.on,
            "found_by": "自查",
            "amount": line.terms.principal if line else None,
            "measure": finding.suggestion,
            "officer": officer,
            "closed": "否",
            "remark": finding.clause,
        }


def _own(entry: LoanEntry) -> Row:
    return {"own_principal": entry.principal, "own_balance": entry.balance, "own_due_on": entry.due_on}


def _theirs(entry: LoanEntry) -> Row:
    return {"bank_principal": entry.principal, "bank_balance": entry.balance, "bank_due_on": entry.due_on}


def _pair(pair: Pair) -> Row:
    kinds = [AMOUNTS[name] for name, _mine, _other in pair.amounts]
    kinds += [DATES[name] for name, _mine, _other in pair.dates]
    return (
        _own(pair.here)
        | _theirs(pair.bank)
        | {
            "difference_kind": "、".join(kinds),
            "difference": _gap(pair.here.balance, pair.bank.balance),
            "cause": "元、万元混用" if pair.unit_mixed else None,
        }
    )


def _gap(here: Decimal | None, there: Decimal | None) -> Decimal | None:
    return None if here is None or there is None else here - there
