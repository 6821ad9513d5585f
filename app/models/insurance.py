"""Insurance policies of a household, and what was reported and paid on them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class InsurancePolicy(Row):
    """保单: `kind` is 农业保险, 贷款保证保险 or 人身意外保险; money in fen; `loan_id` where it covers a loan."""

    __tablename__ = "insurance_policy"
    __table_args__ = (
        belongs_to("household_id", "household"),
        belongs_to("member_id", "member"),
        belongs_to("loan_id", "loan"),
    )

    household_id: Mapped[str] = mapped_column(index=True)
    member_id: Mapped[str | None]
    loan_id: Mapped[str | None]
    kind: Mapped[str]
    number: Mapped[str]
    insurer: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    cover_fen: Mapped[int]
    premium_fen: Mapped[int | None]
    from_on: Mapped[date]
    until_on: Mapped[date]
    beneficiary: Mapped[str] = mapped_column(default="")


class InsuranceStep(Row):
    """One step on a policy: 报案, 赔付 (with what of it went to the bank first) or 拒赔."""

    __tablename__ = "insurance_step"
    __table_args__ = (belongs_to("policy_id", "insurance_policy"),)

    policy_id: Mapped[str] = mapped_column(index=True)
    step: Mapped[str]
    on: Mapped[date]
    amount_fen: Mapped[int] = mapped_column(default=0)
    to_bank_fen: Mapped[int] = mapped_column(default=0)
    voucher: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
