"""Loans recalled by the bank or turned into ordinary 农户贷款: the household no longer meets the conditions."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class LoanRecall(Row):
    """收回 or 转为农户贷款: why, on which day, by which document of the bank, until when to repay."""

    __tablename__ = "loan_recall"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    on: Mapped[date]
    cause: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    repay_by: Mapped[date | None]
    clause: Mapped[str] = mapped_column(default="")
