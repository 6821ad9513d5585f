"""Receipts: the township tells each village what became of its bundles; the village reads it and sees 已送达."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import __version__
from app.domain.errors import KnownError, NotPairedWithAnyError, RefusedError
from app.exchange.bundle import BundleHeader, build_bundle
from app.exchange.lineage import Outcome
from app.exchange.manifest import Kind, Position, Village
from app.exchange.names import receipt_name
from app.exchange.opening import open_bundle
from app.exchange.parties import Recipient
from app.exchange.receipt import (
    Acknowledgement,
    BundleOutcome,
    Delivery,
    QuarantinedRow,
    Receipt,
    ReceivedState,
    acknowledged,
    from_tables,
    to_tables,
)
from app.files import write_to_stick
from app.models import BookInfo, JournalEntry, MirrorState, Quarantine, ReceivedBundle, SentBundle
from app.models.journal import append_many, head
from app.services.bundles import COPY_FOLDER
from app.services.mirror import Imported
from app.services.pairing import own_device, partners
from app.storage.book import Book

RED_AFTER_DAYS = 28


@dataclass(frozen=True, slots=True)
class Written:
    """A receipt on the stick: for which book, and its file."""

    book_code: str
    name: str
    file: Path


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """What 今日 says of the exchange: the newest bundle, how far it came, and what was entered since."""

    newest: SentBundle | None
    delivery: Delivery
    text: str
    days_waiting: int
    changes_since: int
    delivered: SentBundle | None

    @property
    def red(self) -> bool:
        """Not acknowledged for 28 days."""
        return self.delivery is not Delivery.DELIVERED and self.days_waiting >= RED_AFTER_DAYS


def write_receipts(book: Book, to: Path, *, on: date, village: str = "", now: datetime | None = None) -> list[Written]:
    """Write a receipt for every book with news (or for one village) to the folder `to`."""
    if not to.is_dir():
        raise RefusedError(f"找不到 U盘文件夹 {to}")
    with book.read() as session:
        owed = [state for state in session.scalars(select(MirrorState)) if state.receipt_owed or village]
        chosen = [state for state in owed if village in ("", state.book_code)]
        if village and not chosen:
            raise RefusedError(f"还没有收到过 {village} 的交换包")
    return [_write_one(book, state, to, on, now) for state in chosen]


def _write_one(book: Book, state: MirrorState, to: Path, on: date, now: datetime | None) -> Written:
    path = to / receipt_name(on)
    with book.write(f"开回执 {state.name}") as session:
        info = session.scalars(select(BookInfo)).one()
        info.seq += 1
        card = next((card for card in partners(session) if card.code == state.book_code), None)
        if card is None:
            raise NotPairedWithAnyError()
        device = own_device(session)
        end = head(session.connection())
        header = BundleHeader(
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
            created=now or datetime.fromisoformat(book.stamp()),
            app_version=__version__,
        )
        tables = to_tables(_receipt_for(session, state))

        def pour(out: BinaryIO) -> None:
            build_bundle(Kind.RECEIPT, tables, header, device, [Recipient.of_card(card)], out)

        write_to_stick(path, pour, what="回执", copy_to=to / COPY_FOLDER)
        session.get_one(MirrorState, state.book_code).receipt_owed = False
        append_many(session, "mirror_state", "receipt", [(state.book_code, {"seq": [None, state.seq]})])
    return Written(state.book_code, state.name, path)


def _receipt_for(session: Session, state: MirrorState) -> Receipt:
    received = select(ReceivedBundle).where(ReceivedBundle.book_code == state.book_code)
    held = select(Quarantine).where(Quarantine.book_code == state.book_code)
    return Receipt(
        outcomes=tuple(
            BundleOutcome(
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
            for row in session.scalars(received.order_by(ReceivedBundle.received_at, ReceivedBundle.id))
        ),
        quarantined=tuple(
            QuarantinedRow(
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
            for row in session.scalars(held)
        ),
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
    )


def import_receipt(book: Book, file: Path) -> Acknowledgement:
    """Read a receipt into the village's book; answers what it says of our newest bundle.

    Raises the BundleError of a file that is not to be trusted, RefusedError for one that is not a receipt.
    """
    with book.read() as session:
        device, trusted = own_device(session), partners(session)
    with open_bundle(file, device, trusted) as opened:
        if opened.manifest.kind is not Kind.RECEIPT:
            raise RefusedError("这个文件不是乡镇的回执")
        receipt = from_tables(opened.tables)
    with book.write("读入回执") as session:
        newest: Acknowledgement | None = None
        sent = list(session.scalars(select(SentBundle).order_by(SentBundle.epoch_no, SentBundle.seq)))
        for row in sent:
            answer = acknowledged(receipt, book.code, Position(row.epoch_no, row.seq, row.epoch_id, row.digest))
            if answer.delivery is not Delivery.NOT_YET:
                row.delivery, row.to_correct = str(answer.delivery), answer.to_correct
                row.receipt_at = row.receipt_at or book.stamp()
            newest = answer
        _mark_replaced(sent)
        append_many(
            session, "sent_bundle", "receipt", [(file.name, {"delivery": [None, newest.text if newest else ""]})]
        )
    return newest or Acknowledgement(Delivery.NOT_YET)


def import_receipts(book: Book, files: Iterable[Path]) -> list[Imported]:
    """Several receipts one after the other; one that is refused does not stop the others."""
    done = []
    for file in files:
        try:
            answer = import_receipt(book, file)
        except KnownError as error:
            done.append(Imported(str(file), "receipt", "", 0, 0, Outcome.REFUSED, str(error), {}, "", error))
            continue
        with book.read() as session:
            newest = delivery_state(session, date.fromisoformat(book.stamp()[:10])).newest
        at = (newest.epoch_no, newest.seq, newest.digest) if newest else (0, 0, "")
        done.append(Imported(str(file), "receipt", book.code, *at[:2], Outcome.IMPORTED, answer.text, {}, at[2]))
    return done


def mirrors(session: Session) -> list[MirrorState]:
    """What this desk holds of each book, by name."""
    return list(session.scalars(select(MirrorState).order_by(MirrorState.name, MirrorState.book_code)))


def _mark_replaced(sent: list[SentBundle]) -> None:
    """A bundle before one that was delivered needs no receipt any more."""
    last = max((place for place, row in enumerate(sent) if row.receipt_at), default=0)
    for row in sent[:last]:
        if row.delivery == Delivery.NOT_YET:
            row.delivery = "replaced"


def delivery_state(session: Session, on: date) -> DeliveryState:
    """How far our newest bundle has come on `on`, and how many journal entries were made since it was written."""
    sent = list(session.scalars(select(SentBundle).order_by(SentBundle.epoch_no, SentBundle.seq)))
    if not sent:
        return DeliveryState(None, Delivery.NOT_YET, "还没有送过交换包", 0, head(session.connection()).length, None)
    newest = sent[-1]
    delivery = Delivery(newest.delivery)
    delivered = [row for row in sent if row.delivery.startswith(str(Delivery.DELIVERED))]
    since = date.fromisoformat((delivered[-1].created_at if delivered else sent[0].created_at)[:10])
    waiting = 0 if delivery is Delivery.DELIVERED else max((on - since).days, 0)
    entered = JournalEntry.action.in_(("add", "change", "remove"))
    changes = select(func.count()).where(JournalEntry.seq > newest.journal_length, entered)
    after = session.scalar(changes) or 0
    text = Acknowledgement(delivery, newest.to_correct).text
    return DeliveryState(newest, delivery, text, waiting, after, delivered[-1] if delivered else None)
