"""Compound files ([MS-CFB]) with given streams: for password-protected sheets and for damage at a known place."""

from __future__ import annotations

import struct

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def make_ole(streams: dict[str, bytes]) -> bytes:
    """A compound file whose streams are padded with zeros to 4096 bytes at least, so that none is a mini stream."""
    sectors: list[bytes] = []
    chains: dict[int, int] = {}

    def place(content: bytes) -> int:
        first = len(sectors)
        parts = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        sectors.extend(parts)
        for number in range(first, len(sectors)):
            chains[number] = number + 1 if number + 1 < len(sectors) else _END
        return first

    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(4096, b"\0")
        sibling = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, place(padded), len(padded), right=sibling))
    directory = place(b"".join(entries))
    count = len(sectors)
    fat_sectors = 1
    while fat_sectors * 128 < count + fat_sectors:
        fat_sectors += 1
    table = [chains.get(number, _FREE) for number in range(count)] + [_FAT] * fat_sectors
    table += [_FREE] * (fat_sectors * 128 - len(table))
    fat = struct.pack(f"<{len(table)}I", *table)
    difat = [count + number for number in range(fat_sectors)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, directory, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *difat, *[_FREE] * (109 - fat_sectors))
    return header + b"".join(sectors) + fat


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<III", _FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)
