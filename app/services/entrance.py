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


def unlock_with_code(folder: Path, code: str, slot_text: str | None = None) -> Book:
    """Open the book by its recovery code, with the sheet's QR where the key files are lost too.

    Raises the errors of `open_book_with_recovery`.
    """
    return _tidied(open_book_with_recovery(folder, code, slot_text))


def confirm(book: Book, password: str) -> None:
    """Ask for the password of a book that is open and only hidden. Raises WrongPasswordError, TooManyTriesError."""
    book.confirm_password(password)


def change_password(book: Book, password: str, new: str) -> None:
    """Another password for this book; the recovery code stays. Raises WrongPasswordError, WeakPasswordError."""
    change_key.change_password(book, password, new)


def set_second_officer(book: Book, password: str, new: str | None) -> None:
    """A password of its own for a second officer, or none any more. Raises WrongPasswordError, WeakPasswordError."""
    change_key.set_second_officer(book, password, new)


def new_recovery_code(book: Book, password: str) -> str:
    """Another recovery code, shown only now; the sheet before is worth nothing. Raises WrongPasswordError."""
    return change_key.new_code(book, password)


def rekey_and_reopen(book: Book, password: str) -> tuple[Book, str, str]:
    """Give the whole book another key; answers it open again, the new recovery code, and what is said.

    The password is asked first, so that nothing is closed for a wrong one. Raises WrongPasswordError; where the key
    could not be changed the book is opened again as it was, the code is empty, and the sentence says why.
    """
    book.confirm_password(password)
    folder = book.folder
    book.close()
    try:
        code = change_key.rekey(folder, password)
    except KnownError as error:
        return open_book(folder, password), "", str(error)
    return open_book(folder, password), code, "密钥已换，密码不变。第二经办人要重新设。"


def set_password_after_code(book: Book, new: str) -> None:
    """A new password for a book that was opened by its recovery code. Raises WeakPasswordError."""
    change_key.set_password_after_recovery(book, new)


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
