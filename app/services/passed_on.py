"""A desk's bundle upward: its own rows, and those of the books that it mirrors, each said to be whose.

The card of the sender says for which books it may speak: those below its own region code. A book that comes here
directly is not taken from a desk that passes it on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import BundleContentError
from app.exchange.opening import Opened
from app.models import MirrorState
from app.services.bundle_rows import rows_of_books
from app.services.mirror_rows import Replaced, replace_mirrors

MIRRORS = "mirror_book"
_CARRIED = (
    "book_code", "name", "epoch_no", "epoch_id", "seq", "digest", "journal_head", "journal_length", "as_of",
    "received_at", "totals", "counts",
)  # fmt: skip


class PassedOn(msgspec.Struct):
    """What the sender holds of one of its books."""

    book_code: str
    name: str
    epoch_no: int
    epoch_id: str
    seq: int
    digest: str
    journal_head: str
    journal_length: int
    as_of: str
    received_at: str
    totals: str
    counts: str


def books_below(session: Session) -> list[MirrorState]:
    """The books that this desk holds, by code."""
    return list(session.scalars(select(MirrorState).order_by(MirrorState.book_code)))


def desk_tables(session: Session, own: str) -> dict[str, Iterator[dict[str, Any]]]:
    """The tables of a desk's bundle upward."""
    states = books_below(session)
    said = ({name: getattr(state, name) for name in _CARRIED} for state in states)
    return {MIRRORS: said} | rows_of_books(session.connection(), own, [state.book_code for state in states])


def may_speak_for(desk: str, book: str) -> bool:
    """Whether a book lies below a desk, by their region codes: 513123104205 below 513123104000."""
    start = desk
    while start.endswith("000"):
        start = start[:-3]
    return book != desk and len(start) < len(desk) and book.startswith(start)


def replace_all(
    session: Session, opened: Opened, marks: Mapping[str, str], before: Mapping[str, str] | None
) -> Replaced:
    """Bring the mirrors of a desk and of its books to what its bundle brings. Raises BundleContentError."""
    home = opened.manifest.book_code
    known = {state.book_code: state for state in books_below(session)}
    passed = [one for one in _read(opened.tables[MIRRORS]) if may_speak_for(home, one.book_code)]
    passed = [one for one in passed if one.book_code not in known or known[one.book_code].through == home]
    empty = {home: before is None} | {one.book_code: one.book_code not in known for one in passed}
    replaced = replace_mirrors(session.connection(), home, empty, opened.tables, marks, before)
    for one in passed:
        session.merge(
            MirrorState(**msgspec.structs.asdict(one), marks="{}", receipt_owed=False, addressed="", through=home)
        )
    return replaced


def _read(rows: Iterable[Mapping[str, Any]]) -> list[PassedOn]:
    try:
        found = [msgspec.convert(row, PassedOn) for row in rows]
        for one in found:
            json.loads(one.totals), json.loads(one.counts)
    except (msgspec.ValidationError, ValueError):
        raise BundleContentError(MIRRORS, "内容不合规定") from None
    return found
