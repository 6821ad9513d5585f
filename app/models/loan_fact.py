"""What the bank did to a loan besides repayments: adjustments to its figures, subsidy paid, misuse, a changed rate.

Facts like repayments: added or reversed, never edited. Money is in fen, rates in millionths.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class BankAdjustment(Row):
    """以银行为准记调整: what is added to (negative: taken from) our principal, interest, penalty, compound, in fen."""

    __tablename__ = "bank_adjustment"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    principal_fen: Mapped[int] = mapped_column(default=0)
    interest_fen: Mapped[int] = mapped_column(default=0)
    penalty_fen: Mapped[int] = mapped_column(default=0)
    compound_fen: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")


class SubsidyPaid(Row):
    """财政贴息 that reached the bank or the household, by voucher."""

    __tablename__ = "subsidy_paid"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    amount_fen: Mapped[int]
    voucher: Mapped[str] = mapped_column(default="")


class Misuse(Row):
    """挪用 as the bank found it: from `on` the rate is raised by `uplift_ppm`, without subsidy."""

    __tablename__ = "misuse"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    uplift_ppm: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")


class RateChange(Row):
    """利率变更: the contract's rate from `on`, in millionths a year."""

    __tablename__ = "rate_change"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    rate_ppm: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
