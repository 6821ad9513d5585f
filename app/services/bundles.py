"""Export: the whole book as one signed, encrypted bundle, kept in the outbox and written to the stick.

The number of a bundle is used up before its file exists, so that two files can never share one; missing numbers are
normal on the other side.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import __version__
from app.domain.errors import RefusedError
from app.domain.money import to_fen
from app.exchange.bundle import Built, BundleHeader, build_bundle
from app.exchange.manifest import JournalMark, Manifest, Position, Village
from app.exchange.names import bundle_name
from app.exchange.opening import verify_bundle
from app.exchange.parties import Recipient
from app.files import make_folder, remove, write_atomic, write_to_stick
from app.models import BookInfo, JournalEntry, SentBundle
from app.models.journal import head
from app.services.bundle_rows import own_rows
from app.services.office import villages_of
from app.services.pairing import addressee, escrow, own_device, partners
from app.services.portfolio import loan_lines
from app.storage.book import Book

OUTBOX = "outbox"
KEPT = 10
COPY_FOLDER = "huicun-copy"


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

    Raises NotPairedWithAnyError, or the disk's KnownError; then nothing half-written is left on the stick.
    """
    if not to.is_dir():
        raise RefusedError(f"找不到 U盘文件夹 {to}")
    made = _build_in_outbox(book, on, now)
    sent = write_to_stick(to / made.path.name, made.path.read_bytes(), what="交换包", copy_to=to / COPY_FOLDER)
    manifest = made.built.manifest
    with book.write("写入U盘") as session:
        row = session.get_one(SentBundle, (manifest.epoch_no, manifest.seq))
        row.written_to = str(sent.path)
    _keep_newest(made.path.parent)
    return Exported(
        file=sent.path,
        copy=sent.copy,
        position=manifest.position,
        counts=manifest.counts,
        totals=dict(manifest.totals),
        journal_length=manifest.journal_length,
        journal_head=manifest.journal_head,
        size=sent.size,
    )


def verify_file(book: Book, file: Path) -> Manifest:
    """Check a bundle or receipt that is addressed to us, without taking anything over."""
    with book.read() as session:
        return verify_bundle(file, own_device(session), partners(session))


def totals_on(session: Session, on: date) -> dict[str, int]:
    """What stands on the slip, in pieces and fen: loans not settled, their balance, overdue principal."""
    lines = loan_lines(session, on)
    open_lines = [line for line in lines if line.state.balance > 0]
    return {
        "loans": len(open_lines),
        "balance": sum(to_fen(line.state.balance) for line in open_lines),
        "overdue": sum(to_fen(line.state.overdue_principal) for line in open_lines),
    }


@dataclass(frozen=True, slots=True)
class _Made:
    path: Path
    built: Built


def _build_in_outbox(book: Book, on: date, now: datetime | None) -> _Made:
    created = now or datetime.fromisoformat(book.stamp())
    outbox = book.folder / OUTBOX
    make_folder(outbox)
    path = outbox / bundle_name(on)
    with book.write("导出交换包") as session:
        info = session.scalars(select(BookInfo)).one()
        info.seq += 1
        recipients = [Recipient.of_card(addressee(session, "township")), *escrow(session)]
        header = _header(session, info, on, created)
        built: list[Built] = []

        def pour(out: object) -> None:
            rows = own_rows(session.connection(), book.code)
            built.append(build_bundle("full", rows, header, own_device(session), recipients, out))  # type: ignore[arg-type]

        write_atomic(path, pour, what="交换包")
        manifest = built[0].manifest
        session.add(
            SentBundle(
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
            )
        )
    return _Made(path, built[0])


def _header(session: Session, info: BookInfo, on: date, created: datetime) -> BundleHeader:
    sent = list(session.scalars(select(SentBundle).order_by(SentBundle.epoch_no, SentBundle.seq)))
    end = head(session.connection())
    lengths = {row.journal_length for row in sent}
    marks = session.execute(select(JournalEntry.seq, JournalEntry.hash).where(JournalEntry.seq.in_(lengths)))
    return BundleHeader(
        book_code=info.code,
        villages=[Village(village.code, village.name) for village in villages_of(session)],
        device_id=info.device_id,
        epoch_no=info.epoch_no,
        epoch_id=info.epoch_id,
        seq=info.seq,
        lineage=[Position(row.epoch_no, row.seq, row.epoch_id, row.digest) for row in sent],
        journal_head=end.hash if end.length else "",
        journal_length=end.length,
        as_of=on,
        totals=totals_on(session, on),
        created=created,
        app_version=__version__,
        journal_marks=[JournalMark(seq, hash_) for seq, hash_ in marks],
    )


def _keep_newest(outbox: Path) -> None:
    files = sorted(outbox.glob("*.age"), key=lambda path: path.stat().st_mtime_ns)
    for old in files[:-KEPT]:
        remove(old)
