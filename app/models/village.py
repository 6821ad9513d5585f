"""Villages of a book: region codes change and villages merge, so code, name and years are kept together."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row


class Village(Row):
    """行政村: one of the few that an officer looks after."""

    __tablename__ = "village"

    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    township: Mapped[str] = mapped_column(default="")
    county: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    merged_into: Mapped[str] = mapped_column(default="")
