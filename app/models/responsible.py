"""Who is responsible for whom (分片包干), and who was the village officer from when until when."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class ResponsiblePerson(Row):
    """责任人 of a villager group (`group_name`) or of one household; `role` is 帮扶干部, 客户经理, 村干部 …"""

    __tablename__ = "responsible_person"
    __table_args__ = (belongs_to("household_id", "household"),)

    name: Mapped[str]
    role: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    village_code: Mapped[str] = mapped_column(default="")
    group_name: Mapped[str] = mapped_column(default="")
    household_id: Mapped[str | None] = mapped_column(index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class OfficerTenure(Row):
    """金融村官任职: who, of which village, from when until when; `handed_over` is empty for one who just left."""

    __tablename__ = "officer_tenure"

    name: Mapped[str]
    village_code: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    handed_over: Mapped[str] = mapped_column(default="")
