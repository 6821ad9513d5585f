"""What a book knows of itself and of the exchange; these rows stay in the book and are never sent."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class BookInfo(Base):
    """The one row that names the book, its epoch, and the device's private keys (JSON).

    `handed_over_at` is set when the book went to another device: nothing more is entered here. `handed_over_to` (JSON)
    says to whom, before whom, when, in which file of the outbox.
    """

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
    handed_over_at: Mapped[str] = mapped_column(default="")
    handed_over_to: Mapped[str] = mapped_column(default="")


class Partner(Base):
    """A paired card: who it is, and the card itself as it was accepted; a revoked one is kept but not trusted."""

    __tablename__ = "partner"

    code: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    name: Mapped[str]
    fingerprint: Mapped[str]
    card: Mapped[str]
    accepted_at: Mapped[str]
    revoked_at: Mapped[str] = mapped_column(default="")
    revoked_why: Mapped[str] = mapped_column(default="")


class SentBundle(Base):
    """A bundle that was made from this book: its file, where it was written, and what the addressee said of it.

    `written_to` is empty while no stick has taken it. `as_of`, `created_at`, `checked_at`, `receipt_at` are ISO text,
    `counts`, `totals`, `recipients` JSON; `receipt_by` is the receipt's file, or 纸质回执单.
    """

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
    recipients: Mapped[str] = mapped_column(default="[]")
    sha256: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    written_to: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[str] = mapped_column(default="")
    delivery: Mapped[str] = mapped_column(default="not_yet")
    to_correct: Mapped[int] = mapped_column(default=0)
    receipt_at: Mapped[str] = mapped_column(default="")
    receipt_by: Mapped[str] = mapped_column(default="")


class SentReceipt(Base):
    """A receipt that was made at this desk: for which book, what it said of it, and where it was written."""

    __tablename__ = "sent_receipt"

    epoch_no: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    book_code: Mapped[str] = mapped_column(index=True)
    file: Mapped[str]
    created_at: Mapped[str]
    as_of: Mapped[str]
    digest: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    written_to: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[str] = mapped_column(default="")


class ReceivedBundle(Base):
    """A bundle or receipt that reached this desk, and what became of it; one row for each place and content.

    `kept` names the file of a held one in the book's folder. `admitted_at` is set where a person let it in,
    `ordered_at` where he asked for a new epoch instead; `decided_why` is his reason. `outvoted` marks an imported one
    whose branch of the history was given up when another was admitted.
    """

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
    changes: Mapped[str] = mapped_column(default="{}")
    kept: Mapped[str] = mapped_column(default="")
    admitted_at: Mapped[str] = mapped_column(default="")
    ordered_at: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_why: Mapped[str] = mapped_column(default="")
    outvoted: Mapped[bool] = mapped_column(default=False)


class MirrorState(Base):
    """What this desk holds of one book: the newest accepted bundle and whether its receipt is still owed.

    `marks` (JSON) has for each table the hash of its member as it was taken over, where no row of it was refused.
    `addressed` is the fingerprint of ours that the sender encrypted to; `through` the desk that passed the book on.
    """

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
    marks: Mapped[str] = mapped_column(default="{}")
    receipt_owed: Mapped[bool]
    addressed: Mapped[str] = mapped_column(default="")
    through: Mapped[str] = mapped_column(default="")


class Quarantine(Base):
    """A row that was not taken over, with its numbered reason; what hangs on it is listed too (`because_of`).

    At the township under the sender's code; at the village, from the receipt, under its own: 待更正.
    """

    __tablename__ = "quarantine"

    book_code: Mapped[str] = mapped_column(primary_key=True)
    table: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[str] = mapped_column(default="")
    code: Mapped[int]
    reason: Mapped[str]
    because_of: Mapped[str] = mapped_column(default="")
