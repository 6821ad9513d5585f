"""The one place that writes files: whole or not at all, private, and with the disk's troubles put into sentences.

A file is written under a temporary name in its own folder, synced, and renamed over the old one, so that after any
fault either the old or the new content stands there. POSIX syncs the folder too; Windows has no such thing, and there
a scanner or a sync client may hold a file for a moment, so renames and removals are tried again before giving up.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, TypeAlias

from app.domain.errors import (
    DiskFullError,
    DiskTroubleError,
    FileHeldError,
    FolderGivenError,
    KnownError,
    MissingFileError,
    NameTakenError,
    NoAccessError,
    ReadBackError,
    ReadOnlyError,
    StickGoneError,
)

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TEMPORARY = ".part-"
_TRIES = 8
_FIRST_PAUSE = 0.05
_HELD = {5, 32, 33}  # Windows: access denied (by a scanner), sharing violation, lock violation
_BLOCK = 1 << 20

_KIND_OF_ERRNO: dict[int, type[DiskFullError | ReadOnlyError | NoAccessError | StickGoneError]] = {
    errno.ENOSPC: DiskFullError,
    errno.EDQUOT: DiskFullError,
    errno.EFBIG: DiskFullError,
    errno.EROFS: ReadOnlyError,
    errno.EACCES: NoAccessError,
    errno.EPERM: NoAccessError,
    errno.EIO: StickGoneError,
    errno.ENXIO: StickGoneError,
    errno.ENODEV: StickGoneError,
    errno.ESTALE: StickGoneError,
}

Content: TypeAlias = bytes | Callable[[BinaryIO], object]


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written and read back: where, how many bytes, SHA-256 in hex, and its second copy."""

    path: Path
    size: int
    sha256: str
    copy: Path | None


def write_atomic(path: Path, data: Content, *, what: str = "文件", mode: int = PRIVATE_FILE) -> None:
    """Write `data` (bytes, or a function that writes to the open file) as `path`, whole or not at all.

    Raises the KnownError of the disk's trouble; the old file then stands as it was and no temporary file is left.
    """
    if path.is_dir():  # Windows would only say that access is denied
        raise FolderGivenError(shown(path), what)
    temporary = temporary_name(path)
    with disk_faults(path, what):
        try:
            with _open_private(temporary, mode) as file:
                _pour(data, file)
                _sync(file)
            put_in_place(temporary, path)
        except BaseException:
            remove(temporary)
            raise


def write_to_stick(path: Path, data: Content, *, what: str = "文件", copy_to: Path | None = None) -> Written:
    """Write a new file to a removable disk, read it back, and never write over another.

    Temporary name, sync, read back and hash, rename, sync of the folder, read back. `copy_to` is the folder of a
    second copy under the same name. Raises NameTakenError, ReadBackError, or the disk's KnownError.
    """
    temporary = temporary_name(path)
    with disk_faults(path, what):
        if path.exists():
            raise NameTakenError(str(path), what)
        try:
            with _open_private(temporary, PRIVATE_FILE) as plain:
                file = _Hashing(plain)
                _pour(data, file)  # type: ignore[arg-type]  # it has the methods of a writer
                _sync(plain)
            size, digest = file.size, file.digest()
            _must_read_back(temporary, digest, what)
            put_in_place(temporary, path)
            _must_read_back(path, digest, what)
        except BaseException:
            remove(temporary)
            raise
    copy = None
    if copy_to is not None:
        copy = copy_to / path.name
        try:
            make_folder(copy_to)
            copy_file(path, copy, what=what)
            _must_read_back(copy, digest, what)
        except BaseException:
            remove(path)  # the act is not done: it can be done again under the same name
            raise
    return Written(path, size, digest, copy)


def copy_file(source: Path, target: Path, *, what: str = "副本") -> None:
    """Copy a file whole or not at all; over an older `target`."""

    def pour(file: BinaryIO) -> None:
        with source.open("rb") as reading:
            shutil.copyfileobj(reading, file, _BLOCK)

    write_atomic(target, pour, what=what)


def read_bytes(path: Path, *, what: str = "文件", at_most: int | None = None) -> bytes:
    """The content of a file, at most `at_most` bytes of it; MissingFileError or the disk's KnownError."""
    with disk_faults(path, what), path.open("rb") as file:
        return file.read() if at_most is None else file.read(at_most)


def file_digest(path: Path) -> str:
    """SHA-256 of a file in hex, read from the disk again where the system allows it."""
    digest = sha256()
    with path.open("rb") as file:
        _forget_cache(file)
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def temporary_name(path: Path) -> Path:
    """A fresh hidden name beside `path`, for those who must write by themselves and then `put_in_place`."""
    return path.with_name(f".{path.name[:80]}{TEMPORARY}{secrets.token_hex(4)}")


def touch_private(path: Path) -> None:
    """An empty file that only its owner may read, for another library to write in; raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE))


def shown(path: Path) -> str:
    """The path as a person knows it: a temporary name is shown as the name that it was to get."""
    return re.sub(rf"(^|[\\/])\.([^\\/]*){re.escape(TEMPORARY)}[0-9a-f]{{8}}(?=[\\/]|$)", r"\1\2", str(path))


def put_in_place(temporary: Path, path: Path) -> None:
    """Rename a finished file or folder to its name and make the rename durable; raises OSError."""
    _again(lambda: os.replace(temporary, path))
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Make what another library wrote durable; raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; where the system or the disk has no such thing, nothing."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path, *, what: str = "文件夹") -> None:
    """Make a folder that only its owner may enter, with what is missing above it."""
    with disk_faults(folder, what):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def remove(path: Path) -> None:
    """Remove a file or a whole folder if it is there; what cannot be removed now stays, without a word."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            _again(lambda: shutil.rmtree(path))
        elif path.exists() or path.is_symlink():
            _again(path.unlink)


def must_remove(path: Path) -> None:
    """Remove a file that must not stay; nothing where it is not there. Raises OSError."""
    _again(lambda: path.unlink(missing_ok=True))


def sweep(folder: Path) -> int:
    """Remove temporary files a killed process left in `folder`; answers how many there were."""
    with suppress(OSError):
        left = [path for path in folder.iterdir() if path.name.startswith(".") and TEMPORARY in path.name]
        for path in left:
            remove(path)
        return len(left)
    return 0


def free_space(folder: Path) -> int:
    """Bytes free at `folder` (or the nearest folder above it that is there)."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    with disk_faults(there, "文件夹"):
        return shutil.disk_usage(there).free


@contextmanager
def disk_faults(path: Path, what: str) -> Iterator[None]:
    """Translate the system's errors inside into ours, about `path`; `what` is what was being written."""
    try:
        yield
    except OSError as error:
        raise known(error, path, what) from error


def known(error: OSError, path: Path, what: str) -> KnownError:
    """The KnownError for a fault of the system at `path`."""
    place = shown(path)
    if error.errno == errno.EISDIR:
        return FolderGivenError(place, what)
    if getattr(error, "winerror", None) in _HELD:
        return FileHeldError(place, what)
    kind = _KIND_OF_ERRNO.get(error.errno or 0)
    if kind is not None:
        return kind(place, what)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return MissingFileError(place)
    if error.errno == errno.EEXIST:
        return NameTakenError(place, what)
    return DiskTroubleError(place, what, errno.errorcode.get(error.errno or 0, type(error).__name__))


class _Hashing:
    """A writer that hashes and counts what passes through it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def digest(self) -> str:
        return self._digest.hexdigest()


def _open_private(path: Path, mode: int) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, mode), "wb")


def _pour(data: Content, file: BinaryIO) -> None:
    if callable(data):
        data(file)
    else:
        file.write(data)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _must_read_back(path: Path, digest: str, what: str) -> None:
    if file_digest(path) != digest:
        remove(path)
        raise ReadBackError(str(path), what)


def _forget_cache(file: BinaryIO) -> None:
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _again(act: Callable[[], object]) -> None:
    """Do `act`; on Windows try again while another program holds the file."""
    pause = _FIRST_PAUSE
    for _ in range(_TRIES - 1):
        try:
            act()
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
        time.sleep(pause)
        pause *= 2
    act()
