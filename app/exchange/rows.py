"""Rows as JSON lines, one object a line: written by a fast encoder, read strictly at nearly the same speed.

Strictness is cheap in the normal case: the decoded rows are encoded again, and bytes that come out the same had no
duplicate key. Only bytes spelled otherwise (another tool wrote them) go line by line through the slow strict reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

import msgspec

from app.exchange.canonical import MAX_DEPTH, bounded_integer, depth

Row: TypeAlias = dict[str, Any]

ROWS_AT_ONCE = 16_384

_sorted = msgspec.json.Encoder(order="deterministic")
_as_read = msgspec.json.Encoder()
_rows = msgspec.json.Decoder(dict[str, Any])


def encode_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The rows as JSON lines with sorted keys, in pieces of whole lines."""
    source = iter(rows)
    while piece := list(islice(source, ROWS_AT_ONCE)):
        yield _sorted.encode_lines(piece)


def read_rows(data: bytes) -> list[Row]:
    """The rows in whole JSON lines; raises ValueError, with what is wrong in Chinese, if a line is not one object."""
    if _may_be_deep(data):
        for line in data.split(b"\n"):
            _check_depth(line)
    try:
        rows = _rows.decode_lines(data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise ValueError("有一行不是 JSON 对象") from None
    if _as_read.encode_lines(rows) == data:
        return rows
    return [_read_line(line) for line in data.split(b"\n") if line.strip()]


def _may_be_deep(data: bytes) -> bool:
    """By counting brackets: each line has one of its own, so no line can have more than what is left over, and one."""
    return data.count(b"{") + data.count(b"[") - data.count(b"\n") >= MAX_DEPTH


def _check_depth(line: bytes) -> None:
    if line.count(b"{") + line.count(b"[") > MAX_DEPTH and depth(line) > MAX_DEPTH:
        raise ValueError(f"有一行嵌套超过 {MAX_DEPTH} 层")


def _read_line(line: bytes) -> Row:
    _check_depth(line)
    try:
        value = json.loads(line.decode(), object_pairs_hook=_unique, parse_int=bounded_integer)
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeError, json.JSONDecodeError):
        raise ValueError("有一行不是 UTF-8 的 JSON") from None
    if not isinstance(value, dict):
        raise ValueError("有一行不是 JSON 对象")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> Row:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("有一行的键重复")
    return result
