"""The way in: opening a book by password or recovery code."""

from __future__ import annotations

from pathlib import Path

from app.storage.book import Book, open_book, open_book_with_recovery


def unlock(folder: Path, password: str) -> Book:
    """Open the book. Raises the errors of `open_book`."""
    return open_book(folder, password)


def unlock_with_code(folder: Path, code: str) -> Book:
    """Open the book by its recovery code. Raises the errors of `open_book_with_recovery`."""
    return open_book_with_recovery(folder, code)


def confirm(book: Book, password: str) -> None:
    """Ask for the password of a book that is open and only hidden. Raises WrongPasswordError, TooManyTriesError."""
    book.confirm_password(password)
