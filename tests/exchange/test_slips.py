"""What stands on paper: digests for the eye, a QR without a name, file names that tell nothing but a date."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.digest import Slip, in_groups, read_slip, slip_payload
from app.exchange.names import bundle_name, looks_like_ours, receipt_name

HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_digest_stands_in_groups_of_four() -> None:
    assert in_groups("0123456789abcdef") == "0123 4567 89ab cdef"
    assert len(in_groups("ab" * 32).split()) == 16


@given(
    st.sampled_from("HR"),
    st.integers(0, 10**12 - 1),
    st.integers(1, 65535),
    st.integers(1, 2**32 - 1),
    HEX,
    HEX | st.just(""),
)
def test_a_slip_is_read_back_from_its_qr(mark: str, code: int, epoch_no: int, seq: int, digest: str, head: str) -> None:
    payload = slip_payload(mark, f"{code:012}", epoch_no, seq, digest, head)

    assert len(payload) <= 60
    assert re.fullmatch(r"[HR][A-Z2-7]+", payload)
    slip = read_slip(payload)
    assert slip == Slip(mark, f"{code:012}", epoch_no, seq, digest[:32], head[:16] if set(head[:16]) - {"0"} else "")


def test_a_slip_may_be_typed_in_small_letters_with_spaces() -> None:
    payload = slip_payload("H", "510921100201", 1, 2, "ab" * 32)

    assert read_slip(" " + in_groups(payload.lower()) + "\n") == Slip("H", "510921100201", 1, 2, "ab" * 16, "")


@pytest.mark.parametrize("payload", ["", "H", "X" + "A" * 58, "H" + "A" * 57, "H" + "1" * 58, "H" + "7" * 58])
def test_what_is_no_slip_is_refused(payload: str) -> None:
    with pytest.raises(ValueError, match="slip"):
        read_slip(payload)


def test_an_unknown_mark_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="marked"):
        slip_payload("Q", "510921100201", 1, 2, "ab" * 32)


def test_names_tell_a_date_and_nothing_else() -> None:
    assert re.fullmatch(r"HC-20261120-[0-9a-f]{8}\.age", bundle_name(date(2026, 11, 20)))
    assert re.fullmatch(r"HR-19700101-[0-9a-f]{8}\.age", receipt_name(date(1970, 1, 1)))
    assert len({bundle_name(date(2026, 11, 20)) for _ in range(100)}) == 100
    assert len(bundle_name(date(2099, 12, 31))) <= 60


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("HC-20261120-3f9a1c20.age", True),
        ("HR-20261120-3f9a1c20.age", True),
        ("hc-20261120-3F9A1C20.AGE", True),
        ("HC-20261120-3f9a1c20.age.part", False),
        (".HC-20261120-3f9a1c20.age", False),
        ("HC-20261120-3f9a1c2.age", False),
        ("HX-20261120-3f9a1c20.age", False),
        ("../HC-20261120-3f9a1c20.age", False),
    ],
)
def test_a_name_only_says_what_is_worth_opening(name: str, ours: bool) -> None:
    assert looks_like_ours(name) is ours
