"""Mutual-aid societies: who belongs to them, what they lent, and how it was paid back."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Society(Row):
    """互助社: `credit_line_fen` is what a bank grants it on its joint-liability guarantee."""

    __tablename__ = "society"

    name: Mapped[str]
    village_code: Mapped[str] = mapped_column(default="")
    founded_on: Mapped[date]
    closed_on: Mapped[date | None]
    bank: Mapped[str] = mapped_column(default="")
    credit_line_fen: Mapped[int | None]


class SocietyMember(Row):
    """社员户: from when until when, with the share it paid in (互助金) in fen."""

    __tablename__ = "society_member"
    __table_args__ = (belongs_to("society_id", "society"), belongs_to("household_id", "household"))

    society_id: Mapped[str] = mapped_column(index=True)
    household_id: Mapped[str] = mapped_column(index=True)
    share_fen: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class SocietyLoan(Row):
    """互助社借款 to a member household: amount in fen, due day, use, rate in millionths a year."""

    __tablename__ = "society_loan"
    __table_args__ = (belongs_to("society_id", "society"), belongs_to("household_id", "household"))

    society_id: Mapped[str] = mapped_column(index=True)
    household_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[str]
    on: Mapped[date]
    due_on: Mapped[date]
    amount_fen: Mapped[int]
    rate_ppm: Mapped[int] = mapped_column(default=0)
    purpose: Mapped[str] = mapped_column(default="")


class SocietyRepayment(Row):
    """互助社借款的归还: principal and 占用费 in fen, with the society's voucher."""

    __tablename__ = "society_repayment"
    __table_args__ = (belongs_to("society_loan_id", "society_loan"),)

    society_loan_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    principal_fen: Mapped[int]
    fee_fen: Mapped[int] = mapped_column(default=0)
    voucher: Mapped[str] = mapped_column(default="")
