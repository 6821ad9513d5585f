"""Updates without a network: a signed package from a stick, set up beside the old version, which stays.

What was set up runs at the next start (`app/installed.py`). A book that a newer program
has brought up is never opened by an older one: storage refuses it by its schema.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.domain.errors import DiskFullError, NotFoundError, UpdateDamagedError, UpdateUnfitError
from app.files import (
    TEMPORARY,
    disk_faults,
    file_digest,
    free_space,
    make_folder,
    put_in_place,
    temporary_name,
    write_atomic,
)
from app.installed import CHOSEN, HEAD, VERSIONS, chosen_version, first_version, order_of, stands_whole, this_platform
from app.services.update_file import WHAT, Update, opened, pour, publisher_keys, read_update

_KEPT = 2  # updates; the version that was set up first stays beside them
_EXECUTABLE = 0o700
_PLAIN = 0o600


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can run on this machine, the first one (that was set up without an update) among them."""

    version: str
    chosen: bool
    running: bool

    @property
    def older(self) -> bool:
        """Older than the running one: it may refuse a book that this one has brought up."""
        return order_of(self.version) < order_of(__version__)


def look_at(path: Path, keys: tuple[str, ...] | None = None) -> Update:
    """A checked update that fits this machine and is newer than the running program.

    Raises the errors of `read_update`, and UpdateUnfitError for another system, an older or the same version.
    """
    update = read_update(path, publisher_keys() if keys is None else keys)
    head = update.head
    if head.platform != this_platform():
        raise UpdateUnfitError(f"它是给 {head.platform} 用的，这台电脑是 {this_platform()}")
    try:
        newer = order_of(head.version) > order_of(__version__)
    except ValueError:
        raise UpdateDamagedError(path.name) from None
    if not newer:
        raise UpdateUnfitError(f"它是 {head.version}，现在用的 {__version__} 不比它旧")
    return update


def set_up(update: Update, folder: Path, said: Callable[[int, int], None] = lambda _done, _all: None) -> Path:
    """Unpack and check every file, read all of it back, then choose it; answers where it stands.

    Back the book up before. `said` hears files done and files in all. Nothing is chosen where anything fails: the old
    version goes on. Raises UpdateDamagedError or the disk's KnownError.
    """
    place = folder / VERSIONS / update.head.version
    make_folder(place.parent, what="程序文件夹")
    with disk_faults(place, WHAT):
        for left in place.parent.glob(f".*{TEMPORARY}*"):  # of an installation that was cut off
            shutil.rmtree(left, ignore_errors=True)
        _must_have_room(place.parent, update)
        temporary = temporary_name(place)
        try:
            _unpack(update, temporary, said)
            shutil.rmtree(place, ignore_errors=True)
            put_in_place(temporary, place)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        if not stands_whole(place):
            raise UpdateDamagedError(update.path.name)
    choose(update.head.version, folder)
    _thin(folder, keep=update.head.version)
    return place


def versions(folder: Path) -> list[Version]:
    """What can run, newest first."""
    stand = {head.parent.name for head in (folder / VERSIONS).glob(f"*/{HEAD}") if stands_whole(head.parent)}
    names = stand | {first_version()}
    chosen = chosen_version(folder)
    return [
        Version(name, name == (chosen if chosen in stand else first_version()), name == __version__)
        for name in sorted(names, key=order_of, reverse=True)
    ]


def use_version(version: str, folder: Path) -> Version:
    """Let `version` run from the next start on. Raises NotFoundError for one that does not stand there whole."""
    for one in versions(folder):
        if one.version == version:
            choose(version, folder)
            return one
    raise NotFoundError("程序版本", version)


def choose(version: str, folder: Path) -> None:
    """Write down what runs from the next start on; an older version than the one set up first never does."""
    make_folder(folder, what="程序文件夹")
    write_atomic(folder / CHOSEN, json.dumps({"version": version}).encode(), what="程序文件夹")


def _unpack(update: Update, to: Path, said: Callable[[int, int], None]) -> None:
    make_folder(to)
    files = update.head.files
    with opened(update.path) as archive:
        for done, file in enumerate(files, start=1):
            target = to / file.path
            make_folder(target.parent)
            write_atomic(
                target,
                lambda out, file=file: pour(archive, file, out),  # type: ignore[misc]
                what="程序文件",
                mode=_EXECUTABLE if file.executable else _PLAIN,
            )
            said(done, len(files))
    for link in update.head.links:
        make_folder((to / link.path).parent)
        os.symlink(link.target, to / link.path)
    write_atomic(to / HEAD, update.signed, what="程序文件")
    for file in files:
        if file_digest(to / file.path) != file.sha256:
            raise UpdateDamagedError(update.path.name)


def _must_have_room(folder: Path, update: Update) -> None:
    spare = 64 << 20
    if free_space(folder) < update.size + spare:
        raise DiskFullError(str(folder), WHAT)


def _thin(folder: Path, keep: str) -> None:
    """Keep the newest updates; a folder that does not go (Windows holds a running program) goes next time."""
    updates = [one.version for one in versions(folder) if one.version != first_version()]
    for name in updates[_KEPT:]:
        if name not in (keep, __version__):
            shutil.rmtree(folder / VERSIONS / name, ignore_errors=True)
