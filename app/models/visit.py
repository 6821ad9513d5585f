"""Visits to a household, and what was found at the door."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Visit(Row):
    """走访: result at the door, findings, outlook on the due loan (到期摸底), and the next step.

    `loan_id` is the loan that was asked about, `until_on` the day by which `responsible` carries out `measure`.
    """

    __tablename__ = "visit"
    __table_args__ = (belongs_to("household_id", "household"),)

    household_id: Mapped[str] = mapped_column(index=True)
    loan_id: Mapped[str | None]
    kind: Mapped[str]
    on: Mapped[date]
    visitor: Mapped[str]
    result: Mapped[str]
    findings: Mapped[str] = mapped_column(default="")
    outlook: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    measure: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    until_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    next_step: Mapped[str] = mapped_column(default="")
