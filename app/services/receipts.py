"""Receipts, the village's side: the township's answer is read, and 今日 says 已送达.

The newest receipt is the whole answer. The other side is `receipt_writing`; what is shown of both is `delivery`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import CardError, KnownError, RefusedError
from app.exchange.cards import Card, check_rotation
from app.exchange.lineage import REASONS, Outcome, Reason
from app.exchange.manifest import Kind, Manifest
from app.exchange.opening import open_bundle
from app.exchange.parties import OwnDevice
from app.exchange.receipt import Acknowledgement, CardChangeKind, Delivery, Receipt, acknowledged, from_tables
from app.models import BookInfo, Partner, Quarantine, ReceivedBundle, SentBundle
from app.models.ids import new_id
from app.models.journal import append_many
from app.services.bundles import position_sent, sent_bundles
from app.services.delivery import DeliveryState, arrived, delivery_state, mark_replaced
from app.services.epochs import new_epoch
from app.services.incoming import take_items
from app.services.mirror import Imported, position_of
from app.services.pairing import own_device, partners
from app.services.receipt_writing import Written, mirrors, write_receipts
from app.storage.book import Book

__all__ = [
    "DeliveryState",
    "Written",
    "delivery_state",
    "import_receipt",
    "import_receipts",
    "mirrors",
    "write_receipts",
]


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
            take_items(session, (sender.code, sender.name), receipt.passed_on, book.stamp())
        row = _remember(session, manifest, outcome, reason, book.stamp())
        newest = sent[-1] if sent else None
        answer = Acknowledgement(Delivery.NOT_YET)
        if newest is not None:
            answer = Acknowledgement(Delivery(newest.delivery), newest.to_correct)
        append_many(session, "received_bundle", "receipt", [(row.id, {"delivery": [None, answer.text]})])
    return _Read(outcome, reason, answer, newest)


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
    """New cards of the sender himself, each signed by the key before it; everything else is for people."""
    trusted = sender
    for change in receipt.card_changes:
        if change.change is not CardChangeKind.ROTATED:
            continue
        try:
            card = change.read()
            check_rotation(card, trusted)
        except CardError:
            continue
        row = session.get_one(Partner, sender.code)
        row.card, row.fingerprint, row.name = card.to_bytes().decode(), card.fingerprint, card.name
        append_many(session, "partner", "pair", [(card.code, {"fingerprint": [trusted.fingerprint, card.fingerprint]})])
        trusted = card


def _follow_orders(session: Session, book_code: str, receipt: Receipt) -> None:
    """Begin a new epoch where the desk asks this very device for it: it looked at a bundle of ours, of this epoch."""
    info = session.scalars(select(BookInfo)).one()
    ours = {position_sent(row) for row in sent_bundles(session) if row.epoch_id == info.epoch_id}
    if any(order.book_code == book_code and order.position in ours for order in receipt.epoch_orders):
        known = [one.epoch_no for one in receipt.outcomes if one.book_code == book_code]
        known += [one.epoch_no for one in receipt.received if one.book_code == book_code]
        new_epoch(session, max(known, default=0))


def _remember(session: Session, manifest: Manifest, outcome: Outcome, reason: str, at: str) -> ReceivedBundle:
    of_book = select(ReceivedBundle).where(ReceivedBundle.book_code == manifest.book_code)
    row = next((one for one in session.scalars(of_book) if position_of(one) == manifest.position), None)
    if row is None:
        row = ReceivedBundle(
            id=new_id(),
            book_code=manifest.book_code,
            epoch_no=manifest.epoch_no,
            epoch_id=manifest.epoch_id,
            seq=manifest.seq,
            digest=manifest.state_digest,
            journal_head=manifest.journal_head,
            journal_length=manifest.journal_length,
            received_at=at,
            outcome=str(outcome),
            reason=reason,
        )
        session.add(row)
        session.flush()
    return row
