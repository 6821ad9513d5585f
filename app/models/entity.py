"""New-type agricultural business entities (新型经营主体) and the households they lead."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Entity(Row):
    """新型经营主体: `kind` is 专业合作社, 家庭农场, 龙头企业, 专业大户 or 其他; `code` its 统一社会信用代码."""

    __tablename__ = "entity"

    name: Mapped[str]
    kind: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    person: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    industry: Mapped[str] = mapped_column(default="")
    village_code: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class EntityHousehold(Row):
    """带动户: `manner` is how the entity leads it (务工, 订单收购, 土地流转 …); `gain_fen` the yearly gain."""

    __tablename__ = "entity_household"
    __table_args__ = (belongs_to("entity_id", "entity"), belongs_to("household_id", "household"))

    entity_id: Mapped[str] = mapped_column(index=True)
    household_id: Mapped[str] = mapped_column(index=True)
    manner: Mapped[str]
    gain_fen: Mapped[int | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
