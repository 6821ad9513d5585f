"""Names: dots made one, rare characters untouched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.person_name import MIDDLE_DOT, check_name, normal_name, same_name


@pytest.mark.parametrize("dot", ["•", "・", "‧", "．", "·"])
def test_look_alike_dots_become_the_middle_dot(dot: str) -> None:
    assert normal_name(f"迪丽热巴{dot}艾合买提") == "迪丽热巴\u00b7艾合买提"


def test_blanks_in_a_chinese_name_go_and_one_between_latin_words_stays() -> None:
    assert normal_name(" 王　 芳\u200b ") == "王芳"
    assert normal_name("John   Smith") == "John Smith"


@pytest.mark.parametrize("name", ["彭𬸣全", "雷赟霞", "䶮天", "﨑山", "㐂"])
def test_rare_and_compatibility_characters_stay_as_they_are(name: str) -> None:
    assert normal_name(name) == name


def test_a_name_of_fifty_characters_is_fine() -> None:
    name = ("阿" * 24 + MIDDLE_DOT) * 2

    assert check_name(name[:50] + "买") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name-missing"),
        ("张3", "name-digit"),
        ("彭?全", "name-unreadable"),
        ("彭\ue000全", "name-unreadable"),
        ("·艾合买提", "name-dot"),
        ("王" * 101, "name-long"),
    ],
)
def test_what_is_wrong_with_a_name_is_said(name: str, code: str) -> None:
    assert [finding.code for finding in check_name(name)] == [code]


def test_two_writings_of_one_name_are_the_same() -> None:
    assert same_name("迪丽热巴•艾合买提", "迪丽热巴 · 艾合买提")
    assert not same_name("王芳", "王方")


@given(st.text(max_size=30))
def test_the_normal_name_is_stable(typed: str) -> None:
    assert normal_name(normal_name(typed)) == normal_name(typed)
