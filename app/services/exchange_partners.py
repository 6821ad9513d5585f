"""Pairing as its page shows it: our own card, and everybody we ever paired with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BookInfo
from app.services.exchange_files import ROLE_WORDS
from app.services.pairing import own_device, paired, set_escrow
from app.storage.book import Book

VILLAGE, TOWNSHIP = "village", "township"


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One partner; `revoked` is why it is not trusted any more, "" while it is."""

    code: str
    name: str
    role: str
    fingerprint: str
    since: date
    revoked: str


@dataclass(frozen=True, slots=True)
class PairingView:
    """Our card as it is read aloud, whom we trust, and the county's emergency key by its name."""

    code: str
    name: str
    role: str
    fingerprint: str
    partners: tuple[PartnerLine, ...]
    escrow: str

    @property
    def trusted(self) -> int:
        """How many are trusted."""
        return sum(not one.revoked for one in self.partners)


def read_pairing(session: Session) -> PairingView:
    """Read the pairing page, those that are trusted first."""
    info = session.scalars(select(BookInfo)).one()
    partners = [
        PartnerLine(
            code=one.code,
            name=one.name,
            role=ROLE_WORDS.get(one.role, one.role),
            fingerprint=one.fingerprint,
            since=date.fromisoformat(one.accepted_at[:10]),
            revoked=(one.revoked_why or "已撤销") if one.revoked_at else "",
        )
        for one in paired(session)
    ]
    return PairingView(
        code=info.code,
        name=info.name,
        role=info.role,
        fingerprint=own_device(session).card.fingerprint,
        partners=tuple(sorted(partners, key=lambda one: (bool(one.revoked), one.code))),
        escrow=info.escrow_name if info.escrow_recipient else "",
    )


def set_escrow_with_password(book: Book, recipient: str, name: str, last8: str, password: str) -> None:
    """Register the county's emergency key after the password was given again.

    Raises WrongPasswordError, TooManyTriesError, RecipientError, EscrowUnconfirmedError.
    """
    book.confirm_password(password)
    set_escrow(book, recipient, name, last8)
