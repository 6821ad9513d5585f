"""Change what opens the book: password, recovery code, second officer (slots only), or the key itself (a new file)."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app.files import disk_faults, must_remove, put_in_place, temporary_name
from app.storage.book import Book
from app.storage.copying import check_copy, copy_book
from app.storage.engine import WHAT, checkpoint, connect, discard
from app.storage.key_file import (
    OFFICER,
    SECOND_OFFICER,
    KeyFile,
    new_key_file,
    read_key_file,
    recovery_slot_text,
    write_key_file,
)
from app.storage.keys import FULL_COST, BookKey, KdfCost, check_new_password, new_recovery_code
from app.storage.opening import Clock, take


def change_password(book: Book, password: str, new: str, *, cost: KdfCost = FULL_COST) -> None:
    """Rewrite the officer's slot; the book's file is not touched. WrongPasswordError, WeakPasswordError."""
    check_new_password(new)
    book.confirm_password(password)
    _rewrite(book, lambda key_file: key_file.with_password(book.key, new, cost, OFFICER))


def set_password_after_recovery(book: Book, new: str, *, cost: KdfCost = FULL_COST) -> None:
    """A new password for a book that was opened by its recovery code. WeakPasswordError."""
    check_new_password(new)
    _rewrite(book, lambda key_file: key_file.with_password(book.key, new, cost, OFFICER))


def set_second_officer(book: Book, password: str, new: str | None, *, cost: KdfCost = FULL_COST) -> None:
    """Let a second officer in with an own password, for a handover; None takes the slot away again."""
    book.confirm_password(password)
    if new is None:
        _rewrite(book, lambda key_file: key_file.without(SECOND_OFFICER))
        return
    check_new_password(new)
    _rewrite(book, lambda key_file: key_file.with_password(book.key, new, cost, SECOND_OFFICER))


def new_code(book: Book, password: str) -> str:
    """A new recovery code instead of the one before; shown only now. WrongPasswordError."""
    book.confirm_password(password)
    code = new_recovery_code()
    _rewrite(book, lambda key_file: key_file.with_recovery(book.key, code))
    return code


def sheet_text(book: Book) -> str:
    """The recovery slot for the QR of the sealed sheet."""
    return recovery_slot_text(read_key_file(book.places.keys))


def rekey(folder: Path, password: str, *, cost: KdfCost = FULL_COST, clock: Clock = time.time) -> str:
    """Give a closed book a new random key; answers the new recovery code, shown only now.

    Needed when a password or a sheet was seen by others: the slots alone cannot take back a key that got out. The
    second officer's slot falls away; older backups stay under the key and password of their day. A crash at any point
    leaves a book that opens with the same password.
    """
    taken = take(folder, lambda key_file: key_file.unlock(password), clock)
    places, old = taken.places, taken.key
    temporary = temporary_name(places.book)
    key, code = BookKey.fresh(), new_recovery_code()
    try:
        with closing(connect(places.book, old)) as connection:
            checkpoint(connection, places.book)
        copy_book(places.book, old, temporary, key)
        check_copy(temporary, key, places.book.name)
        fresh = new_key_file(taken.key_file.book_id, key, password, code, cost)
        fresh = _after(taken.key_file, fresh)
        write_key_file(places.keys, fresh.with_previous(key, old))
        with disk_faults(places.book, WHAT):
            for companion in places.companions:
                must_remove(companion)
            put_in_place(temporary, places.book)
        write_key_file(places.keys, fresh.with_previous(key, old).with_previous(key, None))
        return code
    finally:
        discard(temporary)
        taken.lock.release()


def _after(before: KeyFile, fresh: KeyFile) -> KeyFile:
    return replace(fresh, serial=before.serial + fresh.serial)


def _rewrite(book: Book, change: Callable[[KeyFile], KeyFile]) -> None:
    write_key_file(book.places.keys, change(read_key_file(book.places.keys)))
