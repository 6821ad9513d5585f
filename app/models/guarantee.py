"""Joint-liability guarantee groups (联保小组): households that stand for one another's loans."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class GuaranteeGroup(Row):
    """联保小组: for which bank and amount (fen), formed and dissolved when; `society_id` where a society borrows."""

    __tablename__ = "guarantee_group"
    __table_args__ = (belongs_to("society_id", "society"),)

    name: Mapped[str]
    society_id: Mapped[str | None]
    bank: Mapped[str] = mapped_column(default="")
    amount_fen: Mapped[int | None]
    formed_on: Mapped[date]
    dissolved_on: Mapped[date | None]
    warned: Mapped[str] = mapped_column(default="")


class GuaranteeMember(Row):
    """联保户: one household of a group, from when until when."""

    __tablename__ = "guarantee_member"
    __table_args__ = (belongs_to("group_id", "guarantee_group"), belongs_to("household_id", "household"))

    group_id: Mapped[str] = mapped_column(index=True)
    household_id: Mapped[str] = mapped_column(index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
