"""Pairing: our own public card, the cards we trust, and the county's emergency key; each change is journalled."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import CardError, EscrowUnconfirmedError, NotFoundError, NotPairedWithAnyError
from app.exchange.cards import Card, Role, accept_card, check_rotation, make_card, read_card, rotate_card
from app.exchange.keys import DeviceKeys, check_age, new_device_keys
from app.exchange.parties import OwnDevice, Recipient, escrow_confirmed
from app.files import read_bytes, write_atomic
from app.models import BookInfo, Partner
from app.models.journal import append_many
from app.storage.book import Book

MAX_CARD = 16_384
PUBLIC_FILE = 0o644
_COUNTY = "000000"


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card that was written: its fingerprint, the file, and both public keys."""

    fingerprint: str
    file: Path
    age: str
    ssh: str


def own_device(session: Session) -> OwnDevice:
    """This book's keys with its card, and the keys that they replaced."""
    info = session.scalars(select(BookInfo)).one()
    stored = json.loads(info.device_keys)
    keys = DeviceKeys.from_dict(stored)
    if "card" in stored:
        card = read_card(stored["card"].encode())
    else:
        card = make_card(keys, info.code, info.name, card_role(info), datetime.fromisoformat(info.created_at))
    former = tuple(
        OwnDevice(DeviceKeys.from_dict(one), read_card(one["card"].encode())) for one in stored.get("former", ())
    )
    return OwnDevice(keys, card, former)


def card_role(info: BookInfo) -> str:
    """What a card says: a desk with the region code of a county is the county's."""
    return str(Role.COUNTY) if info.role == Role.TOWNSHIP and info.code.endswith(_COUNTY) else info.role


def write_card(book: Book, out: Path) -> CardFile:
    """Write our public card to `out`, and the line for ssh-keygen beside it as `….allowed_signers`."""
    with book.read() as session:
        card = own_device(session).card
    return _write(card, out)


def renew_keys(book: Book, out: Path) -> CardFile:
    """New keys for this book, and their card (signed by the old key too) in `out`, for everybody we are paired with.

    What was sent to the old key can still be opened. The card is written first: after a fault of the disk nothing
    has changed.
    """
    with book.write("更换密钥") as session:
        info = session.scalars(select(BookInfo)).one()
        old = own_device(session)
        keys = new_device_keys()
        card = rotate_card(old.keys, old.card, keys, datetime.fromisoformat(book.stamp()))
        former = [one.keys.to_dict() | {"card": one.card.to_bytes().decode()} for one in old.all]
        info.device_keys = json.dumps(keys.to_dict() | {"card": card.to_bytes().decode(), "former": former})
        change = {"fingerprint": [old.card.fingerprint, card.fingerprint]}
        append_many(session, "book_info", "renew-keys", [(info.book_id, change)])
        return _write(card, out)


def store_card(info: BookInfo, card: Card) -> None:
    """Keep our own card as it was signed by another device too; the keys stay."""
    info.device_keys = json.dumps(json.loads(info.device_keys) | {"card": card.to_bytes().decode()})


def accept_partner(book: Book, file: Path, fingerprint: str) -> Card:
    """Trust the card in `file` when the fingerprint was read aloud rightly. Raises CardError, FingerprintError."""
    card = accept_card(read_bytes(file, what="名片", at_most=MAX_CARD), fingerprint)
    _trust(book, card, "结对登记")
    return card


def accept_successor(book: Book, file: Path) -> Card:
    """Trust the new card of somebody we are paired with, when his old key has signed it; no fingerprint is needed.

    Raises CardError where it has not, or where nobody with that code is paired.
    """
    card = read_card(read_bytes(file, what="名片", at_most=MAX_CARD))
    with book.read() as session:
        trusted = next((one for one in partners(session) if one.code == card.code), None)
    if trusted is None:
        raise CardError("原来没有和它结对")
    check_rotation(card, trusted)
    _trust(book, card, "更换名片")
    return card


def revoke_partner(book: Book, code: str, why: str) -> None:
    """Trust a card no more: a laptop was stolen, an officer left. What it signs from now on is refused.

    Raises NotFoundError where nobody with that code is paired.
    """
    with book.write("撤销结对") as session:
        row = session.get(Partner, code)
        if row is None or row.revoked_at:
            raise NotFoundError("结对单位", code)
        row.revoked_at, row.revoked_why = book.stamp(), why
        change = {"fingerprint": [row.fingerprint, None], "why": [None, why]}
        append_many(session, "partner", "revoke", [(code, change)])


def set_escrow(book: Book, recipient: str, name: str, confirm_last8: str) -> None:
    """Add the county's emergency key to every later bundle, after its last eight characters were typed.

    Who calls asks the password first (`book.confirm_password`, or has just opened the book with it). Raises
    RecipientError, EscrowUnconfirmedError.
    """
    check_age(recipient)
    if not escrow_confirmed(recipient, confirm_last8):
        raise EscrowUnconfirmedError()
    with book.write("登记县应急钥匙") as session:
        info = session.scalars(select(BookInfo)).one()
        before = info.escrow_recipient
        info.escrow_recipient, info.escrow_name = recipient, name
        change = {"escrow_recipient": [before, recipient], "escrow_name": [None, name]}
        append_many(session, "book_info", "escrow", [(info.book_id, change)])


def partners(session: Session, role: str = "") -> list[Card]:
    """The cards that are trusted, or those with one role; revoked ones are left out."""
    rows = session.scalars(select(Partner).where(Partner.revoked_at == "").order_by(Partner.code))
    return [read_card(row.card.encode()) for row in rows if role in ("", row.role)]


def paired(session: Session) -> list[Partner]:
    """Everybody we were ever paired with, the revoked ones too."""
    return list(session.scalars(select(Partner).order_by(Partner.role, Partner.code)))


def addressee(session: Session, role: str) -> Card:
    """The one card a bundle goes to. Raises NotPairedWithAnyError where nobody with that role is paired."""
    found = partners(session, role)
    if not found:
        raise NotPairedWithAnyError()
    return found[0]


def escrow(session: Session) -> list[Recipient]:
    """The county's emergency key, where one is set."""
    recipient = session.scalars(select(BookInfo)).one().escrow_recipient
    return [Recipient.escrow(recipient)] if recipient else []


def _trust(book: Book, card: Card, act: str) -> None:
    with book.write(act) as session:
        trust_card(session, card, book.stamp())


def trust_card(session: Session, card: Card, at: str) -> None:
    """Trust a card whose fingerprint was compared, in the act of `session`; it takes the place of an older one."""
    before = session.get(Partner, card.code)
    old = before.fingerprint if before is not None else None
    session.merge(
        Partner(
            code=card.code,
            role=str(card.role),
            name=card.name,
            fingerprint=card.fingerprint,
            card=card.to_bytes().decode(),
            accepted_at=at,
            revoked_at="",
            revoked_why="",
        )
    )
    change = {"fingerprint": [old, card.fingerprint], "name": [None, card.name]}
    append_many(session, "partner", "pair", [(card.code, change)])


def _write(card: Card, out: Path) -> CardFile:
    write_atomic(out, card.to_bytes(), what="名片", mode=PUBLIC_FILE)
    signers = out.with_name(out.name + ".allowed_signers")
    write_atomic(signers, card.allowed_signers.encode(), what="名片", mode=PUBLIC_FILE)
    return CardFile(card.fingerprint, out, card.age, card.ssh)
