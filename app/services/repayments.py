"""Repayments by bank voucher, and reversals: facts are added, a mistake is answered by a reversing line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.loan_events import Split
from app.domain.money import to_fen
from app.models import (
    BankAdjustment,
    Claim,
    Extension,
    Loan,
    Misuse,
    RateChange,
    Repayment,
    Reversal,
    SubsidyPaid,
)
from app.models.ids import new_id
from app.services.loans import LoanView, view_loan
from app.services.lookup import loan_noted
from app.storage.book import Book

CHANNELS = ("本人", "委托代办", "银行上门", "账户扣款")
_ENTRIES: tuple[Any, ...] = (
    Repayment, Extension, Claim, Reversal, BankAdjustment, SubsidyPaid, Misuse, RateChange,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """What one bank voucher says, typed from a stack of slips; amount in yuan."""

    note_number: str
    amount: Decimal
    on: date
    voucher: str = ""
    split: Split | None = None
    channel: str = ""
    entry_id: str = ""


def record_repayment(
    book: Book,
    note_number: str,
    *,
    amount: Decimal,
    on: date,
    voucher: str = "",
    split: Split | None = None,
    channel: str = "",
    entry_id: str = "",
) -> LoanView:
    """Record one repayment as the bank's voucher shows it; answers with the loan's state on that day.

    An amount above what we expect is kept as 待核差额. The same `entry_id` (a UUID) again adds nothing.
    Raises NotFoundError, InputError, RefusedError (an id that stands for another entry).
    """
    slip = Slip(note_number, amount, on, voucher, split, channel, entry_id)
    _check(slip)
    with book.write("登记还款") as session:
        return view_loan(session, _add(session, book.code, slip), on)


def record_repayments(book: Book, slips: Sequence[Slip]) -> None:
    """Record a stack of slips as one act: all of them, or none with the error of the first that is wrong."""
    for slip in slips:
        _check(slip)
    with book.write(f"登记还款 {len(slips)} 笔") as session:
        for slip in slips:
            _add(session, book.code, slip)


def _check(slip: Slip) -> None:
    if slip.amount <= 0:
        raise InputError("还款金额", "要大于零")
    if slip.split is not None and slip.split.total != slip.amount:
        said = f"加起来是 {slip.split.total}，与还款金额 {slip.amount} 不等"
        raise InputError("凭证的本金、利息、罚息、复利", said)
    if slip.channel and slip.channel not in CHANNELS:
        raise InputError("还款方式", f"要在这些里选：{'、'.join(CHANNELS)}")
    if slip.entry_id:
        _uuid(slip.entry_id)


def _add(session: Session, code: str, slip: Slip) -> Loan:
    loan = loan_noted(session, slip.note_number)
    if slip.on < loan.disbursed_on:
        raise InputError("还款日期", f"早于放款日 {loan.disbursed_on}")
    row_id = str(_uuid(slip.entry_id)) if slip.entry_id else new_id()
    if slip.entry_id and _already_there(session, code, row_id, loan, to_fen(slip.amount), slip.on):
        return loan
    split = slip.split
    session.add(
        Repayment(
            id=row_id,
            loan_id=loan.id,
            on=slip.on,
            amount_fen=to_fen(slip.amount),
            voucher=slip.voucher.strip(),
            channel=slip.channel,
            principal_fen=to_fen(split.principal) if split else None,
            interest_fen=to_fen(split.interest) if split else None,
            penalty_fen=to_fen(split.penalty) if split else None,
            compound_fen=to_fen(split.compound) if split else None,
        )
    )
    session.flush()
    return loan


def reverse_entry(book: Book, entry_id: str, *, on: date, reason: str = "") -> LoanView:
    """Reverse any entry of a loan (repayment, extension, adjustment …); a second reversal of it adds nothing.

    Raises NotFoundError where no entry has this id.
    """
    with book.write("冲正") as session:
        loan = _loan_of_entry(session, book.code, entry_id)
        already = select(Reversal.id).where(Reversal.loan_id == loan.id, Reversal.entry_id == entry_id)
        if session.scalars(already).first() is None:
            session.add(Reversal(loan_id=loan.id, entry_id=entry_id, on=on, reason=reason))
            session.flush()
        return view_loan(session, loan, on)


def _already_there(session: Session, code: str, row_id: str, loan: Loan, amount_fen: int, on: date) -> bool:
    known = session.get(Repayment, (code, row_id))
    if known is None:
        return False
    if (known.loan_id, known.amount_fen, known.on) != (loan.id, amount_fen, on):
        raise RefusedError("这个编号已经是另一笔还款")
    return True


def _loan_of_entry(session: Session, code: str, entry_id: str) -> Loan:
    for kind in _ENTRIES:
        entry = session.get(kind, (code, entry_id))
        if entry is not None and not entry.removed:
            return session.get_one(Loan, (code, entry.loan_id))
    raise NotFoundError("流水编号", entry_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InputError("流水编号", "要写 UUID") from None
