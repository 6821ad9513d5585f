"""What a book knows of itself and of the exchange; these rows stay in the book and are never sent."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class BookInfo(Base):
    """The one row that names the book, its epoch, and the device's private keys (JSON)."""

    __tablename__ = "book_info"

    book_id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    role: Mapped[str]
    name: Mapped[str]
    officer: Mapped[str]
    pack_id: Mapped[str]
    created_at: Mapped[str]
    practice: Mapped[bool] = mapped_column(default=False)
    device_id: Mapped[str]
    device_keys: Mapped[str] = mapped_column(default="")
    epoch_no: Mapped[int] = mapped_column(default=1)
    epoch_id: Mapped[str] = mapped_column(default="")
    seq: Mapped[int] = mapped_column(default=0)
    lineage: Mapped[str] = mapped_column(default="[]")
    escrow_recipient: Mapped[str] = mapped_column(default="")
    escrow_name: Mapped[str] = mapped_column(default="")


class Partner(Base):
    """A paired card: who it is, and the card itself as it was accepted."""

    __tablename__ = "partner"

    code: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    name: Mapped[str]
    fingerprint: Mapped[str]
    card: Mapped[str]
    accepted_at: Mapped[str]


class SentBundle(Base):
    """A bundle that left this book, and what the addressee said of it."""

    __tablename__ = "sent_bundle"

    epoch_no: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    epoch_id: Mapped[str]
    file: Mapped[str]
    digest: Mapped[str]
    journal_head: Mapped[str]
    journal_length: Mapped[int]
    created_at: Mapped[str]
    as_of: Mapped[str]
    counts: Mapped[str]
    totals: Mapped[str]
    written_to: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[str] = mapped_column(default="")
    delivery: Mapped[str] = mapped_column(default="not_yet")
    to_correct: Mapped[int] = mapped_column(default=0)
    receipt_at: Mapped[str] = mapped_column(default="")


class ReceivedBundle(Base):
    """A bundle that reached this desk, and what became of it."""

    __tablename__ = "received_bundle"

    id: Mapped[str] = mapped_column(primary_key=True)
    book_code: Mapped[str] = mapped_column(index=True)
    epoch_no: Mapped[int]
    epoch_id: Mapped[str]
    seq: Mapped[int]
    digest: Mapped[str]
    journal_head: Mapped[str]
    journal_length: Mapped[int]
    received_at: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    lineage: Mapped[str] = mapped_column(default="[]")
    quarantined: Mapped[int] = mapped_column(default=0)


class MirrorState(Base):
    """What this desk holds of one book: the newest accepted bundle and whether its receipt is still owed."""

    __tablename__ = "mirror_state"

    book_code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    epoch_no: Mapped[int]
    epoch_id: Mapped[str]
    seq: Mapped[int]
    digest: Mapped[str]
    journal_head: Mapped[str]
    journal_length: Mapped[int]
    as_of: Mapped[str]
    received_at: Mapped[str]
    totals: Mapped[str]
    counts: Mapped[str]
    receipt_owed: Mapped[bool]


class Quarantine(Base):
    """A received row that failed, with its numbered reason; what hangs on it is listed too (`because_of`)."""

    __tablename__ = "quarantine"

    book_code: Mapped[str] = mapped_column(primary_key=True)
    table: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[str] = mapped_column(default="")
    code: Mapped[int]
    reason: Mapped[str]
    because_of: Mapped[str] = mapped_column(default="")
