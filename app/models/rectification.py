"""Findings and differences that are put right: what it is, why, who does what until when, and how it was closed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row


class Rectification(Row):
    """整改: `origin` is 自查 or 银行核对; `key` is the same for the same finding, so that it is not opened twice.

    `closed_how` is 已整改, 以银行为准, 银行更正, 不是问题 …; `evidence` names the proof (佐证).
    """

    __tablename__ = "rectification"
    __table_args__ = (Index("rectification_key", "book_code", "key"),)

    origin: Mapped[str]
    key: Mapped[str]
    code: Mapped[str]
    household_number: Mapped[str] = mapped_column(default="")
    note_number: Mapped[str] = mapped_column(default="")
    problem: Mapped[str]
    found_on: Mapped[date]
    cause: Mapped[str] = mapped_column(default="")
    measure: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    until_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closed_how: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
