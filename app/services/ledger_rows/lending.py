"""贷款台账, 到期台账, 逾期(风险)台账: the loans themselves, those that fall due, and those at risk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from app.domain.money import from_fen
from app.domain.overdue import limitation_on
from app.models import LifeEvent, Paper
from app.services.book_on_day import BookOnDay, Key, key_of
from app.services.due import REMINDER_FORM, due_within
from app.services.due_lists import bank_dues
from app.services.ledger_rows.names import Row, loan_facts
from app.services.paper_facts import METHOD_NAMES
from app.services.portfolio import LoanLine
from app.services.printing_words import SIGNED_STATES
from app.services.records import holds_on, standing
from app.services.recovery import collection_steps, last_interruption
from app.services.today import DEFAULT_WINDOW_DAYS

RISKY_OUTLOOKS = ("预计逾期", "用途不准")
STOPPING_EVENTS = ("死亡", "失联", "服刑", "迁出")


def loan_rows(book: BookOnDay) -> Iterable[Row]:
    """贷款台账: every loan with its state on the day."""
    for line in book.lines:
        state = line.state
        decision = book.decisions.get(key_of(line.household))
        yield loan_facts(line) | {
            "grade": decision.grade if decision else None,
            "credit_line": from_fen(decision.credit_line_fen) if decision else None,
            "credit_on": decision.on if decision else None,
            "due_on": line.loan.due_on,
            "settlement": METHOD_NAMES[line.loan.method],
            "repaid": state.paid_principal,
            "overdue_amount": state.overdue_amount,
            "overdue_days": state.overdue_days or None,
            "arrears": state.arrears_borrower,
            "subsidy_total": state.subsidy_total,
            "extended_until": state.due_on if state.due_on > line.loan.due_on else None,
            "disposal": str(state.status),
            "remark": line.loan.reason or None,
        }


def window_days(book: BookOnDay) -> int:
    """How many days ahead 到期台账 looks: the pack's widest window, else 45."""
    windows = [*book.pack.integers("due_windows", book.on), book.pack.integer("warning_days", book.on) or 0]
    return max(windows) or DEFAULT_WINDOW_DAYS


def due_rows(book: BookOnDay, within: int | None = None) -> Iterable[Row]:
    """到期台账: maturities and instalments of the coming days, the nearest first.

    Amount and balance of a loan stand on its first line only, so that the sums count it once.
    """
    reminded = _reminded(book)
    of_bank = {
        (row.book_code, row.loan_id, row.due_on): row for rows in bank_dues(book.session).values() for row in rows
    }
    named: set[Key] = set()
    for due in due_within(book.session, book.on, window_days(book) if within is None else within, book.lines):
        line = due.line
        visit = book.last_outlook.get(key_of(line.household))
        row = next(row for row in book.plans[key_of(line.loan)] if row.due == due.due and row.left == due.amount)
        once = {} if key_of(line.loan) not in named else {"principal": None, "balance": None}
        named.add(key_of(line.loan))
        bank = of_bank.get((*key_of(line.loan), due.due))
        yield (
            loan_facts(line)
            | once
            | {
                "due_on": due.due,
                "days_left": due.days,
                "due_amount": due.amount,
                "borrower_interest": row.left_interest,
                "bank_due": from_fen(bank.principal_fen) if bank else None,
                "bank_list_on": bank.list_on if bank else None,
                "reminded_on": reminded.get(key_of(line.loan)),
                "intention": visit.outlook if visit else None,
                "apply_until": due.due - timedelta(days=1) if due.maturity and due.days > 0 else None,
                "officer": visit.responsible if visit else None,
                "remark": due.step.text if due.maturity else f"分期，{due.step.text}",
            }
        )


def overdue_rows(book: BookOnDay) -> Iterable[Row]:
    """逾期(风险)台账: overdue and in arrears first, then those of whom trouble is known or expected."""
    steps = collection_steps(book.session, [line.loan for line in book.lines])
    events = _life_events(book)
    rows = []
    for line in book.open_lines:
        risk = _risk(book, line, events)
        if not risk:
            continue
        state = line.state
        visit = book.last_visit.get(key_of(line.household))
        taken = [step.on for step in steps.get(key_of(line.loan), ()) if step.on <= book.on]
        rows.append(
            loan_facts(line)
            | {
                "overdue_amount": state.overdue_principal,
                "arrears": state.arrears_borrower,
                "penalty": state.penalty + state.compound,
                "overdue_days": state.overdue_days or state.arrears_days or None,
                "class_hint": str(state.class_hint),
                "risk": risk,
                "cause": visit.cause if visit else None,
                "measure": visit.measure if visit else None,
                "officer": visit.responsible if visit else None,
                "deadline": visit.promised_on if visit else None,
                "collected_on": max(taken, default=None),
                "limitation_on": _limitation(book, line, last_interruption(line, steps.get(key_of(line.loan), ()))),
            }
        )
    return sorted(rows, key=lambda row: (-(row["overdue_days"] or 0), row["note"]))


def _limitation(book: BookOnDay, line: LoanLine, interrupted: date | None) -> date | None:
    if book.on <= line.state.due_on:
        return None
    return limitation_on(line.state.due_on, [interrupted] if interrupted else [])


def _risk(book: BookOnDay, line: LoanLine, events: dict[Key, LifeEvent]) -> str:
    if line.state.overdue_principal:
        return "逾期"
    if line.state.arrears_borrower:
        return "欠息"
    event = events.get(key_of(line.borrower))
    if event is not None:
        return f"借款人{event.kind}"
    visit = book.last_outlook.get(key_of(line.household))
    return visit.outlook if visit is not None and visit.outlook in RISKY_OUTLOOKS else ""


def _life_events(book: BookOnDay) -> dict[Key, LifeEvent]:
    statement = standing(LifeEvent).where(LifeEvent.on <= book.on, LifeEvent.kind.in_(STOPPING_EVENTS))
    rows = book.session.scalars(statement.order_by(LifeEvent.on))
    return {(row.book_code, row.member_id): row for row in rows if holds_on(None, row.ended_on, book.on)}


def _reminded(book: BookOnDay) -> dict[Key, date]:
    """The last day on which a signed 到期提醒通知书 of a loan came back, else on which it was printed."""
    found: dict[Key, date] = defaultdict(lambda: date.min)
    statement = select(Paper).where(Paper.form_id == REMINDER_FORM, Paper.printed_on <= book.on)
    for paper in book.session.scalars(statement):
        signed = paper.held_since if paper.state in SIGNED_STATES and paper.held_since else paper.printed_on
        key = paper.book_code, paper.loan_id or ""
        found[key] = max(found[key], signed)
    return found
