"""Households: found by whatever somebody remembers of them; wrong ids and names are sent back with a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import InputError, NotFoundError
from app.services.households import change_member, group_order, list_households, read_household, register_household
from app.storage.book import Book
from tests.services.conftest import SPOUSE_ID, VILLAGE


@pytest.mark.parametrize(
    "word",
    [
        "杨䶮",
        "䶮",
        "明阳",
        "shan",  # 单 as a surname
        "smy",
        "yang",
        SPOUSE_ID[-4:],
        "4127",
        "13800004127",
        "3组",
    ],
)
def test_a_household_is_found_by_any_of_these(book: Book, household: str, word: str) -> None:
    with book.read() as session:
        found = list_households(session, word)

    assert [view.number for view in found] == [household]


@pytest.mark.parametrize("word", ["王", "dmyx", "9999", "4组", "13800004128", "shanmy"])
def test_and_not_by_these(book: Book, household: str, word: str) -> None:
    with book.read() as session:
        assert household not in [view.number for view in list_households(session, word)]


def test_a_wrong_check_digit_is_named_and_nothing_changes(book: Book, household: str) -> None:
    with book.read() as session:
        member = read_household(session, household).members[0]

    with pytest.raises(InputError) as refused:
        change_member(book, member.id, {"resident_id": "513123197904183518"})

    assert "第 18 位应为 1，现在是 8" in str(refused.value)
    with book.read() as session:
        assert read_household(session, household).members[0].resident_id == member.resident_id


def test_a_changed_name_brings_its_pinyin(book: Book, household: str) -> None:
    with book.read() as session:
        member = read_household(session, household).members[1]

    change_member(book, member.id, {"name": "阿依夏木古丽•阿卜杜热合曼"})

    with book.read() as session:
        changed = read_household(session, household).members[1]
        assert changed.name == "阿依夏木古丽·阿卜杜热合曼"  # U+00B7
        assert [view.number for view in list_households(session, "ayxm")] == [household]


def test_an_unknown_number_is_said_to_be_unknown(book: Book) -> None:
    with book.read() as session, pytest.raises(NotFoundError):
        read_household(session, "9999999999")


def test_a_household_without_members_is_not_registered(book: Book) -> None:
    with pytest.raises(InputError):
        register_household(book, village_code=VILLAGE, group="1组", kind="", phone="", members=[], on=date(2026, 1, 1))


def test_groups_stand_in_number_order() -> None:
    assert sorted(["10组", "2组", "1组", ""], key=group_order) == ["1组", "2组", "10组", ""]
