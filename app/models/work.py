"""Work of the members: who wants it, whose health is certified, who has been placed where."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class WorkIntention(Row):
    """务工意愿 of one member: willing or not, wanted place and job, monthly wage in fen."""

    __tablename__ = "work_intention"
    __table_args__ = (belongs_to("member_id", "member"),)

    member_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    willing: Mapped[bool]
    place: Mapped[str] = mapped_column(default="")
    job: Mapped[str] = mapped_column(default="")
    wage_fen: Mapped[int | None]
    available_from: Mapped[date | None]
    remark: Mapped[str] = mapped_column(default="")


class HealthCertificate(Row):
    """健康证明 of one member, with its issuer and validity."""

    __tablename__ = "health_certificate"
    __table_args__ = (belongs_to("member_id", "member"),)

    member_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    until_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(default="")


class Placement(Row):
    """上岗: `kind` is 外出务工, 就近务工, 公益岗位 or 居家就业; it lasts until `until_on`."""

    __tablename__ = "placement"
    __table_args__ = (belongs_to("member_id", "member"),)

    member_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    employer: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    wage_fen: Mapped[int | None]
    left_why: Mapped[str] = mapped_column(default="")
