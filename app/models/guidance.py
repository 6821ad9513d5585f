"""Industry and skills guidance given to households."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Guidance(Row):
    """指导: `kind` is 产业指导, 技能培训, 技术服务, 市场销售 or 政策宣传; what about, by whom, what came of it."""

    __tablename__ = "guidance"
    __table_args__ = (belongs_to("household_id", "household"), belongs_to("member_id", "member"))

    household_id: Mapped[str] = mapped_column(index=True)
    member_id: Mapped[str | None]
    kind: Mapped[str]
    on: Mapped[date]
    subject: Mapped[str]
    by: Mapped[str]
    manner: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
