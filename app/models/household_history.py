"""What happened to a household over time: its places on the lists, splits, merges and moves, checks of its phone."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class HouseholdListing(Row):
    """名单: one word of one list (`list_name` is 户类型 or 监测对象类别) from a day until a day, both inclusive.

    `from_on` is empty where the day is not known, `until_on` where the household still has the word.
    """

    __tablename__ = "household_listing"
    __table_args__ = (belongs_to("household_id", "household"),)

    household_id: Mapped[str] = mapped_column(index=True)
    list_name: Mapped[str]
    word: Mapped[str]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class HouseholdChange(Row):
    """户的变动: 登记, 分户, 并户, 迁出, 迁入, 组别变更, 户主变更, 成员增加, 成员减少; `reason` lets a warning pass."""

    __tablename__ = "household_change"
    __table_args__ = (belongs_to("household_id", "household"), belongs_to("other_id", "household"))

    household_id: Mapped[str] = mapped_column(index=True)
    other_id: Mapped[str | None]
    kind: Mapped[str]
    on: Mapped[date]
    text: Mapped[str] = mapped_column(default="")
    warned: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class PhoneCheck(Row):
    """电话核实: the number, whose it is (本人, 子女, 邻居), and what became of the call (接通, 停机, 空号)."""

    __tablename__ = "phone_check"
    __table_args__ = (belongs_to("household_id", "household"),)

    household_id: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    on: Mapped[date]
    by: Mapped[str] = mapped_column(default="")
