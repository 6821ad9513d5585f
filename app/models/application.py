"""Applications, the opinions of their review stages, and their public notice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Application(Row):
    """贷款申请: `state` is open, refused, supplement, approved or disbursed; snapshots are JSON."""

    __tablename__ = "application"
    __table_args__ = (
        belongs_to("household_id", "household"),
        belongs_to("borrower_id", "member"),
        Index("application_number", "book_code", "number", unique=True),
    )

    number: Mapped[str]
    household_id: Mapped[str] = mapped_column(index=True)
    borrower_id: Mapped[str]
    co_borrower_id: Mapped[str | None]
    kind: Mapped[str]
    amount_fen: Mapped[int]
    term_months: Mapped[int]
    purpose: Mapped[str]
    project: Mapped[str] = mapped_column(default="")
    repayment_source: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    applied_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="open")
    conditions: Mapped[str] = mapped_column(default="{}")
    findings: Mapped[str] = mapped_column(default="[]")
    reason: Mapped[str] = mapped_column(default="")
    pack_id: Mapped[str]
    renews_note: Mapped[str] = mapped_column(default="")


class Opinion(Row):
    """审核意见 of one stage: `result` is pass, refuse or supplement."""

    __tablename__ = "opinion"
    __table_args__ = (belongs_to("application_id", "application"),)

    application_id: Mapped[str] = mapped_column(index=True)
    stage: Mapped[str]
    result: Mapped[str]
    by: Mapped[str]
    on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")


class PublicNotice(Row):
    """公示 of an application: from, until, and what was objected."""

    __tablename__ = "public_notice"
    __table_args__ = (belongs_to("application_id", "application"),)

    application_id: Mapped[str] = mapped_column(index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    objection: Mapped[str] = mapped_column(default="")
