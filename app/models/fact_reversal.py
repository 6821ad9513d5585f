"""The reversing line: it answers a fact that was recorded by mistake; the fact stays, and counts no more."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row


class FactReversal(Row):
    """更正 of one recorded fact: which table, which row, when and why."""

    __tablename__ = "fact_reversal"

    fact_table: Mapped[str]
    fact_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    reason: Mapped[str]
