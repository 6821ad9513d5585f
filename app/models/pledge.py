"""Livestock pledges and forest-right mortgages: what is pledged, what it is worth, what was drawn and repaid."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row, belongs_to


class Pledge(Row):
    """活体质押 or 林权抵押 of a household or an entity; `certificate` is the 林权证 or the ear-tag list."""

    __tablename__ = "pledge"
    __table_args__ = (belongs_to("household_id", "household"), belongs_to("entity_id", "entity"))

    number: Mapped[str]
    kind: Mapped[str]
    household_id: Mapped[str | None] = mapped_column(index=True)
    entity_id: Mapped[str | None] = mapped_column(index=True)
    bank: Mapped[str]
    subject: Mapped[str]
    certificate: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class PledgeValuation(Row):
    """作价: market value in fen on a day and the bank's share of it in millionths."""

    __tablename__ = "pledge_valuation"
    __table_args__ = (belongs_to("pledge_id", "pledge"),)

    pledge_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    value_fen: Mapped[int]
    share_ppm: Mapped[int]
    by: Mapped[str] = mapped_column(default="")


class PledgeMovement(Row):
    """Drawn (`direction` 支用) or repaid (归还) within the line, in fen."""

    __tablename__ = "pledge_movement"
    __table_args__ = (belongs_to("pledge_id", "pledge"),)

    pledge_id: Mapped[str] = mapped_column(index=True)
    direction: Mapped[str]
    on: Mapped[date]
    amount_fen: Mapped[int]
    voucher: Mapped[str] = mapped_column(default="")
    warned: Mapped[str] = mapped_column(default="")
