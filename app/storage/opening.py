"""From a folder and a secret to a lock held and a key found; what every way into a book has in common."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import (
    DamagedBookError,
    DamagedKeyFileError,
    KnownError,
    NoBookError,
    WrongPasswordError,
    WrongRecoveryCodeError,
)
from app.files import disk_faults, sweep
from app.storage.engine import WHAT, salt_of
from app.storage.key_file import KeyFile, read_key_file, write_key_file
from app.storage.keys import BookKey
from app.storage.lock import BookLock
from app.storage.places import BookFolder
from app.storage.tries import guarded

Clock = Callable[[], float]
Unlock = Callable[[KeyFile], BookKey]
_BACKUP_KEYS_TRIED = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """A book taken for this process: release the lock when done."""

    places: BookFolder
    key: BookKey
    key_file: KeyFile
    lock: BookLock


def take(folder: Path, unlock: Unlock, clock: Clock, given: KeyFile | None = None) -> Taken:
    """Lock the book in `folder` and find its key; `given` stands in for the key file (the sealed sheet's QR).

    Raises NoBookError, BookOpenElsewhereError, TooManyTriesError, WrongPasswordError, WrongRecoveryCodeError,
    DamagedKeyFileError, DamagedBookError (the book's file is missing), NewerBookError.
    """
    places = BookFolder.at(folder)
    with disk_faults(places.root, WHAT):
        if not places.book.exists() and not any(path.exists() for path in places.keys):
            raise NoBookError(str(places.root))
    lock = BookLock(places.lock)
    try:
        sweep(places.root)
        key_file, key = guarded(places.tries, lambda: _key(places, unlock, given), clock)
        if not places.book.exists():
            raise DamagedBookError(str(places.book))
        return Taken(places, key_of(places.book, key_file, key), key_file, lock)
    except BaseException:
        lock.release()
        raise


def key_of(path: Path, key_file: KeyFile, key: BookKey) -> BookKey:
    """The key of this very file: the one before, where a crash came between key file and book."""
    before = key_file.key_before(key)
    return before if before is not None and salt_of(path) == before.salt else key


def _key(places: BookFolder, unlock: Unlock, given: KeyFile | None) -> tuple[KeyFile, BookKey]:
    if given is not None:
        return given, _unlock_from_sheet(places, unlock, given)
    try:
        key_file = read_key_file(places.keys)
    except DamagedKeyFileError as damaged:
        return _key_from_backup(places, unlock, damaged)
    return key_file, unlock(key_file)


def _unlock_from_sheet(places: BookFolder, unlock: Unlock, given: KeyFile) -> BookKey:
    key = unlock(given)
    try:
        read_key_file(places.keys)
    except DamagedKeyFileError:
        if places.book.exists() and salt_of(places.book) == key.salt:
            with suppress(KnownError):
                write_key_file(places.keys, given)
    return key


def _key_from_backup(places: BookFolder, unlock: Unlock, damaged: DamagedKeyFileError) -> tuple[KeyFile, BookKey]:
    """Both copies are lost: the newest backups carry a key file each; the one that fits heals both."""
    wrong: KnownError = damaged
    for path in sorted(places.backups.glob("*/book.key"), reverse=True)[:_BACKUP_KEYS_TRIED]:
        try:
            key_file = read_key_file([path], heal=False)
            key = unlock(key_file)
        except (WrongPasswordError, WrongRecoveryCodeError) as error:
            wrong = error
            continue
        except KnownError:
            continue
        if places.book.exists() and salt_of(places.book) == key.salt:
            with suppress(KnownError):
                write_key_file(places.keys, key_file)
            return key_file, key
    raise wrong
