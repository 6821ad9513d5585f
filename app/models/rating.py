"""Ratings: the village assesses, the bank decides; the two are stored apart."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Rating(Row):
    """村初评: points and suggested line, with a JSON snapshot of sheet, answers and adjustments."""

    __tablename__ = "rating"
    __table_args__ = (belongs_to("household_id", "household"),)

    household_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    sheet_id: Mapped[str]
    points: Mapped[str]
    band: Mapped[str]
    credit_line_fen: Mapped[int]
    snapshot: Mapped[str]


class BankDecision(Row):
    """银行核定: grade, credit line, day and validity as the bank wrote them."""

    __tablename__ = "bank_decision"
    __table_args__ = (belongs_to("household_id", "household"),)

    household_id: Mapped[str] = mapped_column(index=True)
    grade: Mapped[str]
    credit_line_fen: Mapped[int]
    on: Mapped[date]
    until: Mapped[date]
    bank: Mapped[str] = mapped_column(default="")
