"""催收 and 追偿 of a loan: steps recorded as reported, the day limitation runs out, what a claim asks before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import recovery as rules
from app.domain.errors import InputError
from app.domain.money import ZERO, from_fen
from app.domain.overdue import limitation_on
from app.domain.recovery import Step, interruptions
from app.models import Loan, Paper, RecoveryStep, Visit
from app.services.lookup import loan_noted
from app.services.portfolio import LoanLine, loan_line, loan_lines
from app.services.printing_words import SIGNED_STATES
from app.services.records import fen_or_zero, one_of, own_loan, standing
from app.storage.book import Book

COLLECTION_VISIT, COLLECTION_FORM = "催收", "F8"
MET = frozenset({"见本人", "家属"})
FOR_EVER = 100_000  # days
RECOVERED_FOR = ("承贷银行", "保险公司", "风险补偿金")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """One step of one loan; money in yuan, `interrupts` whether limitation began anew with it."""

    id: str
    note_number: str
    kind: str
    on: date
    by: str
    reached: bool
    fruitless: bool
    document: str
    result: str
    recovered: Decimal
    recovered_for: str
    interrupts: bool


@dataclass(frozen=True, slots=True)
class LimitationLine:
    """An unpaid loan past its day with the last day of 诉讼时效 and how many days are left (negative: over)."""

    line: LoanLine
    last_day: date
    days_left: int
    interrupted_on: date | None


def record_step(
    book: Book,
    note_number: str,
    *,
    kind: str,
    on: date,
    by: str = "",
    reached: bool = True,
    fruitless: bool = False,
    document: str = "",
    result: str = "",
    recovered: Decimal = ZERO,
    recovered_for: str = "",
) -> RecoveryView:
    """Record one step as it was reported; answers with it. Raises InputError, NotFoundError."""
    kind = one_of("追偿手段", kind, rules.KINDS)
    fen = fen_or_zero("追回金额", recovered)
    if fen or recovered_for:
        recovered_for = one_of("追回款归还", recovered_for or RECOVERED_FOR[0], RECOVERED_FOR)
    with book.write(f"登记{kind}") as session:
        loan = own_loan(session, note_number)
        if on < loan.disbursed_on:
            raise InputError("日期", f"早于放款日 {loan.disbursed_on}")
        row = RecoveryStep(
            loan_id=loan.id,
            kind=kind,
            on=on,
            by=by.strip() or book.officer,
            reached=reached,
            fruitless=fruitless,
            document=document.strip(),
            result=result.strip(),
            recovered_fen=fen,
            recovered_for=recovered_for,
        )
        session.add(row)
        session.flush()
        return _view(loan, row)


def steps_of(session: Session, loan: Loan) -> list[RecoveryView]:
    """The steps recorded against one loan, by day."""
    of_loan = RecoveryStep.book_code == loan.book_code, RecoveryStep.loan_id == loan.id
    rows = session.scalars(standing(RecoveryStep).where(*of_loan).order_by(RecoveryStep.on, RecoveryStep.id))
    return [_view(loan, row) for row in rows]


def collection_steps(session: Session, loans: Sequence[Loan] | None = None) -> dict[Key, list[Step]]:
    """Everything done to collect each loan: steps, collection visits to its household, signed 催收通知书."""
    found: dict[Key, list[Step]] = defaultdict(list)
    for row in session.scalars(standing(RecoveryStep)):
        found[row.book_code, row.loan_id].append(Step(row.kind, row.on, row.reached, row.fruitless))
    signed = select(Paper).where(Paper.form_id == COLLECTION_FORM, Paper.state.in_(SIGNED_STATES))
    for paper in session.scalars(signed):
        if paper.loan_id is not None:
            found[paper.book_code, paper.loan_id].append(Step("催收通知书", paper.held_since or paper.printed_on))
    visits: dict[Key, list[Visit]] = defaultdict(list)
    for visit in session.scalars(standing(Visit).where(Visit.kind == COLLECTION_VISIT)):
        visits[visit.book_code, visit.household_id].append(visit)
    if visits:
        for loan in session.scalars(select(Loan)) if loans is None else loans:
            found[loan.book_code, loan.id] += [
                Step("上门催收", visit.on, visit.result in MET)
                for visit in visits.get((loan.book_code, loan.household_id), ())
                if visit.on >= loan.disbursed_on
            ]
    return found


def last_interruption(line: LoanLine, steps: Sequence[Step]) -> date | None:
    """The last day up to the line's own on which limitation began anew: a payment, or a step that interrupts."""
    paid = [event.on for event in line.state.events if event.kind == "repayment" and not event.reversed]
    days = [day for day in (*paid, *interruptions(steps)) if day <= line.state.on]
    return max(days, default=None)


def limitation_lines(
    session: Session,
    on: date,
    within: int,
    lines: Sequence[LoanLine] | None = None,
    steps: Mapping[Key, Sequence[Step]] | None = None,
) -> list[LimitationLine]:
    """Unpaid loans past their day whose limitation is over or runs out within so many days, the nearest first."""
    steps = steps if steps is not None else collection_steps(session)
    found = []
    for line in lines if lines is not None else loan_lines(session, on):
        if line.state.cleared or line.state.balance <= 0 or on <= line.state.due_on:
            continue
        interrupted = last_interruption(line, steps.get((line.loan.book_code, line.loan.id), ()))
        last = limitation_on(line.state.due_on, [interrupted] if interrupted else [])
        if (last - on).days <= within:
            found.append(LimitationLine(line, last, (last - on).days, interrupted))
    return sorted(found, key=lambda each: (each.last_day, each.line.loan.note_number))


def limitation_of(session: Session, note_number: str, on: date) -> LimitationLine | None:
    """诉讼时效 of one loan, however far away; None while it has not begun to run. Raises NotFoundError."""
    line = loan_line(session, loan_noted(session, note_number), on)
    return next(iter(limitation_lines(session, on, FOR_EVER, [line])), None)


def _view(loan: Loan, row: RecoveryStep) -> RecoveryView:
    return RecoveryView(
        id=row.id,
        note_number=loan.note_number,
        kind=row.kind,
        on=row.on,
        by=row.by,
        reached=row.reached,
        fruitless=row.fruitless,
        document=row.document,
        result=row.result,
        recovered=from_fen(row.recovered_fen),
        recovered_for=row.recovered_for,
        interrupts=rules.interrupts(Step(row.kind, row.on, row.reached)),
    )
