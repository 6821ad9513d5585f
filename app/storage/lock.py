"""One process for a book: an operating-system lock that dies with the process that holds it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from app.domain.errors import BookOpenElsewhereError
from app.files import disk_faults, known

_BYTE = 1 << 30  # beyond the content, so that the process number stays readable on Windows


class BookLock:
    """Held from the start to `release`; a second one, here or in another process, raises BookOpenElsewhereError."""

    def __init__(self, path: Path) -> None:
        with disk_faults(path, "账本"):
            self._handle: int | None = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            _take(self._handle)
        except OSError as error:
            os.close(self._handle)
            if isinstance(error, (BlockingIOError, PermissionError)):
                raise BookOpenElsewhereError(str(path.parent)) from None
            raise known(error, path, "账本") from error
        with suppress(OSError):  # the number only helps a technician
            os.ftruncate(self._handle, 0)
            os.write(self._handle, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let another process have the book; twice does no harm."""
        handle, self._handle = self._handle, None
        if handle is not None:
            with suppress(OSError):
                _give(handle)
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, 0, os.SEEK_SET)

    def _give(handle: int) -> None:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
