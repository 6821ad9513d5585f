"""Streams between pyrage and us: they count, keep bounds, and remember a fault that pyrage would put into other words.

pyrage turns what a reader or a writer raises into an error of its own, and loses that of the last write altogether.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.domain.errors import BundleTooLargeError
from app.exchange.limits import MAX_FILE
from app.exchange.spool import Spool


class Joined(io.RawIOBase):
    """Pieces of bytes as one file to be read once; remembers its fault."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.fault: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            try:
                self._rest = memoryview(next(self._pieces))
            except StopIteration:
                return 0
            except Exception as fault:
                self.fault = fault
                raise
        length = min(len(buffer), len(self._rest))
        buffer[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length


class Counting:
    """A writer that counts, keeps the bound of a file, and remembers its first fault."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.size = 0
        self.fault: Exception | None = None

    def write(self, data: bytes) -> int:
        self.size += len(data)
        try:
            if self.size > MAX_FILE:
                raise BundleTooLargeError("大小", MAX_FILE)
            self._out.write(data)
        except Exception as fault:
            self.fault = fault
            raise
        return len(data)

    def flush(self) -> None:
        self._out.flush()


class Bounded(io.RawIOBase):
    """A file that refuses to be longer than a bundle may be, and remembers its fault."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._again = b""
        self._left = MAX_FILE
        self.fault: Exception | None = None

    def readable(self) -> bool:
        return True

    def unread(self, data: bytes) -> None:
        """Give `data` once more at the next read."""
        self._again = data

    def read(self, size: int = -1) -> bytes:
        if self._again:
            length = len(self._again) if size < 0 else size
            data, self._again = self._again[:length], self._again[length:]
            return data
        try:
            data = self._file.read(size)
            self._left -= len(data)
            if self._left < 0:
                raise BundleTooLargeError("大小", MAX_FILE)
        except Exception as fault:
            self.fault = fault
            raise
        return data


class Remembering:
    """Writing to a spool; remembers its fault."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self.fault: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._spool.write(data)
        except Exception as fault:
            self.fault = fault
            raise

    def flush(self) -> None:
        self._spool.flush()
