"""Promises to repay: taken at the door or on the phone, and kept or broken by what came in until their day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.domain.money import ZERO, from_fen
from app.models import RepaymentPromise, Visit
from app.services.portfolio import LoanLine, loan_line, loan_lines
from app.services.records import in_order, optional_fen, own_loan, standing
from app.storage.book import Book

AT_THE_DOOR = "走访"


class PromiseState(StrEnum):
    """What became of a promise by a day."""

    OPEN = "未到"
    TODAY = "今天"
    KEPT = "已兑现"
    PARTLY = "部分兑现"
    BROKEN = "未兑现"


@dataclass(frozen=True, slots=True)
class PromiseView:
    """One promise; `amount` yuan (None: everything due), `paid` what came in from its day until it was due."""

    id: str
    note_number: str
    household: str
    group: str
    borrower: str
    phone: str
    on: date
    until: date
    amount: Decimal | None
    paid: Decimal
    state: PromiseState
    taken_by: str
    origin: str


def record_promise(
    book: Book,
    note_number: str,
    *,
    on: date,
    until: date,
    amount: Decimal | None = None,
    promised_by: str = "",
    remark: str = "",
) -> PromiseView:
    """Record a promise made on `on` to pay until `until`; no amount means everything that is due.

    Raises InputError (the day, the amount, a settled loan), NotFoundError.
    """
    in_order("承诺日", on, "约定还款日", until)
    with book.write("登记还款承诺") as session:
        loan = own_loan(session, note_number)
        line = loan_line(session, loan, on)
        if line.state.cleared:
            raise InputError("借据号", f"{note_number} 已经结清")
        row = RepaymentPromise(
            loan_id=loan.id,
            on=on,
            until_on=until,
            amount_fen=optional_fen("承诺金额", amount),
            promised_by=promised_by.strip() or line.borrower.name,
            taken_by=book.officer,
            remark=remark.strip(),
        )
        session.add(row)
        session.flush()
        return _view(line, row.id, row.on, row.until_on, amount, row.taken_by, "", on)


def list_promises(session: Session, on: date, lines: Sequence[LoanLine] | None = None) -> list[PromiseView]:
    """All promises, also those noted on a visit, by the day they are due; each with what became of it."""
    lines = lines if lines is not None else loan_lines(session, on)
    by_loan = {(line.loan.book_code, line.loan.id): line for line in lines}
    of_household: dict[tuple[str, str], list[LoanLine]] = defaultdict(list)
    for each in lines:
        of_household[each.loan.book_code, each.household.id].append(each)
    found = []
    for row in session.scalars(standing(RepaymentPromise).where(RepaymentPromise.on <= on)):
        line = by_loan.get((row.book_code, row.loan_id))
        if line is not None:
            amount = None if row.amount_fen is None else from_fen(row.amount_fen)
            found.append(_view(line, row.id, row.on, row.until_on, amount, row.taken_by, row.remark, on))
    for visit in session.scalars(standing(Visit).where(Visit.promised_on.is_not(None), Visit.on <= on)):
        line = _loan_of_visit(visit, of_household[visit.book_code, visit.household_id])
        if line is not None and visit.promised_on is not None:
            told = _view(line, visit.id, visit.on, visit.promised_on, None, visit.visitor, AT_THE_DOOR, on)
            found.append(told)
    return sorted(found, key=lambda view: (view.until, view.note_number, view.id))


def promises_due(session: Session, on: date, within: int, lines: Sequence[LoanLine] | None = None) -> list[PromiseView]:
    """Promises that are broken, and open ones due within so many days."""
    open_ones = (PromiseState.OPEN, PromiseState.TODAY)
    return [
        view
        for view in list_promises(session, on, lines)
        if view.state in (PromiseState.BROKEN, PromiseState.PARTLY)
        or (view.state in open_ones and (view.until - on).days <= within)
    ]


def _loan_of_visit(visit: Visit, own: Sequence[LoanLine]) -> LoanLine | None:
    """Of the household's loans the one that the visit names, else the first open one."""
    if visit.loan_id:
        return next((line for line in own if line.loan.id == visit.loan_id), None)
    lent = [line for line in own if line.loan.disbursed_on <= visit.on]
    return next((line for line in lent if not line.state.cleared), lent[0] if lent else None)


def _view(
    line: LoanLine, row_id: str, made: date, until: date, amount: Decimal | None, by: str, origin: str, on: date
) -> PromiseView:
    paid = sum(
        (
            event.amount or ZERO
            for event in line.state.events
            if event.kind == "repayment" and not event.reversed and made <= event.on <= min(until, on)
        ),
        ZERO,
    )
    return PromiseView(
        id=row_id,
        note_number=line.loan.note_number,
        household=line.household.number,
        group=line.household.group_name,
        borrower=line.borrower.name,
        phone=line.phone,
        on=made,
        until=until,
        amount=amount,
        paid=paid,
        state=_state(line, until, amount, paid, on),
        taken_by=by,
        origin=origin,
    )


def _state(line: LoanLine, until: date, amount: Decimal | None, paid: Decimal, on: date) -> PromiseState:
    settled = line.state.settled_on
    all_paid = settled is not None and settled <= until
    kept = all_paid or (paid >= amount if amount is not None else paid > 0 and not line.state.overdue_principal)
    if kept:
        return PromiseState.KEPT
    if on < until:
        return PromiseState.OPEN
    if on == until:
        return PromiseState.TODAY
    return PromiseState.PARTLY if paid > 0 else PromiseState.BROKEN
