"""还款计划书: a plan for a household in difficulty, drafted, saved in versions, and printed as F6."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError, RefusedError
from app.domain.money import ZERO, from_fen, to_fen
from app.domain.repayment_plan import Means, PromisedRow, RepaymentPlan, make_plan
from app.models import Loan
from app.models import RepaymentPlan as PlanRow
from app.services.findings_text import must_pass
from app.services.loans import read_loan
from app.services.lookup import loan_noted
from app.services.portfolio import LoanLine, events_by_loan
from app.services.records import filled, own_loan
from app.storage.book import Book

SOURCES = ("产业收入", "务工工资", "子女帮助", "其他")


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """One version of a loan's plan; `missing` yuan it does not cover."""

    id: str
    note_number: str
    version: int
    made_on: date
    cause: str
    helper: str
    rows: tuple[PromisedRow, ...]
    missing: Decimal


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """One promised row with what came in for it by a day: `paid` yuan, and whether it was kept."""

    row: PromisedRow
    paid: Decimal
    kept: bool | None


def draft_plan(
    session: Session, note_number: str, means: Sequence[Means], on: date, latest: date | None = None
) -> RepaymentPlan:
    """What a plan from these means would be. Raises NotFoundError, RefusedError (settled)."""
    loan = loan_noted(session, note_number)
    view = read_loan(session, note_number, on)
    if view.line.state.cleared:
        raise RefusedError(f"借据 {note_number} 已经结清，不用还款计划")
    events = events_by_loan(session, [loan.id])[loan.book_code, loan.id]
    return make_plan(view.line.terms, events, means, on, latest)


def save_plan(
    book: Book,
    note_number: str,
    means: Sequence[Means],
    *,
    on: date,
    cause: str,
    helper: str = "",
    latest: date | None = None,
    reason: str = "",
) -> SavedPlan:
    """Save the next version of a loan's plan: `cause` is why the household is in difficulty.

    A plan that does not end at zero is refused, other findings ask for a `reason`. Raises RefusedError,
    ReasonNeededError, InputError, NotFoundError.
    """
    with book.write("登记还款计划") as session:
        loan = own_loan(session, note_number)
        plan = draft_plan(session, note_number, means, on, latest)
        if not plan.rows:
            raise RefusedError("计划里没有一笔能还的款")
        must_pass(plan.findings, reason)
        last = newest_plan(session, loan)
        row = PlanRow(
            loan_id=loan.id,
            version=last.version + 1 if last else 1,
            made_on=on,
            rows=json.dumps([_row_text(each) for each in plan.rows], ensure_ascii=False),
            cause=filled("困难原因", cause),
            helper=helper.strip(),
            missing_fen=to_fen(plan.missing),
        )
        session.add(row)
        session.flush()
        return _saved(loan, row)


def plans_of(session: Session, note_number: str) -> list[SavedPlan]:
    """All versions of a loan's plan, the newest first. Raises NotFoundError."""
    loan = loan_noted(session, note_number)
    own = PlanRow.book_code == loan.book_code, PlanRow.loan_id == loan.id
    return [_saved(loan, row) for row in session.scalars(select(PlanRow).where(*own).order_by(PlanRow.version.desc()))]


def newest_plan(session: Session, loan: Loan, until: date | None = None) -> SavedPlan | None:
    """The newest version, or the newest made by a day."""
    own = PlanRow.book_code == loan.book_code, PlanRow.loan_id == loan.id
    statement = select(PlanRow).where(*own).order_by(PlanRow.version.desc()).limit(1)
    row = session.scalars(statement if until is None else statement.where(PlanRow.made_on <= until)).first()
    return None if row is None else _saved(loan, row)


def plan_progress(session: Session, note_number: str, on: date) -> list[PlanProgress]:
    """The newest plan beside what was paid since it was made; a coming row is neither kept nor broken.

    Raises NotFoundError where the loan has no plan.
    """
    loan = loan_noted(session, note_number)
    plan = newest_plan(session, loan, on)
    if plan is None:
        raise NotFoundError("还款计划", note_number)
    state = read_loan(session, note_number, on).line.state
    paid = [(each.on, each.amount or ZERO) for each in state.events if each.kind == "repayment" and not each.reversed]
    told, promised = [], ZERO
    for row in plan.rows:
        promised += row.total
        by_then = sum((amount for day, amount in paid if plan.made_on <= day <= row.on), ZERO)
        kept = by_then >= promised if row.on < on or by_then >= promised else None
        told.append(PlanProgress(row, max(min(row.total, by_then - promised + row.total), ZERO), kept))
    return told


def plan_facts(session: Session, line: LoanLine, on: date) -> dict[str, Any]:
    """F6 prints the newest version's rows; nothing where the loan has no plan of its own."""
    plan = newest_plan(session, line.loan, on)
    if plan is None:
        return {}
    sources = dict.fromkeys(row.source for row in plan.rows if row.source)
    return {
        "plan.rows": [
            {
                "no": row.no,
                "due": row.on,
                "principal": row.principal,
                "interest": row.interest,
                "total": row.total,
                "balance": row.balance,
            }
            for row in plan.rows
        ],
        "plan.principal": sum((row.principal for row in plan.rows), ZERO),
        "plan.interest": sum((row.interest for row in plan.rows), ZERO),
        "plan.total": sum((row.total for row in plan.rows), ZERO),
        "plan.sources": tuple(dict.fromkeys(each if each in SOURCES else SOURCES[-1] for each in sources)),
        "plan.source": "；".join(sources),
    }


def _row_text(row: PromisedRow) -> dict[str, Any]:
    money = ("principal", "interest", "penalty", "compound", "total", "balance")
    return {
        "no": row.no,
        "on": row.on.isoformat(),
        "source": row.source,
        **{f"{name}_fen": to_fen(getattr(row, name)) for name in money},
    }


def _saved(loan: Loan, row: PlanRow) -> SavedPlan:
    return SavedPlan(
        id=row.id,
        note_number=loan.note_number,
        version=row.version,
        made_on=row.made_on,
        cause=row.cause,
        helper=row.helper,
        rows=tuple(_promised(each) for each in json.loads(row.rows)),
        missing=from_fen(row.missing_fen),
    )


def _promised(told: Mapping[str, Any]) -> PromisedRow:
    return PromisedRow(
        no=int(told["no"]),
        on=date.fromisoformat(told["on"]),
        principal=from_fen(told["principal_fen"]),
        interest=from_fen(told["interest_fen"]),
        penalty=from_fen(told["penalty_fen"]),
        compound=from_fen(told["compound_fen"]),
        total=from_fen(told["total_fen"]),
        balance=from_fen(told["balance_fen"]),
        source=str(told["source"]),
    )
