"""Claims paid to the bank: 理赔 by the insurer, 代偿 from the risk compensation fund; the household still owes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.errors import InputError
from app.domain.money import to_fen
from app.models import Claim
from app.services.loans import LoanView, read_loan
from app.services.lookup import loan_noted
from app.storage.book import Book

KINDS = {"insurance": "理赔", "compensation": "代偿"}


def record_claim(book: Book, note_number: str, *, kind: str, amount: Decimal, on: date, voucher: str = "") -> LoanView:
    """Record what was paid to the bank; answers with the loan's state. Raises InputError, NotFoundError."""
    if kind not in KINDS:
        raise InputError("赔付种类", f"要在这些里选：{'、'.join(KINDS.values())}")
    if amount <= 0:
        raise InputError("赔付金额", "要大于零")
    with book.write(f"登记{KINDS[kind]}") as session:
        loan = loan_noted(session, note_number)
        session.add(Claim(loan_id=loan.id, kind=kind, on=on, amount_fen=to_fen(amount), voucher=voucher.strip()))
        session.flush()
        return read_loan(session, note_number, on)
