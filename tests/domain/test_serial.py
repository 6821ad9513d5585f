"""Serials of printed papers: shape, check character, and reading what a person types."""

from __future__ import annotations

import pytest

from app.domain.serial import ALPHABET, check_character, is_serial, make_serial, parse_serial, serial_prefix


def test_a_serial_is_three_groups_of_four_with_a_checked_end() -> None:
    serial = make_serial("LS", 2026, "K7M24Q9")

    assert serial[:13] == "LS26-K7M2-4Q9"
    assert serial[-1] == check_character("LS26K7M24Q9")
    assert is_serial(serial)


def test_drawn_serials_differ_and_leave_out_lookalike_letters() -> None:
    serials = {make_serial("LS", 2026) for _ in range(500)}

    assert len(serials) == 500
    assert not set("ILOU") & set("".join(serial[4:] for serial in serials))


def test_every_single_slip_is_noticed() -> None:
    bare = make_serial("LS", 2026, "K7M24Q9").replace("-", "")

    for place in range(4, 12):
        for char in ALPHABET:
            slipped = bare[:place] + char + bare[place + 1 :]
            assert (parse_serial(slipped) is not None) is (slipped == bare)


@pytest.mark.parametrize("spell", [str.lower, lambda s: s.replace("-", ""), lambda s: s.replace("-", " ")])
def test_typed_forms_are_read(spell) -> None:
    serial = make_serial("LS", 2026, "0011KZ2")

    assert parse_serial(spell(serial)) == serial
    assert parse_serial(serial[:5] + "OO" + serial[7:]) == serial


@pytest.mark.parametrize("typed", ["", "LS26", "LS26-K7M2-4Q9", "5131230317", "LS26-K7M2-4Q9U", "杨龑"])
def test_other_text_is_no_serial(typed: str) -> None:
    assert parse_serial(typed) is None


def test_prefix_comes_from_initials() -> None:
    assert [serial_prefix(text) for text in ("LSG", "l", "")] == ["LS", "LX", "XX"]


def test_parts_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="serial"):
        make_serial("L", 2026, "K7M24Q9")
