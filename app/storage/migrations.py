"""Older books become new ones: numbered, frozen steps on a checked copy that is swapped in."""

from __future__ import annotations

from app.storage.engine import check_identity, connect
from app.storage.keys import BookKey
from app.storage.places import BookFolder


def migrate(places: BookFolder, key: BookKey) -> None:
    """Bring the book to the schema of this program."""
    connection = connect(places.book, key)
    try:
        check_identity(connection, places.book)
    finally:
        connection.close()
