"""What a bank voucher would do to a loan, told before it is saved; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.domain.loan_events import Repayment, Split
from app.domain.loan_state import replay
from app.services.lookup import loan_noted
from app.services.portfolio import events_by_loan, terms_of
from app.services.repayments import Slip
from app.storage.book import CHINA

TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Tried:
    """In yuan: what the amount would pay, what of it we cannot place (待核差额), and what is left after it.

    `before` is what would have settled the loan on that day, `after` what still would.
    """

    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    unmatched: Decimal
    balance: Decimal
    before: Decimal
    after: Decimal


def try_repayment(
    session: Session,
    note_number: str,
    amount: Decimal,
    on: date,
    split: Split | None = None,
    typed_before: Sequence[Slip] = (),
) -> Tried:
    """Replay the loan with one more repayment, after those of the same loan that were typed before and not yet saved.

    Raises NotFoundError, InputError (before the disbursement).
    """
    loan = loan_noted(session, note_number)
    if on < loan.disbursed_on:
        raise InputError("还款日期", f"早于放款日 {loan.disbursed_on}")
    terms, known = terms_of(loan), events_by_loan(session, [loan.id])[loan.book_code, loan.id]
    known = [*known, *(_entry(f"{TRIED}-{at}", slip) for at, slip in enumerate(typed_before))]
    payment = _entry(TRIED, Slip(note_number, amount, on, TRIED, split))
    before, after = replay(terms, known, on), replay(terms, [*known, payment], on)
    line = next(each for each in after.events if each.id == TRIED)
    return Tried(
        principal=line.principal,
        interest=line.interest,
        penalty=line.penalty,
        compound=line.compound,
        unmatched=line.unmatched,
        balance=after.balance,
        before=before.payoff,
        after=after.payoff,
    )


def _entry(entry_id: str, slip: Slip) -> Repayment:
    moment = datetime.combine(slip.on, time.max, CHINA)
    return Repayment(entry_id, slip.on, moment, slip.amount, voucher=slip.voucher, split=slip.split)
