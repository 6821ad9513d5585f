"""Receipts: the township tells each village what became of its bundles; the village reads it and sees 已送达."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import __version__
from app.domain.errors import CardError, KnownError, NotPairedWithAnyError, RefusedError
from app.exchange.bundle import BundleHeader, build_bundle
from app.exchange.cards import Card, check_rotation
from app.exchange.lineage import REASONS, Outcome, Reason
from app.exchange.manifest import Kind, Manifest, Village
from app.exchange.names import receipt_name
from app.exchange.opening import open_bundle
from app.exchange.parties import OwnDevice, Recipient
from app.exchange.receipt import (
    Acknowledgement,
    BundleOutcome,
    CardChangeKind,
    Delivery,
    NewEpochOrder,
    QuarantinedRow,
    Receipt,
    ReceivedState,
    acknowledged,
    from_tables,
    to_tables,
)
from app.files import disk_faults, file_digest, write_atomic
from app.models import BookInfo, MirrorState, Partner, Quarantine, ReceivedBundle, SentBundle, SentReceipt
from app.models.ids import new_id
from app.models.journal import append_many, head
from app.services.bundles import position_sent, sent_bundles
from app.services.delivery import (
    RED_AFTER_DAYS,
    DeliveryState,
    acknowledge_on_paper,
    arrived,
    delivery_state,
    mark_replaced,
    returned_rows,
)
from app.services.epochs import new_epoch
from app.services.mirror import Imported, position_of
from app.services.outbox import keep_newest, open_outbox, require_folder, to_stick
from app.services.pairing import own_device, partners
from app.storage.book import Book

__all__ = [
    "RED_AFTER_DAYS",
    "DeliveryState",
    "Written",
    "acknowledge_on_paper",
    "delivery_state",
    "import_receipt",
    "import_receipts",
    "mirrors",
    "returned_rows",
    "write_receipts",
]

WHAT = "回执"
TOLD = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A receipt on the stick: for which book, and its file."""

    book_code: str
    name: str
    file: Path


# --- the township writes ---


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
        tables = to_tables(_receipt_for(session, state, book.officer))
        device = own_device(session)
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


# --- the village reads ---


@dataclass(frozen=True, slots=True)
class _Read:
    """A receipt that was read: what became of it, and what it says of our newest bundle."""

    outcome: Outcome
    reason: str
    answer: Acknowledgement
    newest: SentBundle | None


def import_receipt(book: Book, file: Path) -> Acknowledgement:
    """Read a receipt into the village's book; answers what it says of our newest bundle.

    Raises the BundleError of a file that is not to be trusted, RefusedError for one that is not a receipt.
    """
    return _read_receipt(book, file).answer


def import_receipts(book: Book, files: Iterable[Path]) -> list[Imported]:
    """Several receipts one after the other; one that is refused does not stop the others."""
    done = []
    for file in files:
        try:
            read = _read_receipt(book, file)
        except KnownError as error:
            done.append(Imported(str(file), "receipt", "", 0, 0, Outcome.REFUSED, str(error), {}, "", error))
            continue
        at = (read.newest.epoch_no, read.newest.seq, read.newest.digest) if read.newest else (0, 0, "")
        reason = read.reason or read.answer.text
        done.append(Imported(str(file), "receipt", book.code, at[0], at[1], read.outcome, reason, {}, at[2]))
    return done


def _read_receipt(book: Book, file: Path) -> _Read:
    with book.read() as session:
        device, trusted = own_device(session), partners(session)
    manifest, sender, receipt = _open(file, device, trusted)
    with book.write("读入回执") as session:
        outcome, reason = _place(session, manifest)
        sent = sent_bundles(session)
        if outcome is Outcome.IMPORTED:
            _acknowledge(book, sent, receipt, file.name)
            _remember_returned(session, book.code, sent, receipt)
            _follow_cards(session, receipt, sender)
            _follow_orders(session, book.code, receipt)
        row = _remember(session, manifest, outcome, reason, book.stamp())
        newest = sent[-1] if sent else None
        answer = Acknowledgement(Delivery(newest.delivery), newest.to_correct) if newest else Acknowledgement(_NONE)
        append_many(session, "received_bundle", "receipt", [(row.id, {"delivery": [None, answer.text]})])
    return _Read(outcome, reason, answer, newest)


_NONE = Delivery.NOT_YET


def _open(file: Path, device: OwnDevice, trusted: list[Card]) -> tuple[Manifest, Card, Receipt]:
    with open_bundle(file, device, trusted) as opened:
        if opened.manifest.kind is not Kind.RECEIPT:
            raise RefusedError("这个文件不是乡镇的回执")
        return opened.manifest, opened.sender, from_tables(opened.tables)


def _place(session: Session, manifest: Manifest) -> tuple[Outcome, str]:
    """A receipt is the whole answer of its day, so only the newest counts; two of one number need a person."""
    rows = session.scalars(select(ReceivedBundle).where(ReceivedBundle.book_code == manifest.book_code))
    known = {position_of(row): row for row in rows}
    if manifest.position in known:
        return Outcome.UNCHANGED, REASONS[Reason.SAME]
    at = manifest.epoch_no, manifest.epoch_id, manifest.seq
    if any((one.epoch_no, one.epoch_id, one.seq) == at for one in known):
        return Outcome.HELD, REASONS[Reason.SAME_NUMBER]
    if any((one.epoch_no, one.seq) > (manifest.epoch_no, manifest.seq) for one in known):
        return Outcome.SUPERSEDED, REASONS[Reason.OLDER]
    return Outcome.IMPORTED, ""


def _acknowledge(book: Book, sent: list[SentBundle], receipt: Receipt, file: str) -> None:
    """What the receipt says of each bundle; one that the township does not show any more is not delivered any more."""
    shown = max(((one.epoch_no, one.seq) for one in receipt.received if one.book_code == book.code), default=(0, 0))
    for row in sent:
        answer = acknowledged(receipt, book.code, position_sent(row))
        if answer.delivery is not Delivery.NOT_YET:
            row.delivery, row.to_correct = str(answer.delivery), answer.to_correct
            row.receipt_at, row.receipt_by = row.receipt_at or book.stamp(), row.receipt_by or file
        elif arrived(row.delivery) and (row.epoch_no, row.seq) > shown:
            row.delivery, row.receipt_at, row.receipt_by = str(Delivery.NOT_YET), "", ""
    mark_replaced(sent)


def _remember_returned(session: Session, book_code: str, sent: list[SentBundle], receipt: Receipt) -> None:
    """Rows to correct, as the newest receipt names them; of bundles that are not ours nothing is taken."""
    ours = {(row.epoch_no, row.epoch_id, row.seq) for row in sent}
    session.execute(delete(Quarantine).where(Quarantine.book_code == book_code))
    places: set[tuple[str, int]] = set()
    for one in receipt.quarantined:
        if (one.epoch_no, one.epoch_id, one.seq) in ours and (one.table, one.index) not in places:
            places.add((one.table, one.index))
            session.add(
                Quarantine(
                    book_code=book_code,
                    table=one.table,
                    place=one.index,
                    row_id=one.row_id,
                    code=one.reason_code,
                    reason=one.reason,
                    because_of=one.because_of,
                )
            )


def _follow_cards(session: Session, receipt: Receipt, sender: Card) -> None:
    """A new card of the sender himself, signed by the key that we trust; everything else is for people."""
    for change in receipt.card_changes:
        if change.change is not CardChangeKind.ROTATED:
            continue
        try:
            card = change.read()
            check_rotation(card, sender)
        except CardError:
            continue
        row = session.get_one(Partner, sender.code)
        row.card, row.fingerprint, row.name = card.to_bytes().decode(), card.fingerprint, card.name
        append_many(session, "partner", "pair", [(card.code, {"fingerprint": [sender.fingerprint, card.fingerprint]})])


def _follow_orders(session: Session, book_code: str, receipt: Receipt) -> None:
    """Begin a new epoch where the desk asks this very device for it: it looked at a bundle of ours, of this epoch."""
    info = session.scalars(select(BookInfo)).one()
    ours = {position_sent(row) for row in sent_bundles(session) if row.epoch_id == info.epoch_id}
    if any(order.book_code == book_code and order.position in ours for order in receipt.epoch_orders):
        known = [one.epoch_no for one in receipt.outcomes if one.book_code == book_code]
        known += [one.epoch_no for one in receipt.received if one.book_code == book_code]
        new_epoch(session, max(known, default=0))


def _remember(session: Session, manifest: Manifest, outcome: Outcome, reason: str, at: str) -> ReceivedBundle:
    values: Mapping[str, Any] = asdict(manifest.position)
    of_book = select(ReceivedBundle).where(ReceivedBundle.book_code == manifest.book_code)
    row = next((one for one in session.scalars(of_book) if position_of(one) == manifest.position), None)
    if row is None:
        row = ReceivedBundle(
            id=new_id(),
            book_code=manifest.book_code,
            epoch_no=values["epoch_no"],
            epoch_id=values["epoch_id"],
            seq=values["seq"],
            digest=values["digest"],
            journal_head=manifest.journal_head,
            journal_length=manifest.journal_length,
            received_at=at,
            outcome=str(outcome),
            reason=reason,
        )
        session.add(row)
        session.flush()
    return row
