"""Rows as JSON lines: fast where they are spelled as ours, strict in any spelling."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange import rows as rows_module
from app.exchange.canonical import MAX_DEPTH
from app.exchange.rows import encode_rows, read_rows

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ROW = st.dictionaries(
    TEXT, st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT | st.lists(TEXT, max_size=3)
)


@given(st.lists(ROW, max_size=8))
def test_rows_come_back_as_they_were(rows: list[dict[str, object]]) -> None:
    assert read_rows(b"".join(encode_rows(rows))) == rows


@given(st.lists(ROW, max_size=8))
def test_rows_spelled_by_another_tool_are_the_same_rows(rows: list[dict[str, object]]) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()

    assert read_rows(lines) == rows


def test_a_row_is_one_line_with_sorted_keys() -> None:
    assert b"".join(encode_rows([{"b": "两\n行", "a": 1}])) == '{"a":1,"b":"两\\n行"}\n'.encode()


def test_many_rows_come_in_pieces_of_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "ROWS_AT_ONCE", 2)

    pieces = list(encode_rows({"id": number} for number in range(5)))

    assert pieces == [b'{"id":0}\n{"id":1}\n', b'{"id":2}\n{"id":3}\n', b'{"id":4}\n']


@pytest.mark.parametrize(
    "lines",
    [
        b'{"a":1,"a":2}\n',
        b'{"b":1}\n{"a":1, "a":1}\n',
        b'{"a":{"x":1,"x":1}}\n',
        b'{"a":1}{"a":2}\n',
        b"[1]\n",
        b'"a"\n',
        b'{"a":1\n',
        b'{"a":NaN}\n',
        b'{ "a": "\\ud800" }\n',
        b'{"a":"\xff"}\n',
        b'{"a":1}\x00\n',
    ],
)
def test_a_line_that_is_not_one_strict_object_is_refused(lines: bytes) -> None:
    with pytest.raises(ValueError, match="有一行"):
        read_rows(lines)


@pytest.mark.parametrize("before", [b"", b'{"a":1}\n', b'{"a":[1]}\n' * 50, b"\n" * 99])
def test_nesting_is_bounded_wherever_the_deep_row_stands(before: bytes) -> None:
    most = b'{"a":' + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1) + b"}\n"
    over = b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}\n"

    assert read_rows(before + most)
    with pytest.raises(ValueError, match="嵌套"):
        read_rows(before + over)


def test_a_hundred_thousand_brackets_are_refused_without_reading_them() -> None:
    with pytest.raises(ValueError, match="嵌套"):
        read_rows(b'{"a":1}\n' * 3 + b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n")
