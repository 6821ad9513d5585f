"""The epoch of a book: a new one begins where its history may have forked — a restored backup, an order of the desk.

`(epoch_no, seq)` orders the bundles of a book, so a new epoch must be higher than any that the book has known.
"""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import BookInfo, SentBundle
from app.models.journal import append_many
from app.storage.book import Book


def begin_new_epoch(book: Book, why: str, *, at_least: int = 0) -> int:
    """Begin a new epoch in an act of its own named `why`; answers its number."""
    with book.write(why) as session:
        return new_epoch(session, at_least)


def new_epoch(session: Session, at_least: int = 0) -> int:
    """Begin a new epoch, numbers from 1; its number is above the present one, all sent ones, and `at_least`."""
    info = session.scalars(select(BookInfo)).one()
    before = info.epoch_no
    sent = session.scalar(select(func.max(SentBundle.epoch_no))) or 0
    info.epoch_no = 1 + max(before, sent, at_least)
    info.epoch_id = secrets.token_hex(16)
    info.seq = 0
    append_many(session, "book_info", "epoch", [(info.book_id, {"epoch_no": [before, info.epoch_no]})])
    return info.epoch_no
