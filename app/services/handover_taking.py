"""接交: a fresh book on a new device takes over what was handed to it, by the officer before or by the township.

All of it is one transaction: after a fault the book is as fresh as before and the file can be read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import LargeBinary, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from app.domain.errors import BundleContentError, RefusedError, SenderMismatchError
from app.domain.row_words import table_word
from app.exchange.cards import Card, accept_card, read_card, succeed
from app.exchange.manifest import Kind, Manifest
from app.exchange.opening import Opened, open_bundle
from app.exchange.receipt import Delivery
from app.files import read_bytes
from app.models import BookInfo, JournalEntry, OfficerTenure, SentBundle
from app.models.journal import append_many
from app.services.bundle_rows import carried_tables
from app.services.epochs import new_epoch
from app.services.handover import BESIDE, FACTS, TOMBSTONE
from app.services.mirror_rows import replace_mirror
from app.services.office import TOWNSHIP, villages_of
from app.services.pairing import MAX_CARD, own_device, store_card
from app.services.row_checks import stored
from app.storage.book import Book
from app.storage.sealed_files import keep_scan

TAKE_ACT = "接收移交"
_OF_A_FRESH_BOOK = frozenset({"village", "pack_file"})
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What a new device took over: from whom, before whom, how many rows and scans, and its new epoch.

    `by_township` marks one who left without handing over: the rows are the township's mirror, without journal.
    """

    giver: str
    witness: str
    rows: int
    scans: int
    epoch_no: int
    by_township: bool


def take_handover(book: Book, file: Path, card_file: Path, fingerprint: str, *, on: date) -> Taken:
    """Take the handover in `file` into this fresh book; `card_file` is the giver's card, its fingerprint read aloud.

    Raises RefusedError in a book where something was entered already, CardError, FingerprintError, or the BundleError
    of a file that is not to be trusted; then nothing has changed.
    """
    giver = accept_card(read_bytes(card_file, what="名片", at_most=MAX_CARD), fingerprint)
    with book.read() as session:
        _must_be_fresh(session, book)
        device = own_device(session)
    seal = book.seal
    with open_bundle(file, device, [giver]) as opened:
        _must_be_for(book, opened.manifest, giver)
        for name in opened.attachments:
            keep_scan(book.places, seal, b"".join(opened.attachment(name)))
        with book.write(TAKE_ACT) as session:
            taken = _take(session, book, opened, giver, on)
    book.refresh()
    return taken


def _must_be_fresh(session: Session, book: Book) -> None:
    for name, carried in carried_tables().items():
        if name not in _OF_A_FRESH_BOOK and session.scalar(select(func.count()).select_from(carried.table)):
            raise RefusedError("这本账里已经登记过东西，移交只能接到一本新建的账里")
    if book.info.handed_over_to or session.scalar(select(func.count()).select_from(SentBundle)):
        raise RefusedError("这本账已经送过交换包，移交只能接到一本新建的账里")


def _must_be_for(book: Book, manifest: Manifest, giver: Card) -> None:
    of = manifest.extra.get("of", manifest.book_code)
    if manifest.kind is not Kind.HANDOVER:
        raise RefusedError("这个文件不是移交包")
    if of != book.code or (giver.code != book.code and giver.role != TOWNSHIP):
        raise SenderMismatchError(giver.name, str(of))


def _take(session: Session, book: Book, opened: Opened, giver: Card, on: date) -> Taken:
    tables = {name: list(rows) if name == FACTS else rows for name, rows in opened.tables.items()}
    facts = _facts(tables)
    info = session.scalars(select(BookInfo)).one()
    by_township = giver.code != book.code
    _wipe(session, book.code, beside=not by_township)
    replaced = replace_mirror(session.connection(), book.code, tables, {})
    if replaced.held:
        first = replaced.held[0]
        raise BundleContentError(f"{table_word(first.table)}第 {first.place + 1} 行", first.reason)
    _restore_removed(session, book.code, tables.get(TOMBSTONE, ()))
    session.expire_all()
    for known in ("household_keys", "owners"):  # what the session knows of the rows that gave way
        session.info.pop(known, None)
    if by_township:
        _from_mirror(session, book.code, opened.manifest, facts)
    else:
        _from_giver(session, info, tables, facts)
    _begin_office(session, book, on, without_handover=by_township)
    epoch_no = new_epoch(session, opened.manifest.epoch_no)
    told = {"from": [None, facts["giver"]], "witness": [None, facts["witness"]], "serial": [None, facts["serial"]]}
    append_many(session, "book_info", "take-over", [(info.book_id, told)])
    rows = sum(change.added for change in replaced.changes.values())
    return Taken(facts["giver"], facts["witness"], rows, len(opened.attachments), epoch_no, by_township)


def _facts(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, str]:
    found = list(tables.get(FACTS, ()))
    if len(found) != 1 or not all(isinstance(found[0].get(name), str) for name in ("giver", "witness", "serial")):
        raise BundleContentError(FACTS, "移交的内容不合规定")
    return dict(found[0])


def _wipe(session: Session, book_code: str, *, beside: bool) -> None:
    """The rows that the making of this book put in give way to those that come, and its journal of them too."""
    session.execute(delete(JournalEntry))
    for carried in carried_tables().values():
        session.execute(delete(carried.table).where(carried.table.c.book_code == book_code))
    if beside:
        for table in BESIDE:
            session.execute(delete(table))


def _restore_removed(session: Session, book_code: str, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        carried = carried_tables().get(str(row.get("table")))
        if carried is None:
            continue
        values = dict(zip(carried.columns, stored(carried, msgspec.json.decode(str(row["row"]))), strict=True))
        days = {name for name in values if carried.table.c[name].type.python_type is date and values[name]}
        plain = {name: date.fromisoformat(value) if name in days else value for name, value in values.items()}
        session.execute(insert(carried.table), [plain | {"book_code": book_code, "removed": True}])


def _from_giver(session: Session, info: BookInfo, tables: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Journal, past bundles and partners as they were; our card becomes the successor of the giver's."""
    for table in BESIDE:
        _insert(session, table, tables.get(table.name, ()))
    info.pack_id = str(facts["pack_id"])
    info.escrow_recipient, info.escrow_name = str(facts["escrow_recipient"]), str(facts["escrow_name"])
    before = read_card(str(facts["previous_card"]).encode())
    device = own_device(session)
    store_card(info, succeed(device.keys, device.card, before, str(facts["previous_signature"])))


def _insert(session: Session, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    known = {column.name: isinstance(column.type, LargeBinary) for column in table.columns}
    piece: list[dict[str, Any]] = []
    for row in rows:
        piece.append({name: _stored(value, known[name]) for name, value in row.items() if name in known})
        if len(piece) == _AT_ONCE:
            session.execute(insert(table), piece)
            piece = []
    if piece:
        session.execute(insert(table), piece)


def _stored(value: Any, binary: bool) -> Any:
    return bytes.fromhex(value) if binary else value


def _from_mirror(session: Session, book_code: str, manifest: Manifest, facts: Mapping[str, Any]) -> None:
    """A new journal begins with every row; the bundle that the township shows counts as sent and delivered."""
    for name, carried in carried_tables().items():
        columns = [column for column in carried.columns if column not in ("id", "rev", "entered_at", "entered_by")]
        rows = session.connection().execute(select(carried.table).where(carried.table.c.book_code == book_code))
        append_many(session, name, "add", [(row["id"], _told(dict(row), columns)) for row in rows.mappings()])
    digest, seq = str(facts["digest"]), int(facts["seq"])
    epoch_no, epoch_id = int(facts["epoch_no"]), str(facts["epoch_id"])
    session.add(
        SentBundle(
            epoch_no=epoch_no,
            seq=seq,
            epoch_id=epoch_id,
            file="",
            digest=digest,
            journal_head="",
            journal_length=0,
            created_at=manifest.created.isoformat(timespec="seconds"),
            as_of=manifest.as_of.isoformat(),
            counts=json.dumps(manifest.counts),
            totals=json.dumps(dict(manifest.totals)),
            written_to=facts["giver"],
            delivery=str(Delivery.DELIVERED),
        )
    )
    info = session.scalars(select(BookInfo)).one()
    info.epoch_no = max(info.epoch_no, epoch_no)


def _told(row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, list[Any]]:
    return {
        name: [None, value.isoformat() if isinstance(value := row[name], date) else value]
        for name in columns
        if row[name] not in (None, "")
    }


def _begin_office(session: Session, book: Book, on: date, *, without_handover: bool) -> None:
    """Who takes office; where the one before just left, his term ends without a list."""
    own = OfficerTenure.book_code == book.code, OfficerTenure.until_on.is_(None)
    for row in session.scalars(select(OfficerTenure).where(*own)) if without_handover else ():
        row.until_on = max(on, row.from_on)
    for village in villages_of(session):
        session.add(OfficerTenure(name=book.officer, village_code=village.code, from_on=on, until_on=None))
    session.flush()
