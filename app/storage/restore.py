"""Put a backup in the place of the book: the present is saved first, and a crash leaves one of the two whole."""

from __future__ import annotations

import secrets
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.domain.errors import (
    BackupRefusedError,
    DamagedBackupError,
    DamagedBookError,
    DamagedKeyFileError,
    ForeignFileError,
    KnownError,
    NewerBookError,
    WrongPasswordError,
)
from app.files import copy_file, disk_faults, make_folder, must_remove, put_in_place, sweep, temporary_name
from app.storage.backup import BOOK, KEY, SCANS, Backup, back_up_file, find_backup
from app.storage.book import CHINA
from app.storage.copying import check_copy
from app.storage.engine import SCHEMA_VERSION, WHAT, checkpoint, connect, discard, salt_of
from app.storage.key_file import KeyFile, read_key_file, write_key_file
from app.storage.keys import BookKey
from app.storage.lock import BookLock
from app.storage.opening import Clock, key_of
from app.storage.places import BookFolder
from app.storage.sealed_files import copy_new_scans
from app.storage.tries import guarded


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the book's place now, and where the present went: a backup, or (damaged) a folder of its files."""

    backup_id: str
    saved: Backup | None
    set_aside: Path | None


@dataclass(frozen=True, slots=True)
class _Keys:
    """The key of the backup, its key file where it must take the present one's place, and the key of the present."""

    backup: BookKey
    key_file: KeyFile | None
    present: BookKey | None


def restore(folder: Path, which: str, password: str, *, clock: Clock = time.time) -> Restored:
    """Restore the backup with that id (or path) over a book that is not open; never thins the other backups.

    `password` is today's, or that of the day of the backup where the key was changed since. Raises NotFoundError,
    WrongPasswordError, DamagedBackupError, NewerBookError, BookOpenElsewhereError, or the disk's KnownError; the
    present book then stands as it was.
    """
    places = BookFolder.at(folder)
    source = find_backup(places.root, which)
    make_folder(places.root)
    lock = BookLock(places.lock)
    temporary = temporary_name(places.book)
    try:
        sweep(places.root)
        keys = guarded(places.tries, lambda: _find_keys(places, source, password), clock)
        copy_file(source / BOOK, temporary, what=WHAT)
        contents = check_copy(temporary, keys.backup, source.name)
        if contents.schema > SCHEMA_VERSION:
            raise NewerBookError(contents.schema, SCHEMA_VERSION)
        saved, aside = _save_present(places, keys.present, datetime.fromtimestamp(clock(), CHINA))
        copy_new_scans(source.parent / SCANS, places.scans)
        _swap(places, temporary, keys)
        return Restored(source.name, saved, aside)
    finally:
        discard(temporary)
        lock.release()


def opens_with_todays_password(folder: Path, which: str) -> bool:
    """Whether a backup is under the present key, so that today's password opens it; else that of its own day."""
    places = BookFolder.at(folder)
    return places.book.exists() and salt_of(places.book) == salt_of(find_backup(places.root, which) / BOOK)


def _find_keys(places: BookFolder, source: Path, password: str) -> _Keys:
    present = _present_key(places, password)
    if present is not None and present.salt == salt_of(source / BOOK):
        return _Keys(present, None, present)
    try:
        key_file = read_key_file([source / KEY], heal=False)
    except DamagedKeyFileError:
        raise DamagedBackupError(source.name) from None
    return _Keys(key_of(source / BOOK, key_file, key_file.unlock(password)), key_file, present)


def _present_key(places: BookFolder, password: str) -> BookKey | None:
    try:
        key_file = read_key_file(places.keys)
        key = key_file.unlock(password)
    except (WrongPasswordError, DamagedKeyFileError):
        return None
    return key_of(places.book, key_file, key) if places.book.exists() else key


def _save_present(places: BookFolder, key: BookKey | None, moment: datetime) -> tuple[Backup | None, Path | None]:
    if not any(path.exists() for path in (places.book, *places.keys)):
        return None, None
    if key is not None and places.book.exists():
        try:
            with closing(connect(places.book, key)) as connection:
                checkpoint(connection, places.book)
            return back_up_file(places, key, "还原之前", moment), None
        except (DamagedBookError, ForeignFileError, BackupRefusedError, DamagedBackupError):
            pass  # it cannot be a backup, but its files are kept all the same
    return None, _set_aside(places, moment)


def _set_aside(places: BookFolder, moment: datetime) -> Path:
    aside = places.set_aside / f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    make_folder(aside, what=WHAT)
    for path in (places.book, *places.companions, *places.keys):
        if path.exists():
            copy_file(path, aside / path.name, what=WHAT)
    return aside


def _swap(places: BookFolder, temporary: Path, keys: _Keys) -> None:
    if keys.key_file is not None:
        write_key_file(places.keys, _key_file_for(places, keys, keys.key_file))
    with disk_faults(places.book, WHAT):
        for companion in places.companions:  # the log of the present must never be laid over the backup
            must_remove(companion)
        put_in_place(temporary, places.book)
    if keys.key_file is not None:
        done = read_key_file(places.keys)
        write_key_file(places.keys, done.with_previous(keys.backup, None))


def _key_file_for(places: BookFolder, keys: _Keys, key_file: KeyFile) -> KeyFile:
    try:
        serial = read_key_file(places.keys, heal=False).serial
    except KnownError:
        serial = 0
    newer = replace(key_file, serial=max(serial, key_file.serial))
    return newer.with_previous(keys.backup, keys.present)
