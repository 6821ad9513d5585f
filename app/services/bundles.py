"""Export: the whole book as one signed, encrypted bundle, kept in the outbox and written to the stick.

The bundle has its number and stands in the outbox before any stick is touched: two files can never share a number,
a stick that fails loses nothing, and missing numbers are normal on the other side.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import __version__
from app.domain.errors import MissingFileError
from app.domain.money import to_fen
from app.exchange.bundle import Built, BundleHeader, build_bundle
from app.exchange.manifest import JournalMark, Kind, Manifest, Position, Village
from app.exchange.names import bundle_name
from app.exchange.opening import verify_bundle
from app.exchange.parties import Recipient
from app.exchange.receipt import Delivery
from app.files import disk_faults, file_digest, write_atomic
from app.models import BookInfo, JournalEntry, Loan, SentBundle
from app.models.journal import head
from app.services.bundle_rows import own_rows
from app.services.office import TOWNSHIP, villages_of
from app.services.outbox import keep_newest, open_outbox, require_folder, to_stick
from app.services.pairing import addressee, escrow, own_device, partners
from app.services.passed_on import books_below, desk_tables
from app.services.portfolio import loan_lines
from app.storage.book import Book

LINEAGE = 500
WHAT = "交换包"


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that stands on the stick, read back: both files, its place in the book's history, what it carries."""

    file: Path
    copy: Path | None
    position: Position
    counts: dict[str, int]
    totals: dict[str, int]
    journal_length: int
    journal_head: str
    size: int


def export_bundle(book: Book, to: Path, *, on: date, now: datetime | None = None) -> Exported:
    """Write the whole book for the paired township to the folder `to`, with a second copy beside it.

    Raises NotPairedWithAnyError, MissingFileError, or the disk's KnownError: then nothing half-written is left on
    the stick, and the bundle waits in the outbox as not written (`write_again`).
    """
    require_folder(to)
    made = _make(book, on, now)
    return _written(book, made, to)


def write_again(book: Book, to: Path) -> Exported:
    """Write the newest bundle once more, to another stick. Raises MissingFileError where there is none."""
    require_folder(to)
    with book.read() as session:
        newest = sent_bundles(session)[-1:]
    if not newest:
        raise MissingFileError(str(book.places.outbox))
    return _written(book, newest[0], to)


def verify_file(book: Book, file: Path) -> Manifest:
    """Check a bundle or receipt that is addressed to us, without taking anything over."""
    with book.read() as session:
        return verify_bundle(file, own_device(session), partners(session))


def sent_bundles(session: Session) -> list[SentBundle]:
    """All bundles of this book, in the order of their numbers."""
    return list(session.scalars(select(SentBundle).order_by(SentBundle.epoch_no, SentBundle.seq)))


def position_sent(row: SentBundle) -> Position:
    """Where a bundle of ours stands in the book's history."""
    return Position(row.epoch_no, row.seq, row.epoch_id, row.digest)


def totals_on(session: Session, on: date, *book_codes: str) -> dict[str, int]:
    """What stands on the slip, in pieces and fen: open loans and their balance, overdue ones, all that was lent."""
    loans = list(session.scalars(select(Loan).where(Loan.book_code.in_(book_codes))))
    states = [line.state for line in loan_lines(session, on, loans)]
    late = [state for state in states if state.overdue_principal > 0]
    return {
        "loans": sum(state.balance > 0 for state in states),
        "balance": sum(to_fen(state.balance) for state in states),
        "overdue_loans": len(late),
        "overdue": sum(to_fen(state.overdue_principal) for state in late),
        "principal": sum(loan.principal_fen for loan in loans),
    }


def _written(book: Book, made: SentBundle, to: Path) -> Exported:
    written = to_stick(book, made, to, WHAT)
    keep_newest(book)
    return Exported(
        file=written.path,
        copy=written.copy,
        position=position_sent(made),
        counts=json.loads(made.counts),
        totals=json.loads(made.totals),
        journal_length=made.journal_length,
        journal_head=made.journal_head,
        size=written.size,
    )


def _make(book: Book, on: date, now: datetime | None) -> SentBundle:
    """The next bundle, in the outbox; a fault leaves neither file nor number behind."""
    created = book.moment(now)
    path = open_outbox(book) / bundle_name(on)
    with book.write("导出交换包", now=now) as session:
        info = session.scalars(select(BookInfo)).one()
        info.seq += 1
        receiver = addressee(session, "county" if info.role == TOWNSHIP else TOWNSHIP)
        recipients = [Recipient.of_card(receiver), *escrow(session)]
        header = bundle_header(session, info, on, created)
        built: list[Built] = []

        def pour(out: BinaryIO) -> None:
            below = info.role == TOWNSHIP
            rows = desk_tables(session, book.code) if below else own_rows(session.connection(), book.code)
            built.append(build_bundle(Kind.FULL, rows, header, own_device(session), recipients, out))

        write_atomic(path, pour, what=WHAT)
        row = _row(built[0], path, on, created)
        row.recipients = json.dumps([receiver.name, *([info.escrow_name] if info.escrow_recipient else [])])
        session.add(row)
    return row


def _row(built: Built, path: Path, on: date, created: datetime) -> SentBundle:
    manifest = built.manifest
    with disk_faults(path, WHAT):
        digest = file_digest(path)
    return SentBundle(
        epoch_no=manifest.epoch_no,
        seq=manifest.seq,
        epoch_id=manifest.epoch_id,
        file=path.name,
        digest=manifest.state_digest,
        journal_head=manifest.journal_head,
        journal_length=manifest.journal_length,
        created_at=created.isoformat(timespec="seconds"),
        as_of=on.isoformat(),
        counts=json.dumps(manifest.counts),
        totals=json.dumps(dict(manifest.totals)),
        sha256=digest,
        size=built.size,
        delivery=str(Delivery.NOT_YET),
        to_correct=0,
        written_to="",
        checked_at="",
        receipt_at="",
        receipt_by="",
    )


def bundle_header(session: Session, info: BookInfo, on: date, created: datetime) -> BundleHeader:
    """What this book says of itself in a bundle that carries all of it."""
    told = _told(sent_bundles(session))
    end = head(session.connection())
    lengths = {row.journal_length for row in told}
    marks = session.execute(select(JournalEntry.seq, JournalEntry.hash).where(JournalEntry.seq.in_(lengths)))
    return BundleHeader(
        book_code=info.code,
        villages=[Village(village.code, village.name) for village in villages_of(session)],
        device_id=info.device_id,
        epoch_no=info.epoch_no,
        epoch_id=info.epoch_id,
        seq=info.seq,
        lineage=[position_sent(row) for row in told],
        journal_head=end.hash if end.length else "",
        journal_length=end.length,
        as_of=on,
        totals=totals_on(session, on, info.code, *(state.book_code for state in books_below(session))),
        created=created,
        app_version=__version__,
        journal_marks=[JournalMark(seq, hash_) for seq, hash_ in marks],
    )


def _told(sent: Sequence[SentBundle]) -> list[SentBundle]:
    """What a bundle says of its past: the last ones, the last of each epoch, and the newest that was acknowledged."""
    last_of_epoch = {row.epoch_id: row for row in sent}
    acknowledged = [row for row in sent if row.delivery.startswith(Delivery.DELIVERED)]
    chosen = [*sent[-LINEAGE:], *acknowledged[-1:], *list(last_of_epoch.values())[-LINEAGE:]]
    places = {(row.epoch_no, row.seq): row for row in chosen}
    return [places[place] for place in sorted(places)]
