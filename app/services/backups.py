"""Backups as the officer asks for them: now, on closing, to a second place, and back again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import desc, func, select
from sqlalchemy.orm import Session

from app.domain.errors import MissingFileError
from app.models import JournalEntry
from app.services.epochs import begin_new_epoch
from app.services.erasing import erase_again
from app.storage.backup import Backup, backup_if_changed, list_backups, make_backup
from app.storage.book import Book, Clock, open_book
from app.storage.restore import Restored, opens_with_todays_password, restore
from app.storage.second_place import choose_second_place, copy_to_second_place, second_place


@dataclass(frozen=True, slots=True)
class Made:
    """A backup and where its copy in the second place stands, if it was to have one."""

    backup: Backup
    copy: Path | None


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup as the list shows it; `todays_password` is False where the key was changed since."""

    backup: Backup
    todays_password: bool


@dataclass(frozen=True, slots=True)
class BackupState:
    """All backups of this machine, newest first; the second place (None: none chosen) and when it last got one."""

    lines: tuple[BackupLine, ...]
    second: Path | None
    copied: datetime | None


def make_backup_now(book: Book, *, to: Path | None = None, now: datetime | None = None) -> Made:
    """Back up, and copy it to `to` where one is given. Raises the errors of `make_backup` and of the copy."""
    if to is not None and not to.is_dir():
        raise MissingFileError(str(to))
    made = make_backup(book, now=now)
    copy = None
    if to is not None:
        copy = copy_to_second_place(book.folder, made, to, book.moment(now))
    return Made(made, copy)


def back_up_on_closing(book: Book) -> Made | None:
    """Back up if something changed since the newest one; the chosen second place gets a copy if it is plugged in."""
    made = backup_if_changed(book)
    if made is None:
        return None
    place = second_place(book.folder).folder
    if place is None or not place.is_dir():
        return Made(made, None)
    return Made(made, copy_to_second_place(book.folder, made, place, book.moment()))


def backup_lines(folder: Path) -> list[BackupLine]:
    """All backups of the book in `folder`, newest first."""
    return [BackupLine(backup, opens_with_todays_password(folder, backup.id)) for backup in list_backups(folder)]


def backup_state(folder: Path) -> BackupState:
    """What 今日 says of the backups of the book in `folder`."""
    place = second_place(folder)
    copied = datetime.fromisoformat(place.last_copied) if place.last_copied else None
    return BackupState(tuple(backup_lines(folder)), place.folder, copied)


def restore_backup(folder: Path, which: str, password: str, *, clock: Clock = time.time) -> Restored:
    """Restore a backup over a closed book and begin a new epoch, so that the township sees a book that went back.

    Households that were erased since are erased in it again.

    Raises the errors of `restore`; the present is saved first.
    """
    done = restore(folder, which, password, clock=clock)
    known = [backup.epoch_no for backup in list_backups(folder)] + ([done.saved.epoch_no] if done.saved else [])
    with open_book(folder, password, clock=clock) as book:
        begin_new_epoch(book, f"从备份 {done.backup_id} 还原", at_least=max(known, default=0))
        erase_again(book)
    return done


@dataclass(frozen=True, slots=True)
class SecondPlaceView:
    """Where copies of backups go besides, and whole days since the last one; None where there was none."""

    folder: Path | None
    days: int | None


def second_place_view(folder: Path, now: datetime) -> SecondPlaceView:
    """The second place of the book in `folder`."""
    place = second_place(folder)
    return SecondPlaceView(place.folder, place.days_since(now))


def use_second_place(folder: Path, chosen: Path) -> Path:
    """Copy each backup to `chosen` too from now on. Raises MissingFileError, or the disk's KnownError."""
    if not chosen.is_dir():
        raise MissingFileError(str(chosen))
    choose_second_place(folder, chosen)
    return chosen


def acts_since(session: Session, backup: Backup) -> list[tuple[str, int]]:
    """What was entered after a backup was made: acts by name with how often, the most frequent first."""
    later = select(JournalEntry.act, func.count(func.distinct(JournalEntry.act_id)).label("times"))
    later = later.where(JournalEntry.seq > backup.journal_length).group_by(JournalEntry.act)
    return [(name, times) for name, times in session.execute(later.order_by(desc("times"), JournalEntry.act))]
