"""An act tried and taken back: the officer sees what it would do before it is done, and the book is as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from app.storage.book import Book

Look = Callable[[Session], Any]
"""Reads, inside the act and before it is taken back, what would then stand in the book."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the act answered, and what was seen behind it."""

    answer: Any
    seen: Any = None


def rehearse(book: Book, verb: Callable[..., Any], *given: Any, look: Look | None = None, **named: Any) -> Rehearsed:
    """Run `verb(book, …)` and take everything back. Raises what the verb raises.

    Only for verbs that write in one transaction and read nothing after it; files are not taken back.
    """
    stage = _Stage(book, look)
    answer = verb(cast(Book, stage), *given, **named)
    return Rehearsed(answer, stage.seen)


class _TakenBackError(Exception):
    """Ends the transaction of a rehearsal."""


class _Stage:
    """Stands where the book stands; its transactions end by being taken back."""

    def __init__(self, book: Book, look: Look | None) -> None:
        self._book, self._look = book, look
        self.seen: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)

    @contextmanager
    def write(self, act: str, *, now: datetime | None = None) -> Iterator[Session]:
        """As `Book.write`, but nothing stays."""
        try:
            with self._book.write(act, now=now) as session:
                yield session
                session.flush()
                if self._look is not None:
                    self.seen = self._look(session)
                raise _TakenBackError
        except _TakenBackError:
            pass
