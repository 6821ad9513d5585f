"""The container of .xls files (Microsoft compound file, [MS-CFB]): its streams by name.

Damaged containers have chains of sectors that never end; here every chain is bounded by the size of the file.
Raises ValueError or struct.error for a container that cannot be right.
"""

from __future__ import annotations

import struct
from array import array

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks: free, end of chain, …
_END = 0xFFFFFFFE
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_MOST_ENTRIES = 20_000


class OleFile:
    """A compound file held in memory; `names` are its streams without their folders."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC) or len(data) < 512:
            raise ValueError("no compound file")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector sizes")
        self._size = 1 << shift
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini_fat, _, difat, _ = struct.unpack_from("<IIIII", data, 56)
        self._fat = self._numbers(self._fat_sectors(difat))
        entries = self._chain(directory)
        if len(entries) // _ENTRY > _MOST_ENTRIES:
            raise ValueError("directory")
        self._streams: dict[str, tuple[int, int]] = {}
        root: tuple[int, int] | None = None
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            name, kind, start, size = _entry(entries, at)
            if kind == _ROOT and root is None:
                root = (start, size)
            elif kind == _STREAM:
                self._streams.setdefault(name, (start, size))
        if root is None:
            raise ValueError("no root")
        self._mini = self._chain(root[0])[: root[1]] if root[1] else b""
        self._mini_fat = self._numbers([mini_fat], chained=True) if mini_fat < _LAST else array("I")

    @property
    def names(self) -> frozenset[str]:
        """The names of all streams."""
        return frozenset(self._streams)

    def read(self, name: str) -> bytes:
        """The content of a stream."""
        start, size = self._streams[name]
        if size < self._cutoff:
            return self._mini_chain(start)[:size]
        return self._chain(start)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        found = self._data[start : start + self._size]
        if not found:
            raise ValueError("sector outside the file")
        return found

    def _fat_sectors(self, difat: int) -> list[int]:
        numbers = [number for number in struct.unpack_from("<109I", self._data, 76) if number < _LAST]
        seen: set[int] = set()
        per = self._size // 4
        while difat < _LAST:
            if difat in seen:
                raise ValueError("chain in a circle")
            seen.add(difat)
            block = struct.unpack(f"<{per}I", self._sector(difat))
            numbers += [number for number in block[:-1] if number < _LAST]
            difat = block[-1]
        return numbers

    def _numbers(self, sectors: list[int], *, chained: bool = False) -> array[int]:
        content = self._chain(sectors[0]) if chained else b"".join(map(self._sector, dict.fromkeys(sectors)))
        numbers = array("I")
        numbers.frombytes(content[: len(content) // 4 * 4])
        return numbers

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _walk(start, self._fat)))

    def _mini_chain(self, start: int) -> bytes:
        return b"".join(self._mini[number * 64 : number * 64 + 64] for number in _walk(start, self._mini_fat))


def _walk(start: int, fat: array[int]) -> list[int]:
    """The sectors of a chain; one that comes back to itself, or leaves the table, is damage."""
    chain: list[int] = []
    at = start
    while at < _LAST:
        if at >= len(fat) or len(chain) > len(fat):
            raise ValueError("chain")
        chain.append(at)
        at = fat[at]
    if at != _END:
        raise ValueError("chain without an end")
    return chain


def _entry(entries: bytes, at: int) -> tuple[str, int, int, int]:
    length, kind = struct.unpack_from("<HB", entries, at + 64)
    start, size = struct.unpack_from("<II", entries, at + 116)
    name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return name, kind, start, size
