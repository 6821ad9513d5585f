"""Reports that were made final: the figures as they stood, and the end of the journal they were counted from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Row


class FrozenReport(Row):
    """定稿: `kind` is day, week or month; version 1 is the report, each later one a 更正通报; `content` is JSON.

    `entered_until` (ISO) is the 录入截止时点: what was entered later is not in it.
    """

    __tablename__ = "frozen_report"
    __table_args__ = (Index("frozen_report_version", "book_code", "kind", "from_on", "version", unique=True),)

    kind: Mapped[str]
    from_on: Mapped[date]
    as_of: Mapped[date]
    version: Mapped[int]
    entered_until: Mapped[str]
    journal_length: Mapped[int]
    journal_head: Mapped[str]
    content: Mapped[str]
