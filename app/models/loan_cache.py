"""How loans stand on a day, worked out once for lists and reports: derived, never in the journal or a bundle.

A day is made from the journal up to its head; where the head has moved on, the loans it touched are worked out anew
by whoever asks next, so that recording something never waits for it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class LoanCache(Base):
    """One loan that was made up to the day. `coming` are its rows still due (day, principal, all; in fen) as text;
    `subsidy_0_fen` to `subsidy_5_fen` its 财政贴息 from the last quarter before the day's year to the first after it,
    None in a quarter without any row."""

    __tablename__ = "loan_cache"

    as_of: Mapped[date] = mapped_column(primary_key=True)
    book_code: Mapped[str] = mapped_column(primary_key=True)
    loan_id: Mapped[str] = mapped_column(primary_key=True)
    balance_fen: Mapped[int]
    overdue_fen: Mapped[int]
    overdue_days: Mapped[int]
    arrears_fen: Mapped[int]
    cleared: Mapped[bool]
    coming: Mapped[str]
    subsidy_0_fen: Mapped[int | None]
    subsidy_1_fen: Mapped[int | None]
    subsidy_2_fen: Mapped[int | None]
    subsidy_3_fen: Mapped[int | None]
    subsidy_4_fen: Mapped[int | None]
    subsidy_5_fen: Mapped[int | None]


class LoanCacheDay(Base):
    """A day of the cache, with the length and head of the journal it was made from, and when it was last made."""

    __tablename__ = "loan_cache_day"

    as_of: Mapped[date] = mapped_column(primary_key=True)
    length: Mapped[int]
    head: Mapped[str]
    made_at: Mapped[str]
