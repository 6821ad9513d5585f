"""The session of a book: each flush is journalled, each act indexed for search, removed rows left out of reads."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import search_index
from app.models.base import hide_removed
from app.models.journal import Act, install


class BookSession(Session):
    """Sessions of a book; those that write carry their act and the book's own code."""

    def enter(self, act: Act, book_code: str) -> None:
        """What the journal needs before the first flush."""
        self.info["act"] = act
        self.info["book_code"] = book_code


install(BookSession)
search_index.install(BookSession)
hide_removed(BookSession)
