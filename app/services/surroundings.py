"""What is to be said about the computer's clock and the book's folder, as values for window and command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models.journal import newest_entry
from app.storage.book import Book
from app.storage.surroundings import clock_advice, folder_advice


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A sentence about the clock and one about the folder, each empty where nothing is wrong."""

    clock: str = ""
    folder: str = ""

    @property
    def said(self) -> list[str]:
        """The sentences that there are."""
        return [text for text in (self.clock, self.folder) if text]


def surroundings(book: Book, *, now: datetime | None = None) -> Surroundings:
    """What is to be said about an open book; `now` is the clock's moment unless given."""
    with book.read() as session:
        newest = newest_entry(session.connection())
    return Surroundings(clock_advice(book.moment(now), newest), folder_advice(book.folder))


def about_folder(folder: Path) -> str:
    """What is to be said about a folder before a book is made in it, empty where nothing is."""
    return folder_advice(folder)
