"""Phones: two shapes are right, the middle is hidden."""

from __future__ import annotations

import pytest

from app.domain.phone import is_phone, mask_phone, normal_phone


@pytest.mark.parametrize("number", ["13800004127", "0825-5422000", "08255422000", "02861234567"])
def test_mobiles_and_landlines_are_phones(number: str) -> None:
    assert is_phone(number)


@pytest.mark.parametrize("number", ["", "1380000412", "23800004127", "5422000", "138000041270", "abc"])
def test_other_digits_are_not(number: str) -> None:
    assert not is_phone(number)


def test_full_width_digits_and_the_country_code_become_plain() -> None:
    assert normal_phone(" +86 138 0000 ４１２７ ") == "13800004127"


@pytest.mark.parametrize(
    ("number", "shown"), [("13800002206", "138****2206"), ("0825-5422000", "********2000"), ("110", "110"), ("", "")]
)
def test_the_mask_keeps_the_end(number: str, shown: str) -> None:
    assert mask_phone(number) == shown
