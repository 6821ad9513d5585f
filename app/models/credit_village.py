"""Credit households and credit villages: how they were chosen, reviewed each year, and revoked."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class CreditTitle(Row):
    """信用户 (`household_id`) or 信用村 (`village_code`): 评选 on a day, by whom, until when."""

    __tablename__ = "credit_title"
    __table_args__ = (belongs_to("household_id", "household"),)

    kind: Mapped[str]
    household_id: Mapped[str | None] = mapped_column(index=True)
    village_code: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="")
    on: Mapped[date]
    until_on: Mapped[date | None]
    by: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    warned: Mapped[str] = mapped_column(default="")


class CreditReview(Row):
    """年审 (合格, 不合格) or 撤销 of a title, with the reason."""

    __tablename__ = "credit_review"
    __table_args__ = (belongs_to("title_id", "credit_title"),)

    title_id: Mapped[str] = mapped_column(index=True)
    step: Mapped[str]
    on: Mapped[date]
    result: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
