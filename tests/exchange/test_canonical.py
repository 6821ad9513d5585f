"""One value has one spelling, and nothing that could be read in two ways is read at all."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.canonical import MAX_DEPTH, depth, encode, read_object

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALAR = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)
OBJECT = st.dictionaries(TEXT, VALUE, max_size=6)


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    value = {"村": "刘树沟", "b": [1, True, None], "a": {"z": "", "A": -1}}

    assert encode(value) == '{"a":{"A":-1,"z":""},"b":[1,true,null],"村":"刘树沟"}'.encode()


@given(OBJECT)
def test_what_is_written_is_read_back(value: dict[str, object]) -> None:
    assert read_object(encode(value), max_bytes=1 << 20, max_depth=100) == value


@given(OBJECT, st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, object], chance: object) -> None:
    names = list(value)
    chance.shuffle(names)  # type: ignore[attr-defined]

    assert encode({name: value[name] for name in names}) == encode(value)


@given(OBJECT)
def test_every_json_reader_understands_it(value: dict[str, object]) -> None:
    assert json.loads(encode(value)) == value


@pytest.mark.parametrize("value", [1.5, {"a": [0.0]}, {1: "a"}, {"a": b"b"}, {"a": {1, 2}}, float("nan")])
def test_what_has_no_canonical_spelling_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


def test_a_lone_surrogate_is_not_written() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        encode({"a": "\ud800"})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":1}', "重复"),
        (b'{"a":{"b":1,"c":2,"b":3}}', "重复"),
        (b'{"a":1.0}', "小数"),
        (b'{"a":1e3}', "小数"),
        (b'{"a":NaN}', "小数"),
        (b'{"a":-Infinity}', "小数"),
        (b"[1]", "不是 JSON 对象"),
        (b'{"a":1', "不是 JSON"),
        (b'{"a":1} x', "不是 JSON"),
        (b"", "不是 JSON"),
        (b"\xef\xbb\xbf{}", "不是 JSON"),
        (b'{"a":"\xff"}', "UTF-8"),
        (b'{"a":"\\ud800"}', "UTF-8"),
        (b'{"a":' + b"9" * 21 + b"}", "整数太长"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_object(data, max_bytes=1 << 20)


def test_nesting_is_bounded_before_reading() -> None:
    deep = b'{"a":' + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1) + b"}"
    deeper = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    assert read_object(deep, max_bytes=1 << 20)
    with pytest.raises(ValueError, match="嵌套"):
        read_object(deeper, max_bytes=1 << 20)


def test_brackets_inside_of_strings_are_no_nesting() -> None:
    assert depth(b'{"a":"[[[[\\"{{{","b":[1]}') == 2


def test_size_is_bounded_before_reading() -> None:
    with pytest.raises(ValueError, match="超过 10 字节"):
        read_object(b'{"a":"12345"}', max_bytes=10)


def test_the_canonical_form_is_what_jq_writes(program: Callable[[str], str]) -> None:
    value = {"村": "刘树沟", "b": [1, True, None], "a": {"z": "", "A": -1}}
    command = [program("jq"), "-cS", "."]
    by_jq = subprocess.run(command, input=json.dumps(value).encode(), capture_output=True, check=True)

    assert by_jq.stdout == encode(value) + b"\n"
