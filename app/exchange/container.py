"""The container: a ustar archive of plain members, written with the standard library and read by an own strict reader.

The reader accepts regular files under flat, known-looking names and nothing else: no folder, path, link, device,
extended header, second copy, or bytes after the end. It never unpacks to disk.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.errors import BundleDamagedError, BundleTooLargeError, UnexpectedMemberError
from app.exchange.spool import Spool

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
TABLE_SUFFIX = ".jsonl.zst"
TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}\.jsonl\.zst")
ATTACHMENT = re.compile(r"scan-[0-9a-f]{64}\.bin")
MAX_MEMBERS = 20_000

_BLOCK = 512
_ZEROS = bytes(_BLOCK)
END = bytes(2 * _BLOCK)
_MAGICS = {b"ustar\x0000", b"ustar  \x00"}  # POSIX, and what GNU tar writes for the same plain entries
_PLAIN = {b"0", b"\x00"}
_OCTAL = re.compile(rb" *([0-7]+)[ \x00]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One member inside a container: its name, where its bytes begin, how many there are."""

    name: str
    offset: int
    size: int


def member_head(name: str, size: int) -> bytes:
    """The 512 bytes before a member; no owner, no time."""
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def member_pieces(name: str, size: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """One member piece by piece; raises ValueError when the pieces are not `size` bytes together."""
    written = 0
    yield member_head(name, size)
    for piece in pieces:
        written += len(piece)
        yield piece
    if written != size:
        raise ValueError(f"{name} changed while it was read")
    yield bytes(-size % _BLOCK)


def read_entries(spool: Spool) -> dict[str, Entry]:
    """Where every member lies, by name; raises UnexpectedMemberError, BundleDamagedError, BundleTooLargeError."""
    entries: dict[str, Entry] = {}
    offset = 0
    while (head := spool.read_at(offset, _BLOCK)) != _ZEROS:
        entry = _read_head(head, offset + _BLOCK)
        if entry.name in entries:
            raise UnexpectedMemberError(entry.name, "有两份")
        if len(entries) >= MAX_MEMBERS:
            raise BundleTooLargeError("成员数", MAX_MEMBERS)
        offset = entry.offset + entry.size + (-entry.size % _BLOCK)
        if offset > spool.size or any(spool.read_at(entry.offset + entry.size, -entry.size % _BLOCK)):
            raise BundleDamagedError("容器")
        entries[entry.name] = entry
    _check_end(spool, offset)
    for name in (MANIFEST, SIGNATURE):
        if name not in entries:
            raise UnexpectedMemberError(name, "缺少")
    return entries


def _read_head(head: bytes, offset: int) -> Entry:
    if len(head) < _BLOCK:
        raise BundleDamagedError("容器")
    if head[257:265] not in _MAGICS or _octal(head[148:156]) != _checksum(head):
        raise BundleDamagedError("容器")
    name = _name(head)
    if head[156:157] not in _PLAIN or any(head[157:257]):
        raise UnexpectedMemberError(name, "不是普通文件")
    if any(head[345:500]) or not (name in (MANIFEST, SIGNATURE) or TABLE.fullmatch(name) or ATTACHMENT.fullmatch(name)):
        raise UnexpectedMemberError(name, "名称不在约定之内")
    return Entry(name, offset, _octal(head[124:136]))


def _name(head: bytes) -> str:
    raw, _, rest = head[:100].partition(b"\x00")
    if any(rest):
        raise BundleDamagedError("容器")
    text = raw.decode("ascii", "replace")
    return text if text.isprintable() else "?"


def _octal(field: bytes) -> int:
    match = _OCTAL.fullmatch(field)
    if match is None:
        raise BundleDamagedError("容器")
    return int(match[1], 8)


def _checksum(head: bytes) -> int:
    return sum(head) - sum(head[148:156]) + 8 * 0x20


def _check_end(spool: Spool, offset: int) -> None:
    """Two blocks of zeros at least, and only zeros to the end (tar fills up to its record)."""
    rest = spool.size - offset
    if rest < 2 * _BLOCK or rest > 64 * _BLOCK or any(spool.read_at(offset, rest)):
        raise BundleDamagedError("容器")
