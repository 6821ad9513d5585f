"""Village funds and what they moved: money in, money out, each with its voucher and who approved it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class VillageFund(Row):
    """村级资金: `kind` is 产业发展基金, 集体经济资金, 互助资金 or 风险互助金; at a desk 风险补偿金, named by bank."""

    __tablename__ = "village_fund"

    name: Mapped[str]
    kind: Mapped[str]
    village_code: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class FundMovement(Row):
    """收支 of a fund (`direction` 收入 or 支出), in fen; `warned` keeps the finding it was recorded with."""

    __tablename__ = "fund_movement"
    __table_args__ = (
        belongs_to("fund_id", "village_fund"),
        belongs_to("household_id", "household"),
        belongs_to("loan_id", "loan"),
    )

    fund_id: Mapped[str] = mapped_column(index=True)
    direction: Mapped[str]
    on: Mapped[date]
    amount_fen: Mapped[int]
    summary: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    beneficiary: Mapped[str] = mapped_column(default="")
    household_id: Mapped[str | None]
    loan_id: Mapped[str | None]
    approver: Mapped[str] = mapped_column(default="")
    voucher: Mapped[str] = mapped_column(default="")
    warned: Mapped[str] = mapped_column(default="")
