"""Households and their members, as the national list names them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Household(Row):
    """农户: `number` is the 户编号 (text); `listed_from`/`listed_until` bound its membership of the list.

    `phone_state` is empty, 停机 or 空号; `left_on` the day it moved away or went into another household (`left_why`).
    """

    __tablename__ = "household"
    __table_args__ = (Index("household_number", "book_code", "number"),)

    village_code: Mapped[str]
    number: Mapped[str]
    group_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    monitored: Mapped[str] = mapped_column(default="")
    monitored_on: Mapped[date | None]
    risk_removed: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    income_per_head_fen: Mapped[int | None]
    phone: Mapped[str] = mapped_column(default="")
    phone_owner: Mapped[str] = mapped_column(default="")
    phone_verified_on: Mapped[date | None]
    phone_state: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    listed_from: Mapped[date | None]
    listed_until: Mapped[date | None]
    left_on: Mapped[date | None]
    left_why: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class Member(Row):
    """家庭成员: `number` is the 人编号; `pinyin` and `initials` are derived from the name for search and sorting."""

    __tablename__ = "member"
    __table_args__ = (
        belongs_to("household_id", "household"),
        Index("member_household", "book_code", "household_id"),
        Index("member_resident_id", "book_code", "resident_id"),
    )

    household_id: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(default="")
    initials: Mapped[str] = mapped_column(default="")
    resident_id: Mapped[str] = mapped_column(default="")
    relation: Mapped[str] = mapped_column(default="")
    ethnicity: Mapped[str] = mapped_column(default="")
    education: Mapped[str] = mapped_column(default="")
    schooling: Mapped[str] = mapped_column(default="")
    health: Mapped[str] = mapped_column(default="")
    labour_skill: Mapped[str] = mapped_column(default="")
    work_months: Mapped[int | None]
    phone: Mapped[str] = mapped_column(default="")
    marital: Mapped[str] = mapped_column(default="")
    cadre: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]
    left_why: Mapped[str] = mapped_column(default="")
