"""An officer who left without handing over: the township hands its mirror to the new device, or the book itself, opened
from a backup or by the recovery code, goes on under another officer.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import __version__
from app.domain.errors import CardError, NotFoundError, RefusedError
from app.domain.serial import make_serial
from app.exchange.bundle import BundleHeader, build_bundle
from app.exchange.cards import accept_card
from app.exchange.manifest import Kind, Village
from app.exchange.names import bundle_name
from app.exchange.parties import Recipient
from app.files import Written, read_bytes, remove, write_atomic, write_to_stick
from app.models import BookInfo, MirrorState, OfficerTenure, ReceivedBundle
from app.models import Village as VillageRow
from app.models.journal import append_many, head
from app.services.bundle_rows import own_rows
from app.services.epochs import new_epoch
from app.services.handover import FACTS, SERIAL_PREFIX, WHAT
from app.services.mirror import position_of
from app.services.office import VILLAGE, villages_of
from app.services.outbox import COPY_FOLDER, open_outbox, require_folder
from app.services.pairing import MAX_CARD, escrow, own_device, trust_card
from app.services.records import filled
from app.storage.book import Book

GIVE_ACT, OFFICE_ACT = "代为移交", "接任"


def hand_over_mirror(
    book: Book, village_book: str, card_file: Path, fingerprint: str, to: Path, *, receiver: str, witness: str, on: date
) -> Written:
    """Hand what this desk holds of a village to the device whose card is in `card_file`.

    That card is trusted from now on, the one before it no more. Its first bundle is let in although its journal begins
    anew. Raises NotFoundError for a village that never sent anything, CardError, FingerprintError, or the disk's
    KnownError.
    """
    require_folder(to)
    receiver, witness = filled("接交人", receiver), filled("监交人", witness)
    card = accept_card(read_bytes(card_file, what="名片", at_most=MAX_CARD), fingerprint)
    if card.code != village_book or card.role != VILLAGE:
        raise CardError("它不是这个村的")
    path = open_outbox(book) / bundle_name(on)
    with book.write(GIVE_ACT) as session:
        state = session.get(MirrorState, village_book)
        if state is None:
            raise NotFoundError("村账", village_book)
        shown = [
            row
            for row in session.scalars(select(ReceivedBundle).where(ReceivedBundle.book_code == village_book))
            if (row.epoch_id, row.seq, row.digest) == (state.epoch_id, state.seq, state.digest)
        ]
        for row in shown:
            row.ordered_at, row.decided_by, row.decided_why = book.stamp(), book.officer, f"{GIVE_ACT} {receiver}"
        info = session.scalars(select(BookInfo)).one()
        info.seq += 1
        end = head(session.connection())
        villages = select(VillageRow).where(VillageRow.book_code == village_book).order_by(VillageRow.code)
        facts = {
            "giver": book.name,
            "to": receiver,
            "witness": witness,
            "on": on.isoformat(),
            "serial": make_serial(SERIAL_PREFIX, on.year),
            "digest": state.digest,
            "seq": state.seq,
            "epoch_no": state.epoch_no,
            "epoch_id": state.epoch_id,
        }
        header = BundleHeader(
            book_code=info.code,
            villages=[Village(row.code, row.name) for row in session.scalars(villages)],
            device_id=info.device_id,
            epoch_no=info.epoch_no,
            epoch_id=info.epoch_id,
            seq=info.seq,
            lineage=[position_of(row) for row in shown],
            journal_head=end.hash if end.length else "",
            journal_length=end.length,
            as_of=on,
            totals={},
            created=book.moment(),
            app_version=__version__,
            extra={"of": village_book},
        )
        device, recipients = own_device(session), [Recipient.of_card(card), *escrow(session)]

        def pour(out: BinaryIO) -> None:
            rows = {FACTS: iter([facts])} | own_rows(session.connection(), village_book)
            build_bundle(Kind.HANDOVER, rows, header, device, recipients, out)

        write_atomic(path, pour, what=WHAT)
        trust_card(session, card, book.stamp())
        told = {"to": [None, receiver], "witness": [None, witness], "card": [None, card.fingerprint]}
        append_many(session, "mirror_state", "hand-over", [(village_book, told)])
    try:
        return write_to_stick(to / path.name, path.read_bytes(), what=WHAT, copy_to=to / COPY_FOLDER)
    finally:
        remove(path)  # it can be made again as long as the village has not sent from the new device


def take_office(book: Book, *, officer: str, reason: str, witness: str, on: date) -> int:
    """接任: another officer goes on in this book, opened from a backup or by the recovery code; answers the new epoch.

    The term of the one before ends without a list. Raises InputError, RefusedError where the officer is the same.
    """
    officer, reason, witness = filled("接任的人", officer), filled("原因", reason), filled("监交人", witness)
    if officer == book.officer:
        raise RefusedError(f"{officer} 现在就是这本账的经办人")
    with book.write(OFFICE_ACT, handed_over=True) as session:
        info = session.scalars(select(BookInfo)).one()
        before, info.officer = info.officer, officer
        info.handed_over_at = info.handed_over_to = ""
        _change_terms(session, before, officer, on)
        told = {"officer": [before, officer], "why": [None, reason], "witness": [None, witness]}
        append_many(session, "book_info", "take-office", [(info.book_id, told)])
        epoch_no = new_epoch(session)
    book.refresh()
    return epoch_no


def _change_terms(session: Session, before: str, officer: str, on: date) -> None:
    own = OfficerTenure.book_code == session.info["book_code"], OfficerTenure.until_on.is_(None)
    rows = list(session.scalars(select(OfficerTenure).where(*own)))
    begun = date.fromisoformat(session.scalars(select(BookInfo.created_at)).one()[:10])
    for village in villages_of(session):
        if not rows:
            session.add(OfficerTenure(name=before, village_code=village.code, from_on=min(begun, on), until_on=on))
        session.add(OfficerTenure(name=officer, village_code=village.code, from_on=on, until_on=None))
    for row in rows:
        row.until_on = max(on, row.from_on)
