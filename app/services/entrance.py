"""The way in: opening a book by password or recovery code."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.domain.errors import KnownError
from app.services.backups import restore_backup
from app.services.drafts import clear_drafts
from app.services.erasing import finish_erasing
from app.storage import change_key
from app.storage.book import Book, open_book, open_book_with_recovery


def unlock(folder: Path, password: str) -> Book:
    """Open the book. Raises the errors of `open_book`."""
    return _tidied(open_book(folder, password))


def unlock_with_code(folder: Path, code: str) -> Book:
    """Open the book by its recovery code. Raises the errors of `open_book_with_recovery`."""
    return _tidied(open_book_with_recovery(folder, code))


def confirm(book: Book, password: str) -> None:
    """Ask for the password of a book that is open and only hidden. Raises WrongPasswordError, TooManyTriesError."""
    book.confirm_password(password)


def change_password(book: Book, password: str, new: str) -> None:
    """Another password for this book; the recovery code stays. Raises WrongPasswordError, WeakPasswordError."""
    change_key.change_password(book, password, new)


def restore_and_reopen(book: Book, backup_id: str, password: str) -> tuple[Book, str]:
    """Close the open book, put a backup in its place, and open it again; answers it and what is said.

    The password is asked first, so that nothing is closed for a wrong one. Raises WrongPasswordError; a restore that
    fails leaves the old book, which is opened again and named in the sentence.
    """
    book.confirm_password(password)
    folder = book.folder
    book.close()
    try:
        restore_backup(folder, backup_id, password)
    except KnownError as error:
        return open_book(folder, password), str(error)
    return open_book(folder, password), "已还原。还原前的账另存在账本文件夹里。下一次交换会另起一期。"


def _tidied(book: Book) -> Book:
    """Finish what a crash interrupted; a disk without room must keep nobody out."""
    with suppress(KnownError):
        finish_erasing(book)
    clear_drafts(book)
    return book
