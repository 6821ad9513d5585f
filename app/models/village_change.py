"""The history of village codes: renamed, recoded, or merged into another."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row


class VillageChange(Row):
    """区划变更: `kind` is 更名, 代码变更 or 并村; code and name before and after, from which day, by which document."""

    __tablename__ = "village_change"

    kind: Mapped[str]
    on: Mapped[date]
    old_code: Mapped[str] = mapped_column(index=True)
    old_name: Mapped[str]
    new_code: Mapped[str]
    new_name: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
