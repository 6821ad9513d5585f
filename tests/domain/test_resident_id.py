"""Resident ids: GB 11643 by its own sample numbers, and what the officer is told about a wrong one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import Severity
from app.domain.resident_id import (
    age_on,
    check_character,
    damaged_by_sheet,
    mask,
    normal_form,
    read_resident_id,
)

VECTOR = next(
    vector
    for vector in json.loads((Path(__file__).parents[1] / "data" / "lending.json").read_text("utf-8"))["vectors"]
    if vector["id"] == "N03"
)["expected"]


@pytest.mark.parametrize("number", VECTOR["valid"])
def test_the_samples_of_the_standard_are_valid(number: str) -> None:
    known, findings = read_resident_id(number)

    assert known is not None
    assert findings == []
    assert known.birth.isoformat() == VECTOR["derived"]["birth"][number]


@pytest.mark.parametrize(("number", "sex"), [("11010519491231002X", "女"), ("440524188001010014", "男")])
def test_the_sex_is_the_parity_of_the_seventeenth_place(number: str, sex: str) -> None:
    """GB 11643: odd orders are men's. (The vector calls the second one F, against the standard: 001 is odd.)"""
    known, _ = read_resident_id(number)

    assert known is not None
    assert known.sex == sex


@pytest.mark.parametrize("number", VECTOR["invalid"])
def test_the_wrong_samples_are_refused(number: str) -> None:
    known, findings = read_resident_id(number)

    assert known is None
    assert findings[0].severity is Severity.BLOCK


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("110105194912310028", "第 18 位应为 X，现在是 8"),
        ("", "没有填证件号码"),
        ("11010519491231002", "证件号码应为 18 位（残疾人证 20 或 22 位），现在是 17 位"),
        ("11010519491331002X", "第 7 至 14 位应为出生日期，现在是 19491331"),
        ("1101O519491231002X", "第 5 位应为数字，现在是 O"),
        ("51312320270214367X", "出生日期 2027-02-14 在今天以后"),
    ],
)
def test_the_sentence_says_which_place_is_wrong(typed: str, sentence: str) -> None:
    _, findings = read_resident_id(typed, today=date(2026, 11, 20))

    assert [finding.text for finding in findings] == [sentence]


def test_small_x_full_width_and_blanks_are_what_people_type() -> None:
    known, _ = read_resident_id(" 110105 1949 1231 002ｘ")

    assert known is not None
    assert known.text == "11010519491231002X"


@pytest.mark.parametrize("card", ["11010519491231002X42", "11010519491231002X4312"])
def test_disability_cards_are_the_same_person(card: str) -> None:
    known, findings = read_resident_id(card)

    assert known is not None
    assert findings == []
    assert known.key == "11010519491231002X"


def test_an_unknown_region_only_warns() -> None:
    first_17 = "99010519491231002"

    known, findings = read_resident_id(first_17 + check_character(first_17))

    assert known is not None
    assert [(finding.code, finding.severity) for finding in findings] == [("id-region-unknown", Severity.WARN)]


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_any_one_wrong_digit_is_found(birth: date, order: int, place: int, step: int) -> None:
    first_17 = f"513123{birth:%Y%m%d}{order:03d}"
    number = first_17 + check_character(first_17)
    digits = "0123456789X" if place == 17 else "0123456789"
    wrong = number[:place] + digits[(digits.index(number[place]) + step) % len(digits)] + number[place + 1 :]

    assert read_resident_id(number)[0] is not None
    assert read_resident_id(wrong)[0] is None


@given(st.text(max_size=24))
def test_no_text_breaks_the_reader(typed: str) -> None:
    known, findings = read_resident_id(typed)

    assert (known is None) == any(finding.severity is Severity.BLOCK for finding in findings)


@given(st.text(alphabet="0123456789xX０１２３４５６７８９ｘＸ \u3000\t", max_size=24))
def test_the_normal_form_is_stable(typed: str) -> None:
    assert normal_form(normal_form(typed)) == normal_form(typed)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("513123197208121464", "513123********1464"),
        ("11010519491231002X4312", "110105********002X****"),
        ("1234", "**34"),
        ("", ""),
    ],
)
def test_the_mask_hides_the_birth_date(number: str, shown: str) -> None:
    assert mask(number) == shown


@pytest.mark.parametrize(("on", "age"), [(date(2022, 6, 14), 17), (date(2022, 6, 15), 18), (date(2070, 6, 15), 66)])
def test_a_year_is_complete_on_the_birthday(on: date, age: int) -> None:
    assert age_on(date(2004, 6, 15), on) == age


def test_who_was_born_on_a_leap_day_is_a_year_older_on_the_first_of_march() -> None:
    assert age_on(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert age_on(date(2004, 2, 29), date(2022, 3, 1)) == 18


@pytest.mark.parametrize(
    ("value", "damaged"),
    [(5.13123197208121e17, True), (513123197208121464, True), ("513123", False), (12.0, False), (True, False)],
)
def test_an_id_that_came_as_a_number_has_lost_its_end(value: object, damaged: bool) -> None:
    assert damaged_by_sheet(value) is damaged
