"""Life events of a member, with their proof: what they stop and start is a rule (`domain.life_events`)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class LifeEvent(Row):
    """死亡, 失联, 服刑, 迁出 or 债务承接; `ended_on` is the day somebody came back.

    A new head is a `HouseholdChange`. `insurance_reported_on`: the accident insurer was told.

    Of a 债务承接 `loan_id` is the loan, `successor_id` who takes it over, `bank_consent_on` the day the bank agreed.
    """

    __tablename__ = "life_event"
    __table_args__ = (
        belongs_to("household_id", "household"),
        belongs_to("member_id", "member"),
        belongs_to("successor_id", "member"),
        belongs_to("loan_id", "loan"),
    )

    household_id: Mapped[str] = mapped_column(index=True)
    member_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    on: Mapped[date]
    proof: Mapped[str] = mapped_column(default="")
    loan_id: Mapped[str | None]
    successor_id: Mapped[str | None]
    bank_consent_on: Mapped[date | None]
    insurance_reported_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    remark: Mapped[str] = mapped_column(default="")
