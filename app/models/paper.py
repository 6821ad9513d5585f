"""Papers that were printed: what they are for, where they stand in their life, and who holds them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row


class Paper(Row):
    """文书: `serial` stands on every page; `state` walks from 已印 to 归档; `missing` names what is not signed yet."""

    __tablename__ = "paper"
    __table_args__ = (Index("paper_serial", "book_code", "serial", unique=True),)

    serial: Mapped[str]
    form_id: Mapped[str]
    title: Mapped[str]
    household_id: Mapped[str | None] = mapped_column(index=True)
    loan_id: Mapped[str | None]
    application_id: Mapped[str | None]
    printed_on: Mapped[date]
    pages: Mapped[int]
    state: Mapped[str] = mapped_column(default="已印")
    missing: Mapped[str] = mapped_column(default="")
    holder: Mapped[str] = mapped_column(default="")
    held_since: Mapped[date | None]
    deadline: Mapped[date | None]
    reprint_of: Mapped[str] = mapped_column(default="")
