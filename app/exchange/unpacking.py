"""Bounded unpacking of one table: never more bytes than declared, every line checked, small tables kept as rows."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

import zstandard

from app.domain.errors import BundleContentError, BundleDamagedError
from app.exchange.container import Entry
from app.exchange.limits import MAX_WINDOW
from app.exchange.manifest import Member
from app.exchange.rows import Row, read_rows
from app.exchange.spool import Spool

KEPT = 16 << 20  # a table that unpacks to no more is kept as rows; a larger one is read again when it is asked for
PIECE = 4 << 20  # bytes unpacked and decoded at a time; no line may be longer


@dataclass(frozen=True, slots=True)
class Rows:
    """The checked rows of one table: how many, and an iteration that can be repeated while the bundle is open."""

    _spool: Spool
    _entry: Entry
    _member: Member
    _kept: list[Row] | None

    def __len__(self) -> int:
        return self._member.rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self._kept) if self._kept is not None else self._read_again()

    def _read_again(self) -> Iterator[Row]:
        for lines in _whole_lines(_unpacked(self._spool, self._entry, self._member)):
            yield from read_rows(lines)


def open_rows(spool: Spool, entry: Entry, member: Member) -> tuple[Rows, str]:
    """The rows of a member whose packed bytes were checked, and the SHA-256 of what it unpacks to.

    Raises BundleDamagedError when it does not unpack to the declared size, BundleContentError for its lines.
    """
    digest = hashlib.sha256()
    keep = member.unpacked <= KEPT
    kept: list[Row] = []
    count = 0
    try:
        for lines in _whole_lines(_hashed(_unpacked(spool, entry, member), digest)):
            rows = read_rows(lines)
            count += len(rows)
            if keep:
                kept += rows
    except ValueError as fault:
        raise BundleContentError(member.name, str(fault)) from None
    if count != member.rows:
        raise BundleContentError(member.name, "行数与清单不一致")
    return Rows(spool, entry, member, kept if keep else None), digest.hexdigest()


def _unpacked(spool: Spool, entry: Entry, member: Member) -> Iterator[bytes]:
    """At most the declared bytes, in pieces; one byte more is asked for to be sure that there is none."""
    packed = io.BytesIO(spool.read_at(entry.offset, entry.size))
    left = member.unpacked
    try:
        with zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(
            packed, read_across_frames=True
        ) as reader:
            while left and (piece := reader.read(min(left, PIECE))):
                left -= len(piece)
                yield piece
            if left or reader.read(1):
                raise BundleDamagedError(member.name)
    except (zstandard.ZstdError, MemoryError):
        raise BundleDamagedError(member.name) from None


def _hashed(pieces: Iterator[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


def _whole_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes cut at ends of lines, so that a row is never in two pieces."""
    rest = b""
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        if end:
            yield rest + piece[:end] if rest else piece[:end] if end < len(piece) else piece
            rest = piece[end:]
        else:
            rest += piece
        if len(rest) > PIECE:
            raise ValueError("有一行太长")
    if rest:
        yield rest
