"""What a desk says to a village, and what the village answers: opinions, correction proposals, files, answers.

The desk's rows are its own; they travel in receipts, and what the village did with them comes back with its bundle.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Row


class DeskOpinion(Row):
    """审核意见 that a desk wrote on a mirrored application of `village_book`; the village's row takes the same id."""

    __tablename__ = "desk_opinion"

    village_book: Mapped[str] = mapped_column(index=True)
    application_id: Mapped[str]
    number: Mapped[str]
    stage: Mapped[str]
    result: Mapped[str]
    by: Mapped[str]
    on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")


class CorrectionProposal(Row):
    """更正建议: a column of a village's row, from the `old` to the `new` value (both JSON), and why."""

    __tablename__ = "correction_proposal"

    village_book: Mapped[str] = mapped_column(index=True)
    table: Mapped[str]
    row_id: Mapped[str]
    column: Mapped[str]
    old: Mapped[str]
    new: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    on: Mapped[date]


class DeskFile(Row):
    """A file for the villages: a data file (`kind` policy, score-sheet …) or the rows of a list (roster, JSON).

    `village_book` is "" where it is for every village.
    """

    __tablename__ = "desk_file"

    village_book: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[str]
    file_id: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str]
    on: Mapped[date]


class DeskAnswer(Row):
    """What the village did with an opinion, a proposal or a file of the desk: accepted or refused, why, when."""

    __tablename__ = "desk_answer"

    item_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    result: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    on: Mapped[date]


class DeskItem(Base):
    """At the village: something of the newest receipt that waits for an answer; `content` is JSON, as it came.

    It never leaves the book. `trouble` says why it could not be done by itself.
    """

    __tablename__ = "desk_item"

    id: Mapped[str] = mapped_column(primary_key=True)
    desk_code: Mapped[str]
    desk_name: Mapped[str]
    kind: Mapped[str]
    content: Mapped[str]
    received_at: Mapped[str]
    trouble: Mapped[str] = mapped_column(default="")
