"""From a place that the officer names (a stick, a folder, a file) to what is read there: bundles, receipts, a card."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import KnownError, MissingFileError
from app.exchange.cards import Card, read_card
from app.exchange.lineage import Outcome
from app.exchange.names import RECEIPT, looks_like_ours
from app.files import disk_faults, read_bytes, write_atomic
from app.services.mirror import Imported, import_many, index_search
from app.services.outbox import COPY_FOLDER, made_here
from app.services.pairing import MAX_CARD
from app.services.receipts import import_receipts
from app.services.sticks import list_sticks
from app.storage.book import Book

ROLE_WORDS = {"village": "村", "township": "乡镇", "county": "县"}
CARD_SUFFIX = ".card"

GoOn = Callable[[int, int], bool]
"""Told after each file how many of how many are done; answers whether to go on."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A folder to write to: how it is called, bytes free, whether it is there."""

    folder: Path
    name: str
    free: int
    there: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """Whose card a file is. Its fingerprint is to be heard from the other side, so it is not to be shown before.

    A `successor` says that an older card of the same desk has signed it.
    """

    file: Path
    code: str
    name: str
    role: str
    fingerprint: str
    successor: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptReading:
    """What reading receipts did: the sentence, and the files that were refused with their sentences."""

    text: str
    refused: tuple[tuple[str, str], ...]


def look_at_place(folder: Path) -> PlaceView:
    """What is known of a folder: a stick by its own name, another by its path."""
    stick = next((one for one in list_sticks() if one.folder == folder), None)
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return PlaceView(folder, str(folder), 0, there=False)
    return PlaceView(folder, stick.name if stick is not None else str(folder), free, there=folder.is_dir())


def plugged_in() -> tuple[PlaceView, ...]:
    """The sticks that can be written to now."""
    return tuple(PlaceView(one.folder, one.name, one.free, there=True) for one in list_sticks() if one.writable)


def look_at_card(file: Path) -> CardView:
    """Whose card it is. Raises CardError, MissingFileError, or the disk's KnownError."""
    card: Card = read_card(read_bytes(file, what="名片", at_most=MAX_CARD))
    return CardView(
        file, card.code, card.name, ROLE_WORDS.get(card.role, str(card.role)), card.fingerprint, bool(card.previous_ssh)
    )


def save_pdf(file: Path, pdf: bytes) -> Path:
    """Write a slip as a PDF; answers where. Raises the disk's KnownError."""
    write_atomic(file, pdf, what="PDF")
    return file


def import_at(book: Book, place: Path, progress: GoOn | None = None) -> list[Imported]:
    """Take every bundle at `place` into the mirror; one that is refused does not stop the others.

    Raises MissingFileError where there is none.
    """
    files = _files_at(book, place, "交换包")
    done: list[Imported] = []
    for file in files:
        done += import_receipts(book, [file]) if file.name.upper().startswith(RECEIPT) else import_many(book, [file])
        if progress is not None and not progress(len(done), len(files)):
            break
    index_search(book)
    return done


def read_receipts_at(book: Book, place: Path) -> ReceiptReading:
    """Read the receipts at `place`. Raises MissingFileError where there is none, what was wrong where none was good."""
    read = import_receipts(book, _files_at(book, place, "回执"))
    good = [each for each in read if each.error is None]
    if not good:
        raise _first_error(read)
    told = next((each for each in reversed(good) if each.outcome is Outcome.IMPORTED), good[-1])
    refused = tuple((Path(each.file).name, str(each.error)) for each in read if each.error is not None)
    return ReceiptReading(f"{Path(told.file).name}：{told.reason}。", refused)


def _first_error(read: list[Imported]) -> KnownError:
    return next(each.error for each in read if each.error is not None)


def _files_at(book: Book, place: Path, what: str) -> list[Path]:
    """The file itself, or what others made for us in a folder and the folders in it (a desk keeps one per village)."""
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise MissingFileError(str(place))
    with disk_faults(place, what):
        folders = [place, *sorted(one for one in place.iterdir() if one.is_dir() and one.name != COPY_FOLDER)]
        found = [file for folder in folders for file in _in_folder(folder)]
    files = [file for file in found if not made_here(book, file)]
    if not files:
        raise MissingFileError(f"{place} 里的{what}")
    return files


def _in_folder(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if looks_like_ours(file.name) and file.is_file())
    except PermissionError:  # a stick may carry folders of the system
        return []
