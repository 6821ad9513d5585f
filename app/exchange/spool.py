"""A spool: what was decrypted, in memory while it is small, else in a nameless temporary file that is encrypted.

The key exists in this process only, so that a power cut leaves nothing readable behind.
"""

from __future__ import annotations

import io
import os
import tempfile
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from app.domain.errors import BundleTooLargeError

IN_MEMORY = 64 << 20
_BLOCK = 16
_PIECE = 1 << 20


class Spool:
    """Write once from the beginning, then read anywhere; raises BundleTooLargeError beyond `limit` bytes."""

    def __init__(self, limit: int, in_memory: int = IN_MEMORY) -> None:
        self.size = 0
        self._limit = limit
        self._in_memory = in_memory
        self._file: BinaryIO = io.BytesIO()
        self._key = b""
        self._writer: CipherContext | None = None

    def write(self, data: bytes) -> int:
        """Append; the bound is checked before anything is kept."""
        if self.size + len(data) > self._limit:
            raise BundleTooLargeError("大小", self._limit)
        if self._writer is None and self.size + len(data) > self._in_memory:
            self._move_to_disk()
        self._append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits: every write went through."""

    def read_at(self, offset: int, length: int) -> bytes:
        """The bytes from `offset`, fewer than `length` only at the end."""
        length = max(0, min(length, self.size - offset))
        if self._writer is None:
            self._file.seek(offset)
            return self._file.read(length)
        first = offset - offset % _BLOCK
        self._file.seek(first)
        return self._stream(first).update(self._file.read(offset + length - first))[offset - first :]

    def close(self) -> None:
        """Forget everything; a temporary file vanishes with this."""
        self._file.close()

    def _append(self, data: bytes) -> None:
        self._file.seek(self.size)
        self._file.write(data if self._writer is None else self._writer.update(data))
        self.size += len(data)

    def _move_to_disk(self) -> None:
        small, written = self._file, self.size
        small.seek(0)
        self._key = os.urandom(32)
        self._writer = self._stream(0)
        self._file = tempfile.TemporaryFile(prefix="huicun-")  # noqa: SIM115 - closed by close()
        self.size = 0
        while self.size < written:
            self._append(small.read(_PIECE))

    def _stream(self, offset: int) -> CipherContext:
        counter = (offset // _BLOCK).to_bytes(_BLOCK, "big")
        return Cipher(AES(self._key), CTR(counter)).encryptor()
