"""Canonical JSON: one spelling for one value, and a reader that refuses what could be read in two ways.

UTF-8, keys sorted by code point, no spaces, no floats. Reading refuses duplicate keys, floats, lone surrogates,
nesting and sizes over their bound; it does not insist on the canonical spelling, because the signature is over the
bytes and a technician may have written them with another tool.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NoReturn, TypeAlias

JsonValue: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]

MAX_DEPTH = 16
MAX_INTEGER_DIGITS = 20

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


def encode(value: JsonValue) -> bytes:
    """The canonical bytes of a JSON-ready value.

    Raises TypeError for a float, a key that is no text, or a type that JSON does not have, and ValueError for a lone
    surrogate.
    """
    _check_types(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_object(data: bytes, *, max_bytes: int, max_depth: int = MAX_DEPTH) -> JsonObject:
    """The one JSON object in `data`; raises ValueError, with what is wrong in Chinese, when it is not strictly one."""
    if len(data) > max_bytes:
        raise ValueError(f"超过 {max_bytes} 字节")
    if depth(data) > max_depth:
        raise ValueError(f"嵌套超过 {max_depth} 层")
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_without_duplicates,
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=bounded_integer,
        )
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeError:
        raise ValueError("不是 UTF-8 文字") from None
    except json.JSONDecodeError:
        raise ValueError("不是 JSON") from None
    if not isinstance(value, dict):
        raise ValueError("不是 JSON 对象")
    return value


def depth(data: bytes) -> int:
    """How deep brackets are nested outside of strings, without reading the value."""
    deepest = level = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", data)):
        if bracket in b"[{":
            level += 1
            deepest = max(deepest, level)
        else:
            level -= 1
    return deepest


def bounded_integer(text: str) -> int:
    """An integer of at most 20 characters, for a JSON reader; raises ValueError."""
    if len(text) > MAX_INTEGER_DIGITS:
        raise ValueError("整数太长")
    return int(text)


def _check_types(value: JsonValue) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key of canonical JSON is text, not {type(key).__name__}")
            _check_types(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_types(inner)
    else:
        raise TypeError(f"canonical JSON has no {type(value).__name__}")


def _without_duplicates(pairs: Iterable[tuple[str, JsonValue]]) -> JsonObject:
    result: JsonObject = {}
    for key, value in pairs:
        if key in result:
            raise ValueError("有重复的键")
        result[key] = value
    return result


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"有小数 {text[:20]}")
