"""Loans as the bank made them, and the facts that happened to them: only added or reversed, never edited.

The state of a loan is replayed from these rows; nothing derived is stored here. Money is in fen, rates in
millionths a year (34500 = 3.45 %).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Loan(Row):
    """借据: one loan note with the convention of its interest and what of its pack it used.

    `product` and `fund_source` (再贷款 …) are empty for the programme's own; `contract_line_fen` is the line of a
    contract under which several notes are drawn, again and again where it is `revolving`.
    """

    __tablename__ = "loan"
    __table_args__ = (
        belongs_to("household_id", "household"),
        belongs_to("borrower_id", "member"),
        Index("loan_note_number", "book_code", "note_number", unique=True),
    )

    note_number: Mapped[str]
    contract_number: Mapped[str]
    household_id: Mapped[str] = mapped_column(index=True)
    borrower_id: Mapped[str]
    co_borrower_id: Mapped[str | None]
    application_id: Mapped[str | None]
    kind: Mapped[str]
    bank: Mapped[str]
    principal_fen: Mapped[int]
    rate_ppm: Mapped[int]
    signed_on: Mapped[date | None]
    disbursed_on: Mapped[date]
    due_on: Mapped[date]
    term_months: Mapped[int]
    method: Mapped[str]
    day_count: Mapped[str]
    every: Mapped[str]
    settlement_day: Mapped[int]
    rounding: Mapped[str]
    uplift_ppm: Mapped[int]
    compound: Mapped[bool] = mapped_column(default=False)
    product: Mapped[str] = mapped_column(default="")
    fund_source: Mapped[str] = mapped_column(default="")
    revolving: Mapped[bool] = mapped_column(default=False)
    contract_line_fen: Mapped[int | None]
    purpose: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    subsidy_share_ppm: Mapped[int] = mapped_column(default=0)
    subsidy_cap_fen: Mapped[int] = mapped_column(default=0)
    subsidy_mode: Mapped[str] = mapped_column(default="")
    subsidy_rate_cap_ppm: Mapped[int | None]
    subsidy_until: Mapped[date | None]
    subsidy_clause: Mapped[str] = mapped_column(default="")
    allocation: Mapped[str] = mapped_column(default="")
    pack_id: Mapped[str]
    renews_note: Mapped[str] = mapped_column(default="")
    findings: Mapped[str] = mapped_column(default="[]")
    reason: Mapped[str] = mapped_column(default="")


class Repayment(Row):
    """还款 by bank voucher; the voucher's own split, where known, beats our allocation."""

    __tablename__ = "repayment"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    amount_fen: Mapped[int]
    voucher: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="")
    principal_fen: Mapped[int | None]
    interest_fen: Mapped[int | None]
    penalty_fen: Mapped[int | None]
    compound_fen: Mapped[int | None]


class Reversal(Row):
    """冲正: answers one earlier entry of the same loan, which counts no more."""

    __tablename__ = "reversal"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    entry_id: Mapped[str]
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")


class Extension(Row):
    """展期 or 延期还款; `paper_deadline` is set while the paperwork is pending, `paper_done_on` ends it."""

    __tablename__ = "extension"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    on: Mapped[date]
    until: Mapped[date]
    months: Mapped[int]
    rate_ppm: Mapped[int | None]
    reason: Mapped[str]
    paper_pending: Mapped[bool] = mapped_column(default=False)
    paper_deadline: Mapped[date | None]
    paper_done_on: Mapped[date | None]
    findings: Mapped[str] = mapped_column(default="[]")
    recorded_reason: Mapped[str] = mapped_column(default="")


class Claim(Row):
    """理赔 (insurance) or 代偿 (compensation) paid to the bank; its own split, where known, beats our allocation."""

    __tablename__ = "claim"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    on: Mapped[date]
    amount_fen: Mapped[int]
    voucher: Mapped[str] = mapped_column(default="")
    principal_fen: Mapped[int | None]
    interest_fen: Mapped[int | None]
    penalty_fen: Mapped[int | None]
    compound_fen: Mapped[int | None]
    findings: Mapped[str] = mapped_column(default="[]")


class CoBorrowerChange(Row):
    """共同借款人变更: who was it before, who is it from `on`, by which document of the bank (empty: nobody)."""

    __tablename__ = "co_borrower_change"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    old_id: Mapped[str | None]
    new_id: Mapped[str | None]
    document: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class RepaymentPlan(Row):
    """还款计划书: versions of what the household promised; `rows` is JSON, `missing_fen` what they do not cover."""

    __tablename__ = "repayment_plan"
    __table_args__ = (belongs_to("loan_id", "loan"),)

    loan_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    made_on: Mapped[date]
    rows: Mapped[str]
    cause: Mapped[str] = mapped_column(default="")
    helper: Mapped[str] = mapped_column(default="")
    missing_fen: Mapped[int] = mapped_column(default=0)
