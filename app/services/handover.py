"""移交: the whole book with its journal and scans for the card of a new device; from then on it is read-only here.

The bundle is addressed to that device alone (and the county's emergency key). Its journal, its past bundles and its
partners travel too, so that the new device goes on where this one stopped, in a new epoch.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.domain.errors import BundleDamagedError, CardError, KnownError, MissingFileError, NotFoundError
from app.domain.serial import make_serial
from app.exchange.bundle import BundleHeader, build_bundle
from app.exchange.cards import Card, accept_card, sign_successor
from app.exchange.manifest import Kind
from app.exchange.names import bundle_name
from app.exchange.parties import Recipient
from app.files import Written, disk_faults, file_digest, read_bytes, remove, write_atomic, write_to_stick
from app.models import (
    Base,
    BookInfo,
    DeskItem,
    HouseholdKey,
    JournalEntry,
    OfficerTenure,
    Partner,
    Quarantine,
    ReceivedBundle,
    Scan,
    SentBundle,
)
from app.models.journal import append_many
from app.services.bundle_rows import carried_tables, own_rows
from app.services.bundles import bundle_header
from app.services.epochs import new_epoch
from app.services.office import villages_of
from app.services.outbox import COPY_FOLDER, open_outbox, outbox_file, require_folder
from app.services.pairing import MAX_CARD, escrow, own_device
from app.services.records import filled
from app.storage.book import Book
from app.storage.sealed_files import read_scan

WHAT = "移交包"
GIVE_ACT, BACK_ACT = "移交账本", "收回移交"
FACTS, TOMBSTONE = "handover", "tombstone"
BESIDE: tuple[Table, ...] = tuple(
    Base.metadata.tables[model.__tablename__]
    for model in (JournalEntry, HouseholdKey, SentBundle, ReceivedBundle, Partner, Quarantine, DeskItem)
)
SERIAL_PREFIX = "YJ"


@dataclass(frozen=True, slots=True)
class Given:
    """A handover as the book remembers it: from whom, to whom, before whom; the list's serial, the file, its hash.

    `card` is the fingerprint of the device that it is for; `lost_scans` how many scans could not be read any more.
    """

    giver: str
    to: str
    witness: str
    on: str
    serial: str
    card: str
    file: str
    sha256: str
    lost_scans: int = 0


def hand_over(
    book: Book, card_file: Path, fingerprint: str, to: Path, *, receiver: str, witness: str, on: date
) -> tuple[Given, Written]:
    """Hand the book to the device whose card is in `card_file`, and write the bundle to the folder `to`.

    Raises CardError, FingerprintError, InputError, MissingFileError, HandedOverError, or the disk's KnownError. Once
    the bundle is made the book is handed over; where the stick failed, `write_handover_again` writes the same file.
    """
    require_folder(to)
    receiver, witness = filled("接交人", receiver), filled("监交人", witness)
    card = accept_card(read_bytes(card_file, what="名片", at_most=MAX_CARD), fingerprint)
    given = _make(book, card, receiver, witness, on)
    book.refresh()
    return given, _to_stick(book, given, to)


def write_handover_again(book: Book, to: Path) -> tuple[Given, Written]:
    """Write the handover once more, to another stick. Raises NotFoundError where the book was not handed over."""
    require_folder(to)
    with book.read() as session:
        given = given_over(session)
    if given is None:
        raise NotFoundError("移交", book.name)
    return given, _to_stick(book, given, to)


def take_back(book: Book, reason: str) -> None:
    """收回移交: the new device never took it. A new epoch begins here, so that the desk would notice if it did.

    Raises NotFoundError where the book was not handed over, InputError without a reason.
    """
    reason = filled("理由", reason)
    with book.write(BACK_ACT, handed_over=True) as session:
        info = session.scalars(select(BookInfo)).one()
        given = given_over(session)
        if given is None:
            raise NotFoundError("移交", book.name)
        for row in session.scalars(select(OfficerTenure).where(OfficerTenure.handed_over == given.serial)):
            row.until_on, row.handed_over = None, ""
        info.handed_over_at = info.handed_over_to = ""
        told = {"to": [given.to, None], "why": [None, reason]}
        append_many(session, "book_info", "take-back", [(info.book_id, told)])
        new_epoch(session)
    book.refresh()
    remove(outbox_file(book, given.file))


def given_over(session: Session) -> Given | None:
    """To whom the book went, if it did."""
    info = session.scalars(select(BookInfo)).one()
    return Given(**json.loads(info.handed_over_to)) if info.handed_over_at else None


def _make(book: Book, card: Card, receiver: str, witness: str, on: date) -> Given:
    """The act: who leaves office, the bundle in the outbox, and the book closed for entries, all or nothing."""
    path, seal = open_outbox(book) / bundle_name(on), book.seal
    with book.write(GIVE_ACT) as session:
        info = session.scalars(select(BookInfo)).one()
        device = own_device(session)
        if (card.code, card.role) != (device.card.code, device.card.role) or card.ssh == device.card.ssh:
            raise CardError("它不是接手这本账的新电脑的")
        given = Given(
            giver=book.officer,
            to=receiver,
            witness=witness,
            on=on.isoformat(),
            serial=make_serial(SERIAL_PREFIX, on.year),
            card=card.fingerprint,
            file=path.name,
            sha256="",
        )
        info.seq += 1
        _end_office(session, book.officer, given.serial, on)
        told = {"to": [None, receiver], "witness": [None, witness], "card": [None, card.fingerprint]}
        append_many(session, "book_info", "hand-over", [(info.book_id, told)])
        session.flush()
        scans, lost = _scans(session, book, seal)
        by_old = sign_successor(device.keys, device.card, card)
        facts = asdict(given) | {
            "previous_signature": by_old,
            "previous_card": device.card.to_bytes().decode(),
            "pack_id": info.pack_id,
            "escrow_recipient": info.escrow_recipient,
            "escrow_name": info.escrow_name,
            "practice": info.practice,
        }
        tables = handover_tables(session, info.code, facts)
        header: BundleHeader = bundle_header(session, info, on, book.moment())
        recipients = [Recipient.of_card(card), *escrow(session)]

        def pour(out: BinaryIO) -> None:
            build_bundle(Kind.HANDOVER, tables, header, device, recipients, out, scans)

        write_atomic(path, pour, what=WHAT)
        with disk_faults(path, WHAT):
            given = Given(**(asdict(given) | {"sha256": file_digest(path), "lost_scans": lost}))
        info.handed_over_at = book.stamp()
        info.handed_over_to = json.dumps(asdict(given), ensure_ascii=False)
    return given


def handover_tables(session: Session, book_code: str, facts: dict[str, Any]) -> dict[str, Iterator[dict[str, Any]]]:
    """Own rows as in every bundle, and what a book needs to go on: removed rows, journal with its keys, partners …"""
    connection = session.connection()
    beside = {table.name: _plain_rows(session, table) for table in BESIDE}
    return (
        {FACTS: iter([facts])} | own_rows(connection, book_code) | {TOMBSTONE: _tombstones(session, book_code)} | beside
    )


def _end_office(session: Session, officer: str, serial: str, on: date) -> None:
    """Who leaves, with the list that says so; a term that was never entered is entered as ended."""
    own = OfficerTenure.book_code == session.info["book_code"], OfficerTenure.until_on.is_(None)
    rows = list(session.scalars(select(OfficerTenure).where(*own)))
    for row in rows:
        row.until_on, row.handed_over = max(on, row.from_on), serial
    if not rows:
        for village in villages_of(session):
            begun = date.fromisoformat(session.scalars(select(BookInfo.created_at)).one()[:10])
            session.add(
                OfficerTenure(
                    name=officer, village_code=village.code, from_on=min(begun, on), until_on=on, handed_over=serial
                )
            )


def _scans(session: Session, book: Book, seal: Any) -> tuple[dict[str, Callable[[], BinaryIO]], int]:
    """How to open every scan by its hash, and how many cannot be opened any more."""
    found: dict[str, Callable[[], BinaryIO]] = {}
    lost = 0
    own = Scan.book_code == session.info["book_code"]
    for name in sorted(set(session.scalars(select(Scan.sha256).where(own)))):
        try:
            read_scan(book.places, seal, name)
        except KnownError:
            lost += 1
        else:
            found[name] = partial(_open_scan, book, seal, name)
    return found, lost


def _open_scan(book: Book, seal: Any, name: str) -> BinaryIO:
    return io.BytesIO(read_scan(book.places, seal, name))


def _plain_rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    for row in session.connection().execute(select(table).order_by(*table.primary_key.columns)).mappings():
        yield {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


def _tombstones(session: Session, book_code: str) -> Iterator[dict[str, Any]]:
    """Rows that were removed: the journal tells of them, so they go along."""
    for name, carried in carried_tables().items():
        table = carried.table
        removed = select(*(table.c[column] for column in carried.columns)).where(
            table.c.book_code == book_code, table.c.removed.is_(True)
        )
        for row in session.connection().execute(removed).mappings():
            values = {key: _plain(value) for key, value in row.items()}
            yield {"id": str(row["id"]), "table": str(name), "row": json.dumps(values, ensure_ascii=False)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _to_stick(book: Book, given: Given, to: Path) -> Written:
    source = outbox_file(book, given.file)
    if not source.is_file():
        raise MissingFileError(str(source))
    with disk_faults(source, WHAT):
        whole = file_digest(source) == given.sha256
    if not whole:
        raise BundleDamagedError("本机发件箱里的这一份")

    def pour(out: BinaryIO) -> None:
        with source.open("rb") as file:
            while piece := file.read(1 << 20):
                out.write(piece)

    return write_to_stick(to / given.file, pour, what=WHAT, copy_to=to / COPY_FOLDER)
