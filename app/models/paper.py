"""Papers that were printed: what they are for, where they stand in their life, and who holds them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


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
    reason: Mapped[str] = mapped_column(default="")


class PaperMove(Row):
    """One move of a paper: from state to state, who held it then, what was missing, why it came back or is void."""

    __tablename__ = "paper_move"
    __table_args__ = (belongs_to("paper_id", "paper"),)

    paper_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    before: Mapped[str]
    after: Mapped[str]
    holder: Mapped[str] = mapped_column(default="")
    missing: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class Scan(Row):
    """扫描件: a jpeg, png or pdf beside the book, named by the SHA-256 of its content; it stays with its book."""

    __tablename__ = "scan"
    __table_args__ = (belongs_to("household_id", "household"), belongs_to("paper_id", "paper"))

    household_id: Mapped[str | None] = mapped_column(index=True)
    paper_id: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str]
    form_id: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    on: Mapped[date]
