"""The village's risk panel (村风控小组): officials and representatives of the villagers."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row


class PanelMember(Row):
    """风控小组成员: `post` is 组长, 副组长 or 成员, `standing` whom he stands for (乡村干部, 群众代表 …)."""

    __tablename__ = "panel_member"

    village_code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="成员")
    standing: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
