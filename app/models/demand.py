"""Credit demand (需求): what a household wants, how much, for what, when, and by which channel we heard of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Demand(Row):
    """需求: `wish` is 贷, 还, 续, 展 or 无; it is open until `closed_on`, when `outcome` says what became of it."""

    __tablename__ = "demand"
    __table_args__ = (belongs_to("household_id", "household"), belongs_to("borrower_id", "member"))

    household_id: Mapped[str] = mapped_column(index=True)
    borrower_id: Mapped[str | None]
    wish: Mapped[str]
    on: Mapped[date]
    channel: Mapped[str]
    amount_fen: Mapped[int | None]
    term_months: Mapped[int | None]
    purpose: Mapped[str] = mapped_column(default="")
    wanted_on: Mapped[date | None]
    note_number: Mapped[str] = mapped_column(default="")
    taken_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(default="")
