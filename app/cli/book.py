"""Which book a command works on, and its password: from the environment or a prompt, never from an argument."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from app.domain.errors import InputError
from app.storage.book import Book, open_book

PASSWORD_VARIABLE = "HUICUN_PASSWORD"  # noqa: S105 - the name of a variable


def open_book_from(args: argparse.Namespace) -> Book:
    """The book that the command names, opened; close it with `with`. Raises as `open_book`."""
    return open_book(book_folder(args), password_from())


def book_folder(args: argparse.Namespace) -> Path:
    """--book, else $HUICUN_BOOK, else the platform's data folder."""
    given: Path | None = getattr(args, "book", None)
    if given is not None:
        return given.expanduser().absolute()
    from app.services.folders import default_folder

    return default_folder()


def password_from(*, twice: bool = False) -> str:
    """$HUICUN_PASSWORD, else a prompt (typed twice where a book is made); InputError where nobody can type."""
    return secret_from(PASSWORD_VARIABLE, "密码", twice=twice)


def secret_from(variable: str, word: str, *, twice: bool = False) -> str:
    """A secret from the environment, else from a prompt; InputError where nobody can type, or twice differs."""
    given = os.environ.get(variable)
    if given:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        raise InputError(word, f"没有终端可以输入，也没有设置 {variable}")
    secret = getpass.getpass(f"{word}：", stream=sys.stderr)
    if twice and getpass.getpass(f"{word}再输一遍：", stream=sys.stderr) != secret:
        raise InputError(word, "两遍不一样")
    return secret
