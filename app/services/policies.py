"""Which policy packs and rates hold in this book: the built-in ones and those that a county edited or sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DataFileError
from app.domain.policy import PolicyPack
from app.domain.policy_diff import PolicyDifference, diff
from app.domain.rates import RateTable, RateTables
from app.models import BookInfo, PackFile
from app.models.journal import append_many
from app.packs.policies import check_policy_text, event_packs, load_policy, pack_in_force, policy_ids
from app.packs.rates import load_rate_tables, rates_text, read_rates, with_new_row
from app.services.county_files import read_data_file
from app.storage.book import Book

POLICY, RATES = "policy", "rates"


def own_files(session: Session, kind: str) -> dict[str, str]:
    """The newest text of every data file of one kind that this book holds itself, by id: it shadows the built-in."""
    return _texts(session, kind)


def policy_shadows(session: Session, book_code: str = "") -> dict[str, str]:
    """The newest text of every pack that this book holds itself, by pack id; with `book_code`, at a township, those of
    that village's book come first."""
    return _texts(session, POLICY, book_code)


def book_policy(session: Session, pack_id: str = "", on: date | None = None, book_code: str = "") -> PolicyPack:
    """The pack with this id, or the book's own pack; with `on` the one that rules the county on that day.

    `book_code` is the book whose row names the pack, where that is not this book. Raises DataFileError.
    """
    chosen = pack_id or session.scalars(select(BookInfo)).one().pack_id
    return _loaded(chosen, tuple(sorted(policy_shadows(session, book_code).items())), on)


def policy_for_extension(session: Session, pack_id: str, on: date) -> PolicyPack:
    """The pack that rules an extension on `on`: an event's (an epidemic) where one holds, else the loan's own."""
    shadows = policy_shadows(session)
    pack = book_policy(session, pack_id)
    events = event_packs(on, shadows)
    under_event = any(event.id in pack.lineage for event in events)
    return pack if under_event or not events else events[0]


def rate_tables(session: Session) -> RateTables:
    """The LPR and the benchmark, with the rows that this book added."""
    return _rates(tuple(sorted(_texts(session, RATES).items())))


def add_rates(book: Book, table_id: str, since: date, percents: Sequence[Decimal]) -> RateTable:
    """A new row at the end of a rate table, one rate per bracket in per cent. Raises DataFileError."""
    with book.write(f"登记利率 {table_id}") as session:
        text = _texts(session, RATES).get(table_id) or rates_text(table_id)
        longer = with_new_row(text, f"{table_id}.toml", since, percents)
        session.add(file_row(session, RATES, table_id, longer, "本机登记"))
    return read_rates(longer, f"{table_id}.toml")


@lru_cache(maxsize=4)
def _rates(shadows: tuple[tuple[str, str], ...]) -> RateTables:
    return load_rate_tables(dict(shadows))


@lru_cache(maxsize=64)
def _loaded(pack_id: str, shadows: tuple[tuple[str, str], ...], on: date | None) -> PolicyPack:
    return load_policy(pack_id, dict(shadows)) if on is None else pack_in_force(pack_id, on, dict(shadows))


def take_policy(book: Book, text: str, file: str, origin: str) -> PolicyPack:
    """Take a pack file into the book, where it shadows any older one with its id. Raises DataFileError."""
    with book.read() as session:
        pack = check_policy_text(text, file, policy_shadows(session))
    with book.write("登记政策包") as session:
        session.add(file_row(session, POLICY, pack.id, text, origin))
    return pack


@dataclass(frozen=True, slots=True)
class PackOffer:
    """Another pack beside the one in use: what it says differently, and its text where it is not in the book yet."""

    pack: PolicyPack
    differences: tuple[PolicyDifference, ...]
    text: str = ""
    file: str = ""


def list_packs(session: Session) -> list[tuple[str, str]]:
    """(id, name) of every pack, the one in use first; one of the book that cannot be read is left out."""
    shadows = policy_shadows(session)
    used = session.scalars(select(BookInfo)).one().pack_id
    found = []
    for pack_id in policy_ids(shadows):
        try:
            found.append((pack_id, load_policy(pack_id, shadows).name))
        except DataFileError:
            continue
    return sorted(found, key=lambda each: each[0] != used)


def look_at_pack(session: Session, pack_id: str, file: Path | None = None) -> PackOffer:
    """A pack by its id, or out of a county's file, compared with the one in use. Raises DataFileError."""
    before = book_policy(session)
    if file is None:
        pack = book_policy(session, pack_id)
        return PackOffer(pack, diff(before, pack))
    text = read_data_file(file, "政策包")
    pack = check_policy_text(text, file.name, policy_shadows(session))
    return PackOffer(pack, diff(before, pack), text, file.name)


def use_policy(book: Book, pack_id: str) -> PolicyPack:
    """From now on this pack rules new acts; loans and ratings keep what they were made under."""
    with book.write("换政策包") as session:
        pack = book_policy(session, pack_id)
        info = session.scalars(select(BookInfo)).one()
        append_many(session, "book_info", "change", [(info.book_id, {"pack_id": [info.pack_id, pack.id]})])
        info.pack_id = pack.id
    book.refresh()
    return pack


def file_row(session: Session, kind: str, file_id: str, text: str, origin: str) -> PackFile:
    """The row for the next version of a data file of this book."""
    own = _own_code(session)
    statement = select(PackFile.version).where(
        PackFile.book_code == own, PackFile.kind == kind, PackFile.file_id == file_id
    )
    last = max(session.scalars(statement), default=0)
    digest = sha256(text.encode()).hexdigest()
    return PackFile(kind=kind, file_id=file_id, version=last + 1, text=text, sha256=digest, origin=origin)


def _texts(session: Session, kind: str, book_code: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for code in dict.fromkeys((_own_code(session), book_code or _own_code(session))):
        rows = select(PackFile).where(PackFile.book_code == code, PackFile.kind == kind).order_by(PackFile.version)
        found |= {row.file_id: row.text for row in session.scalars(rows)}
    return found


def _own_code(session: Session) -> str:
    return session.scalars(select(BookInfo.code)).one()
