"""What the bank's 到期还款名单 says falls due, as it was last imported: the bank's word beside our own plan."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Row, belongs_to


class BankDue(Row):
    """One due amount of one loan on the list of `list_on`; `gone_on` is the day of the list that no longer had it."""

    __tablename__ = "bank_due"
    __table_args__ = (belongs_to("loan_id", "loan"), Index("bank_due_loan", "book_code", "loan_id"))

    loan_id: Mapped[str]
    due_on: Mapped[date]
    principal_fen: Mapped[int]
    interest_fen: Mapped[int | None]
    balance_fen: Mapped[int | None]
    list_on: Mapped[date]
    gone_on: Mapped[date | None]
