"""Receipts, the township's side: one for each village with news, in the outbox first, then on the stick."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import __version__
from app.domain.errors import NotPairedWithAnyError, RefusedError
from app.exchange.bundle import BundleHeader, build_bundle
from app.exchange.cards import Card
from app.exchange.lineage import Outcome
from app.exchange.manifest import Kind, Village
from app.exchange.names import receipt_name
from app.exchange.parties import OwnDevice, Recipient
from app.exchange.receipt import (
    BundleOutcome,
    CardChange,
    CardChangeKind,
    NewEpochOrder,
    QuarantinedRow,
    Receipt,
    ReceivedState,
    to_tables,
)
from app.files import disk_faults, file_digest, write_atomic
from app.models import BookInfo, MirrorState, Quarantine, ReceivedBundle, SentReceipt
from app.models.journal import append_many, head
from app.services.desk_post import post_for
from app.services.mirror import position_of
from app.services.outbox import keep_newest, open_outbox, require_folder, to_stick
from app.services.pairing import own_device, partners
from app.storage.book import Book

WHAT = "回执"
TOLD = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A receipt on the stick: for which book, and its file."""

    book_code: str
    name: str
    file: Path


def write_receipts(book: Book, to: Path, *, on: date, village: str = "", now: datetime | None = None) -> list[Written]:
    """Write a receipt for every paired book with news (or for one village) to the folder `to`.

    Each stands in the outbox before the stick is touched; after a fault of the stick it is still owed. Raises
    RefusedError for a village that never sent anything, NotPairedWithAnyError where its card is not trusted (any
    more), MissingFileError, or the disk's KnownError.
    """
    require_folder(to)
    with book.read() as session:
        states = mirrors(session)
        trusted = {card.code: card for card in partners(session)}
    if village:
        chosen = [state for state in states if state.book_code == village]
        if not chosen:
            raise RefusedError(f"还没有收到过 {village} 的交换包")
        if village not in trusted:
            raise NotPairedWithAnyError()
    else:
        chosen = [state for state in states if state.receipt_owed and state.book_code in trusted]
    return [_write_one(book, state, trusted[state.book_code], to, on, now) for state in chosen]


def mirrors(session: Session) -> list[MirrorState]:
    """What this desk holds of each book, by name."""
    return list(session.scalars(select(MirrorState).order_by(MirrorState.name, MirrorState.book_code)))


def _write_one(book: Book, state: MirrorState, card: Card, to: Path, on: date, now: datetime | None) -> Written:
    made = _make(book, state, card, on, now)
    written = to_stick(book, made, to, WHAT)
    with book.write(f"开回执 {state.name}") as session:
        now_there = session.get_one(MirrorState, state.book_code)
        if (now_there.epoch_no, now_there.seq) == (state.epoch_no, state.seq):
            now_there.receipt_owed = False
        append_many(session, "mirror_state", "receipt", [(state.book_code, {"seq": [None, state.seq]})])
    keep_newest(book)
    return Written(state.book_code, state.name, written.path)


def _make(book: Book, state: MirrorState, card: Card, on: date, now: datetime | None) -> SentReceipt:
    created = book.moment(now)
    path = open_outbox(book) / receipt_name(on)
    with book.write(f"做回执 {state.name}", now=now) as session:
        info = session.scalars(select(BookInfo)).one()
        info.seq += 1
        header = _header(session, info, state, on, created)
        device, newer = _known_there(own_device(session), state.addressed)
        tables = to_tables(replace(_receipt_for(session, state, book.officer), card_changes=newer))
        sizes: list[int] = []

        def pour(out: BinaryIO) -> None:
            sizes.append(build_bundle(Kind.RECEIPT, tables, header, device, [Recipient.of_card(card)], out).size)

        write_atomic(path, pour, what=WHAT)
        with disk_faults(path, WHAT):
            sha256 = file_digest(path)
        row = SentReceipt(
            epoch_no=info.epoch_no,
            seq=info.seq,
            book_code=state.book_code,
            file=path.name,
            created_at=created.isoformat(timespec="seconds"),
            as_of=on.isoformat(),
            digest=state.digest,
            sha256=sha256,
            size=sizes[0],
        )
        session.add(row)
    return row


def _known_there(own: OwnDevice, addressed: str) -> tuple[OwnDevice, tuple[CardChange, ...]]:
    """The device of ours that the village trusts, by the card it last wrote to, and the cards that came after it."""
    at = next((place for place, one in enumerate(own.all) if one.card.fingerprint == addressed), 0)
    newer = [one.card for one in reversed(own.all[:at])]
    changes = (CardChange(CardChangeKind.ROTATED, card.fingerprint, card.to_bytes().decode()) for card in newer)
    return own.all[at], tuple(changes)


def _header(session: Session, info: BookInfo, state: MirrorState, on: date, created: datetime) -> BundleHeader:
    end = head(session.connection())
    return BundleHeader(
        book_code=info.code,
        villages=[Village(state.book_code, state.name)],
        device_id=info.device_id,
        epoch_no=info.epoch_no,
        epoch_id=info.epoch_id,
        seq=info.seq,
        lineage=[],
        journal_head=end.hash if end.length else "",
        journal_length=end.length,
        as_of=on,
        totals={},
        created=created,
        app_version=__version__,
    )


def _receipt_for(session: Session, state: MirrorState, by: str) -> Receipt:
    """The whole answer each time: the last two hundred bundles, the quarantine, the book as it stands, open orders."""
    of_book = select(ReceivedBundle).where(ReceivedBundle.book_code == state.book_code)
    newest_first = of_book.order_by(ReceivedBundle.received_at.desc(), ReceivedBundle.id.desc())
    received = list(session.scalars(newest_first.limit(TOLD)))[::-1]
    held = select(Quarantine).where(Quarantine.book_code == state.book_code)
    return Receipt(
        outcomes=tuple(_outcome(row) for row in received),
        quarantined=tuple(_quarantined(state, row) for row in session.scalars(held)),
        received=(
            ReceivedState(
                book_code=state.book_code,
                epoch_no=state.epoch_no,
                epoch_id=state.epoch_id,
                seq=state.seq,
                digest=state.digest,
                counts=json.loads(state.counts),
                totals=json.loads(state.totals),
            ),
        ),
        epoch_orders=tuple(
            NewEpochOrder(row.book_code, position_of(row), row.decided_why, row.decided_by or by)
            for row in received
            if row.ordered_at and row.outcome == Outcome.HELD
        ),
        passed_on=post_for(session, state.book_code),
    )


def _outcome(row: ReceivedBundle) -> BundleOutcome:
    return BundleOutcome(
        book_code=row.book_code,
        epoch_no=row.epoch_no,
        epoch_id=row.epoch_id,
        seq=row.seq,
        digest=row.digest,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        received=row.received_at[:10],
        quarantined=row.quarantined,
    )


def _quarantined(state: MirrorState, row: Quarantine) -> QuarantinedRow:
    return QuarantinedRow(
        epoch_no=state.epoch_no,
        epoch_id=state.epoch_id,
        seq=state.seq,
        table=row.table,
        index=row.place,
        row_id=row.row_id,
        reason_code=row.code,
        reason=row.reason,
        because_of=row.because_of,
    )
