"""Reminders that were sent, and what people promised."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Reminder(Row):
    """提醒: `kind` is the template (due, instalment, overdue, promise), with channel, receiver, text and result."""

    __tablename__ = "reminder"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    on: Mapped[date]
    channel: Mapped[str]
    to_name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    amount_fen: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")


class RepaymentPromise(Row):
    """还款承诺: until which day, how much (fen; empty: all that is due), who promised, to whom."""

    __tablename__ = "repayment_promise"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    until_on: Mapped[date]
    amount_fen: Mapped[int | None]
    promised_by: Mapped[str] = mapped_column(default="")
    taken_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
