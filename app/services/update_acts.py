"""Set an update up as the officer does: checked, the book backed up first, the old version kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.services.backups import make_backup_now
from app.services.folders import program_folder
from app.services.updates import look_at, set_up
from app.storage.book import Book


def install_update(
    book: Book | None, file: Path, *, progress: Callable[[int, int], object] = lambda _done, _all: None
) -> str:
    """Answers the version that runs from the next start on. Raises the errors of `look_at`, backup and `set_up`."""
    update = look_at(file)
    if book is not None:
        make_backup_now(book)

    def said(done: int, total: int) -> None:
        progress(done, total)

    set_up(update, program_folder(), said)
    return update.head.version
