"""A second place for backups, such as a stick: where it is, when a copy last went there, and the copying."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.errors import KnownError, MissingFileError, ReadBackError
from app.files import (
    copy_file,
    disk_faults,
    file_digest,
    make_folder,
    put_in_place,
    read_bytes,
    remove,
    sweep,
    sync_folder,
    temporary_name,
    write_atomic,
)
from app.storage.backup import ABOUT, BOOK, KEY, SCANS, WHAT, Backup, find_backup
from app.storage.places import BookFolder
from app.storage.sealed_files import copy_new_scans

KEPT = 10


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """`folder` (None where none is chosen); `last_copied` ISO with offset, or empty."""

    folder: Path | None
    last_copied: str = ""

    def days_since(self, now: datetime) -> int | None:
        """Whole days since the last copy, None where there was none; never negative."""
        if not self.last_copied:
            return None
        return max(0, (now - datetime.fromisoformat(self.last_copied)).days)


def second_place(folder: Path) -> SecondPlace:
    """What is known of the second place of the book in `folder`."""
    try:
        body = json.loads(read_bytes(BookFolder.at(folder).second_place, at_most=10_000))
        chosen, last = body["folder"], str(body["last_copied"])
        if last:
            datetime.fromisoformat(last)
        return SecondPlace(Path(chosen) if chosen else None, last)
    except (KnownError, ValueError, KeyError, TypeError):
        return SecondPlace(None)


def choose_second_place(folder: Path, chosen: Path | None) -> None:
    """Remember (or forget) the second place."""
    _remember(folder, SecondPlace(chosen, ""))


def copy_to_second_place(folder: Path, backup: Backup, to: Path, now: datetime) -> Path:
    """Copy a backup to `to`, read it back, and remember the day; the newest ten of this book stay there.

    Raises ReadBackError, MissingFileError where `to` is not there (a stick that is not plugged in), or the disk's
    KnownError; nothing half-written stays.
    """
    if not to.is_dir():
        raise MissingFileError(str(to))
    source = find_backup(folder, backup.id)
    home = to / f"huicun-backup-{backup.book_id[:8]}"
    final, temporary = home / backup.id, temporary_name(home / backup.id)
    make_folder(home, what=WHAT)
    sweep(home)
    make_folder(temporary, what=WHAT)
    try:
        for name in (BOOK, KEY, ABOUT):
            copy_file(source / name, temporary / name, what=WHAT)
        _copy_scans(source.parent / SCANS, home / SCANS)
        with disk_faults(final, WHAT):
            if file_digest(temporary / BOOK) != file_digest(source / BOOK):
                raise ReadBackError(str(final), WHAT)
            sync_folder(temporary)
            put_in_place(temporary, final)
    finally:
        remove(temporary)
    _thin(home)
    if second_place(folder).folder == to:
        _remember(folder, SecondPlace(to, now.isoformat(timespec="seconds")))
    return final


def _copy_scans(source: Path, target: Path) -> None:
    """The scans that the backups here hold, and no others: those of an erased household go there too."""
    copy_new_scans(source, target)
    if target.is_dir():
        for path in target.iterdir():
            if not (source / path.name).exists():
                remove(path)


def _thin(home: Path) -> None:
    with disk_faults(home, WHAT):
        held = sorted(path for path in home.iterdir() if (path / ABOUT).is_file())
    for path in held[:-KEPT]:
        remove(path)


def _remember(folder: Path, place: SecondPlace) -> None:
    body = {"folder": str(place.folder) if place.folder else "", "last_copied": place.last_copied}
    write_atomic(BookFolder.at(folder).second_place, json.dumps(body, ensure_ascii=False).encode(), what="设置")
