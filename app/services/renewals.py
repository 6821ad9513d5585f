"""无还本续贷: a new note takes the place of the old principal, after the re-assessment that the pack asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding
from app.domain.renewal import Judged, assess_renewal, renewal_rules
from app.models import Household, Loan, Member
from app.services.findings_text import from_text, must_pass, to_text
from app.services.loans import LoanPaper, LoanView, add_loan, read_loan
from app.services.lookup import loan_noted
from app.services.policies import book_policy
from app.services.portfolio import PPM, loan_line
from app.storage.book import Book


def assess(
    session: Session, note_number: str, on: date, answers: Mapping[str, Judged] | None = None
) -> tuple[Finding, ...]:
    """What speaks against renewing this loan without repaying its principal."""
    loan = loan_noted(session, note_number)
    state = loan_line(session, loan, on).state
    return assess_renewal(
        renewal_rules(book_policy(session), on),
        answers or {},
        principal_repaid=False,
        times_renewed=1 if loan.renews_note else 0,
        times_extended=state.extensions,
    )


def renewal_view(
    session: Session, note_number: str, on: date, answers: Mapping[str, Judged]
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The conditions of the re-assessment that the book's pack asks for (旬阳), and what speaks against renewing."""
    return renewal_rules(book_policy(session), on).conditions, assess(session, note_number, on, answers)


def renew_loan(
    book: Book,
    note_number: str,
    *,
    amount: Decimal,
    months: int,
    on: date,
    new_note: str = "",
    rate: Decimal | None = None,
    answers: Mapping[str, Judged] | None = None,
    reason: str = "",
    already_done: bool = False,
) -> LoanView:
    """Record a renewal and answer with the new loan; a block refuses it unless the bank has `already_done` it.

    Raises RefusedError (also for more than the old balance), ReasonNeededError, InputError, NotFoundError.
    """
    with book.write("登记续贷") as session:
        old = loan_noted(session, note_number)
        state = loan_line(session, old, on).state
        if state.balance <= 0:
            raise RefusedError(f"借据 {note_number} 已经没有余额，请按新的贷款申请办")
        if amount > state.balance:
            raise InputError("续贷金额", f"超过原借据余额 {state.balance}")
        findings = assess(session, note_number, on, answers)
        if not already_done:
            must_pass(findings, reason)
        loan = add_loan(
            session,
            session.get_one(Household, (book.code, old.household_id)),
            session.get_one(Member, (book.code, old.borrower_id)),
            LoanPaper(
                contract=new_note or _next_note(session, old),
                bank=old.bank,
                rate=old.rate_ppm / PPM if rate is None else rate,
                on=on,
                method=old.method,
                day_count=old.day_count,
                every=old.every,
                settlement_day=old.settlement_day,
                rounding=old.rounding,
                uplift=old.uplift_ppm / PPM,
                compound=old.compound,
                account=old.account,
            ),
            amount=amount,
            months=months,
            purpose=old.purpose,
            kind="renewal",
            renews_note=note_number,
            reason=reason,
        )
        loan.co_borrower_id = old.co_borrower_id
        loan.findings = to_text([*findings, *from_text(loan.findings)])
        session.flush()
        return read_loan(session, loan.note_number, on)


def _next_note(session: Session, old: Loan) -> str:
    count = select(func.count()).where(Loan.renews_note == old.note_number)
    return f"{old.note_number}-X{(session.scalar(count) or 0) + 1}"
