"""Unfinished forms: kept encrypted beside the book, so that locking never loses what was typed and never waits.

A draft is named by its form and what it is about, `apply:H12`: the part after the colon is a household number, a note
number, or the id of a row, and the draft goes when that is gone. Nothing here raises: a disk without room, a damaged
draft, are values, because a lock must always succeed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import KnownError
from app.files import remove
from app.models import Base, Household, Loan, Row
from app.storage import sealed_files
from app.storage.book import CHINA, Book

KEPT_FOR = timedelta(days=90)  # a form nobody came back to in a season is not coming back


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished form: `saved_at` ISO with offset, `values` as JSON has them; a damaged one has neither."""

    name: str
    saved_at: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    damaged: bool = False

    @property
    def about(self) -> str:
        """The household, note or row that it is for, empty for a form that stands alone."""
        return self.name.partition(":")[2]


def save_draft(book: Book, name: str, values: Mapping[str, Any]) -> str:
    """Keep the form over what was kept under `name` before; answers why it could not be kept, or nothing.

    Needs neither the writer nor the reader. Dates and money go in as text.
    """
    body = {"name": name, "saved_at": book.stamp(), "values": dict(values)}
    try:
        content = json.dumps(body, ensure_ascii=False, default=str).encode()
        sealed_files.keep_draft(book.places, book.seal, name, content)
    except KnownError as error:
        return str(error)
    return ""


def read_draft(book: Book, name: str) -> Draft | None:
    """The form kept under `name`, None where there is none."""
    try:
        content = sealed_files.read_draft(book.places, book.seal, name)
    except KnownError:
        return Draft(name, damaged=True)
    return None if content is None else _draft(content, name)


def list_drafts(book: Book) -> list[Draft]:
    """All drafts, the newest first; the damaged ones, whose names cannot be known, last."""
    drafts = [_draft(content or b"") for _, content in _kept(book)]
    return sorted(drafts, key=lambda draft: draft.saved_at, reverse=True)


def drop_draft(book: Book, name: str) -> None:
    """The form was saved or thrown away."""
    try:
        sealed_files.forget_draft(book.places, book.seal, name)
    except KnownError:
        return  # a book without its seal has no drafts


def clear_drafts(book: Book, *, now: datetime | None = None) -> int:
    """Drop the drafts whose household, note or row is gone, and those older than 90 days; answers how many."""
    oldest = book.moment(now) - KEPT_FOR
    gone = []
    with book.read() as session:
        for path, content in _kept(book):
            draft = _draft(content or b"")
            orphan = draft.about and not _stands(session, book.code, draft.about)
            if orphan or _saved(draft, path) < oldest:
                gone.append(path)
    for path in gone:
        remove(path)
    return len(gone)


def _kept(book: Book) -> list[tuple[Path, bytes | None]]:
    try:
        return sealed_files.kept_drafts(book.places, book.seal)
    except KnownError:
        return []


def _draft(content: bytes, name: str = "") -> Draft:
    try:
        body = json.loads(content)
        return Draft(str(body["name"]), str(body["saved_at"]), dict(body["values"]))
    except (ValueError, KeyError, TypeError):
        return Draft(name, damaged=True)


def _saved(draft: Draft, path: Path) -> datetime:
    """When it was kept; the file's own time where the draft cannot say."""
    if draft.saved_at:
        return datetime.fromisoformat(draft.saved_at)
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, CHINA)
    except OSError:
        return datetime.now(CHINA)


def _stands(session: Session, code: str, key: str) -> bool:
    """Whether a household, a note or any row of this book goes by `key` and is not removed."""
    by_number = (
        select(Household.id).where(Household.book_code == code, Household.number == key),
        select(Loan.id).where(Loan.book_code == code, Loan.note_number == key),
    )
    if any(session.scalars(statement.limit(1)).first() for statement in by_number):
        return True
    rows = (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row))
    return any(session.scalars(select(row.id).where(row.book_code == code, row.id == key)).first() for row in rows)
