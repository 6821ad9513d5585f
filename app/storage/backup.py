"""Backups: a keyed copy, opened and checked before it gets its name, with its own key file, thinned as it ages.

A book that fails its own page check is refused, so that a damaged book never takes the place of a good backup.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import DamagedBackupError, KnownError, NotFoundError
from app.files import (
    disk_faults,
    make_folder,
    put_in_place,
    read_bytes,
    remove,
    sweep,
    sync_folder,
    temporary_name,
    write_atomic,
)
from app.storage.copying import check_copy, copy_book
from app.storage.engine import checkpoint
from app.storage.key_file import read_key_file, write_key_file
from app.storage.keys import BookKey
from app.storage.places import BookFolder
from app.storage.sealed_files import copy_new_scans
from app.storage.thinning import to_remove

if TYPE_CHECKING:
    from app.storage.book import Book

WHAT = "备份"
BOOK, KEY, ABOUT, SCANS = "book.db", "book.key", "about.json", "scans"
FORMAT = "huicun-backup"
_COARSEST_CLOCK = 2.0  # seconds between two times of a file on FAT


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: `made_at` ISO with offset, `size` in bytes, `source` a mark of the file it was made from."""

    id: str
    made_at: str
    reason: str
    book_id: str
    schema: int
    size: int
    source: str
    households: int
    journal_length: int
    newest_entry: str
    epoch_no: int
    format: str = FORMAT

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)


def make_backup(book: Book, reason: str = "手动", *, now: datetime | None = None, thin: bool = True) -> Backup:
    """Copy the book as it is now; entering waits meanwhile.

    Raises BackupRefusedError for a damaged book, DamagedBackupError where the copy fails its check, or the disk's
    KnownError; the backups made before then stay as they were.
    """
    with book.pause_writing() as connection:
        checkpoint(connection, book.places.book)
        made = back_up_file(book.places, book.key, reason, book.moment(now))
    if thin:
        thin_backups(book.folder, made.moment)
    return made


def backup_if_changed(book: Book, *, now: datetime | None = None) -> Backup | None:
    """A backup on closing, unless the newest one holds this very book already."""
    with book.pause_writing() as connection:
        checkpoint(connection, book.places.book)
        newest = next(iter(list_backups(book.folder)), None)
        if newest is not None and newest.source and newest.source == _mark(book.places.book):
            return None
        return make_backup(book, "关闭时", now=now)


def list_backups(folder: Path) -> list[Backup]:
    """All backups of the book in `folder`, newest first.

    One without a readable description is left out, and so is one whose making was killed before it got its name.
    """
    found = []
    for about in BookFolder.at(folder).backups.glob(f"*/{ABOUT}"):
        try:
            found.append(read_about(about.parent))
        except KnownError:
            continue
    return sorted(found, key=lambda backup: (backup.moment, backup.id), reverse=True)


def find_backup(folder: Path, backup_id: str) -> Path:
    """The folder of a backup by its id or its path; NotFoundError."""
    for place in (BookFolder.at(folder).backups / backup_id, Path(backup_id).expanduser().absolute()):
        if (place / BOOK).is_file() and (place / KEY).is_file():
            return place
    raise NotFoundError("备份", backup_id)


def read_about(place: Path) -> Backup:
    """The description of the backup in `place`; DamagedBackupError."""
    try:
        body = json.loads(read_bytes(place / ABOUT, what=WHAT, at_most=10_000))
        known = {field.name: body[field.name] for field in fields(Backup)}
        about = Backup(**known)
        if about.format != FORMAT or about.id != place.name or about.moment.tzinfo is None:
            raise DamagedBackupError(place.name)
        return about
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DamagedBackupError(place.name) from None


def back_up_file(places: BookFolder, key: BookKey, reason: str, moment: datetime) -> Backup:
    """Copy a book file that nobody writes to, check the copy, and only then give the backup its name."""
    backup_id = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    final = places.backups / backup_id
    make_folder(places.backups, what=WHAT)
    sweep(places.backups)
    temporary = temporary_name(final)
    make_folder(temporary, what=WHAT)
    try:
        copy_book(places.book, key, temporary / BOOK)
        contents = check_copy(temporary / BOOK, key, backup_id, just_made=True)
        write_key_file([temporary / KEY], read_key_file(places.keys))
        copy_new_scans(places.scans, places.backups / SCANS)
        made = Backup(
            id=backup_id,
            made_at=moment.isoformat(timespec="milliseconds"),
            reason=reason,
            book_id=contents.book_id,
            schema=contents.schema,
            size=(temporary / BOOK).stat().st_size,
            source=_mark(places.book),
            households=contents.households,
            journal_length=contents.journal_length,
            newest_entry=contents.newest_entry,
            epoch_no=contents.epoch_no,
        )
        write_atomic(temporary / ABOUT, json.dumps(asdict(made), ensure_ascii=False, indent=1).encode(), what=WHAT)
        with disk_faults(final, WHAT):
            sync_folder(temporary)
            put_in_place(temporary, final)
        return made
    finally:
        remove(temporary)


def thin_backups(folder: Path, now: datetime) -> list[str]:
    """Remove what `thinning` lets go; answers their ids."""
    places = BookFolder.at(folder)
    gone = to_remove({backup.id: backup.moment for backup in list_backups(folder)}, now)
    for backup_id in sorted(gone):
        remove(places.backups / backup_id)
    return sorted(gone)


def _mark(path: Path) -> str:
    """A mark of the book's file that changes whenever it is written; empty while it is too fresh to tell."""
    with disk_faults(path, WHAT):
        status = path.stat()
        if time.time() - status.st_mtime < _COARSEST_CLOCK:
            return ""
        return f"{status.st_size}-{status.st_mtime_ns}"
