"""Real books for tests: a cheap Argon2id, a known password, an invented village."""

from __future__ import annotations

from pathlib import Path

from app.storage.book import Book, NewBook, create_book, open_book
from app.storage.keys import KdfCost

CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
PASSWORD = "柳树沟的密码2026"  # of invented books
VILLAGE = NewBook(
    code="511724100203", name="柳树沟村", role="village", officer="李守信", pack_id="national-2021", practice=True
)
TOWNSHIP = NewBook(
    code="511724100000", name="清溪镇", role="township", officer="王镇办", pack_id="national-2021", practice=True
)


def new_book(folder: Path, info: NewBook = VILLAGE) -> Book:
    """An open, empty book in `folder`."""
    return create_book(folder, PASSWORD, info, cost=CHEAP)[0]


def reopened(folder: Path) -> Book:
    """The book in `folder`, opened again."""
    return open_book(folder, PASSWORD)
