"""Which policy pack holds in this book: the built-in ones and those that a county edited or sent."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import PolicyPack
from app.domain.rates import RateTables
from app.models import BookInfo, PackFile
from app.packs.policies import check_policy_text, event_packs, load_policy, pack_in_force
from app.packs.rates import load_rate_tables
from app.storage.book import Book

POLICY = "policy"


def policy_shadows(session: Session) -> dict[str, str]:
    """The newest text of every pack that this book holds itself, by pack id."""
    statement = select(PackFile).where(PackFile.kind == POLICY).order_by(PackFile.version)
    return {row.file_id: row.text for row in session.scalars(statement)}


def book_policy(session: Session, pack_id: str = "", on: date | None = None) -> PolicyPack:
    """The pack with this id, or the book's own pack; with `on` the one that rules the county on that day.

    Raises DataFileError where there is none.
    """
    chosen = pack_id or session.scalars(select(BookInfo)).one().pack_id
    return _loaded(chosen, tuple(sorted(policy_shadows(session).items())), on)


def policy_for_extension(session: Session, pack_id: str, on: date) -> PolicyPack:
    """The pack that rules an extension on `on`: an event's (an epidemic) where one holds, else the loan's own."""
    shadows = policy_shadows(session)
    pack = book_policy(session, pack_id)
    events = event_packs(on, shadows)
    under_event = any(event.id in pack.lineage for event in events)
    return pack if under_event or not events else events[0]


@lru_cache(maxsize=1)
def rate_tables() -> RateTables:
    """The LPR and the benchmark."""
    return load_rate_tables()


@lru_cache(maxsize=64)
def _loaded(pack_id: str, shadows: tuple[tuple[str, str], ...], on: date | None) -> PolicyPack:
    return load_policy(pack_id, dict(shadows)) if on is None else pack_in_force(pack_id, on, dict(shadows))


def take_policy(book: Book, text: str, file: str, origin: str) -> PolicyPack:
    """Take a pack file into the book, where it shadows any older one with its id. Raises DataFileError."""
    with book.read() as session:
        pack = check_policy_text(text, file, policy_shadows(session))
    with book.write("登记政策包") as session:
        session.add(pack_row(session, pack.id, text, origin))
    return pack


def pack_row(session: Session, pack_id: str, text: str, origin: str) -> PackFile:
    """The row for the next version of a pack file."""
    statement = select(PackFile.version).where(PackFile.kind == POLICY, PackFile.file_id == pack_id)
    last = max(session.scalars(statement), default=0)
    digest = sha256(text.encode()).hexdigest()
    return PackFile(kind=POLICY, file_id=pack_id, version=last + 1, text=text, sha256=digest, origin=origin)
