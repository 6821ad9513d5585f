"""Pairing: our own public card, the cards we trust, and the county's emergency key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import EscrowUnconfirmedError, NotPairedWithAnyError
from app.exchange.cards import Card, accept_card, make_card, read_card
from app.exchange.keys import DeviceKeys, check_age
from app.exchange.parties import OwnDevice, Recipient, escrow_confirmed
from app.files import read_bytes, write_atomic
from app.models import BookInfo, Partner
from app.storage.book import Book

MAX_CARD = 16_384
PUBLIC_FILE = 0o644


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card that was written: its fingerprint, the file, and both public keys."""

    fingerprint: str
    file: Path
    age: str
    ssh: str


def own_device(session: Session) -> OwnDevice:
    """This book's keys with its card."""
    info = session.scalars(select(BookInfo)).one()
    keys = DeviceKeys.from_dict(json.loads(info.device_keys))
    return OwnDevice(keys, make_card(keys, info.code, info.name, info.role, datetime.fromisoformat(info.created_at)))


def write_card(book: Book, out: Path) -> CardFile:
    """Write our public card to `out`, and the line for ssh-keygen beside it as `….allowed_signers`."""
    with book.read() as session:
        card = own_device(session).card
    write_atomic(out, card.to_bytes(), what="名片", mode=PUBLIC_FILE)
    signers = out.with_name(out.name + ".allowed_signers")
    write_atomic(signers, card.allowed_signers.encode(), what="名片", mode=PUBLIC_FILE)
    return CardFile(card.fingerprint, out, card.age, card.ssh)


def accept_partner(book: Book, file: Path, fingerprint: str) -> Card:
    """Trust the card in `file` when the fingerprint was read aloud rightly. Raises CardError, FingerprintError."""
    card = accept_card(read_bytes(file, what="名片", at_most=MAX_CARD), fingerprint)
    with book.write("结对登记") as session:
        session.merge(
            Partner(
                code=card.code,
                role=str(card.role),
                name=card.name,
                fingerprint=card.fingerprint,
                card=card.to_bytes().decode(),
                accepted_at=book.stamp(),
            )
        )
    return card


def set_escrow(book: Book, recipient: str, name: str, confirm_last8: str) -> None:
    """Add the county's emergency key to every later bundle, after its last eight characters were typed.

    Raises RecipientError, EscrowUnconfirmedError.
    """
    check_age(recipient)
    if not escrow_confirmed(recipient, confirm_last8):
        raise EscrowUnconfirmedError()
    with book.write("登记县应急钥匙") as session:
        info = session.scalars(select(BookInfo)).one()
        info.escrow_recipient, info.escrow_name = recipient, name


def partners(session: Session, role: str = "") -> list[Card]:
    """The cards that are trusted, or those with one role."""
    rows = session.scalars(select(Partner).order_by(Partner.code))
    return [read_card(row.card.encode()) for row in rows if role in ("", row.role)]


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
