"""与银行核对差异, 整改台账: what the bank has otherwise, and what the self-check found."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.domain.findings import Severity
from app.domain.list_meeting import Meeting
from app.domain.loan_events import BankAdjustment
from app.domain.money import ZERO
from app.models import BookInfo, Rectification
from app.services.book_on_day import BookOnDay
from app.services.ledger_rows.names import Row, household_names, loan_facts
from app.services.ledger_rows.settling import standing_events
from app.services.reconciliation import BankComparison
from app.services.rectifications import SELF_CHECK, differences_of, list_rectifications, open_lines, problems_of_check

ADJUSTED = "以银行为准记调整"
WEIGHTS = {Severity.BLOCK: "违反规定", Severity.WARN: "需要核实", Severity.NOTE: "提示"}
KINDS = {
    "only-here": "银行没有",
    "only-bank": "只有银行有",
    "only-national": "只有系统有",
    "not-in-national": "系统没有",
    "amount-differs": "金额不同",
    "date-differs": "日期不同",
    "repeated": "重复行",
}


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
    """与银行核对差异 of the lists: what is missing somewhere and what is not the same, and what is done about it."""
    by_note = {line.loan.note_number: line for line in book.lines}
    lines = open_lines(book.session)
    for problem in differences_of(comparison):
        meeting = problem.meeting
        line = by_note.get(problem.note)
        facts: Row = loan_facts(line) if line else {"borrower": problem.text.split("：")[0], "note": problem.note}
        written = lines.get(problem.key)
        yield (
            facts
            | (_figures(meeting) if meeting else {})
            | {
                "difference_kind": KINDS.get(problem.code),
                "cause": _cause(written, meeting),
                "officer": written.responsible or None if written else None,
                "deadline": written.until_on if written else None,
                "compared_on": comparison.on,
                "remark": problem.text,
            }
        )


def _figures(meeting: Meeting) -> Row:
    here, bank = meeting.here, meeting.bank
    gap = None
    if bank is not None or here is not None:
        mine, theirs = here.balance if here else ZERO, bank.balance if bank else ZERO
        gap = None if mine is None or theirs is None else mine - theirs
    facts: Row = {"difference": gap}
    if here is not None:
        facts |= {"own_principal": here.principal, "own_balance": here.balance, "own_due_on": here.due_on}
    if bank is not None:
        facts |= {"bank_principal": bank.principal, "bank_balance": bank.balance, "bank_due_on": bank.due_on}
    return facts


def _cause(written: Rectification | None, meeting: Meeting | None) -> str | None:
    if written is not None and written.cause:
        return written.cause
    return "元、万元混用" if meeting is not None and meeting.unit_mixed else None


def rectification_rows(book: BookOnDay) -> Iterable[Row]:
    """整改台账: what was written into it by the day, open lines first; then the findings that nobody listed yet."""
    officer = book.session.scalars(select(BookInfo.officer)).first()
    listed = list_rectifications(book.session, book.on)
    for line in listed:
        yield _whose(book, line.household, line.note_number) | {
            "problem_kind": line.cause or None,
            "problem": line.problem,
            "found_on": line.found_on,
            "found_by": line.origin,
            "measure": line.measure or None,
            "officer": line.responsible or officer,
            "deadline": line.until,
            "closed": "否" if line.closed_on is None else "是",
            "closed_on": line.closed_on,
            "evidence": line.evidence or None,
            "remark": line.closed_how or None,
        }
    known = {(line.code, line.household, line.note_number) for line in listed if line.closed_on is None}
    for problem in problems_of_check(book.session, book.on):
        if (problem.code, problem.household, problem.note) in known:
            continue
        yield _whose(book, problem.household, problem.note) | {
            "problem_kind": WEIGHTS[problem.severity],
            "problem": problem.text,
            "found_on": book.on,
            "found_by": SELF_CHECK,
            "measure": problem.suggestion,
            "officer": officer,
            "closed": "否",
            "remark": problem.clause,
        }


def _whose(book: BookOnDay, number: str, note: str) -> Row:
    """The names of a household by its number, or of the loan's household, with the sum at stake."""
    line = next((each for each in book.lines if each.loan.note_number == note), None) if note else None
    household = next((each for each in book.households.values() if each.number == number), None) if number else None
    if household is None and line is not None:
        household = line.household
    facts = household_names(book, household) if household else {}
    return facts | {
        "household_number": household.number if household else number or None,
        "note": line.loan.note_number if line else note or None,
        "amount": line.terms.principal if line else None,
    }
