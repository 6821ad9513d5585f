"""What is wrong with a household's data, one fault at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.household_checks import HouseholdFacts, MemberFacts, check_household, check_people
from app.packs.code_lists import load_code_lists

LISTS = load_code_lists()
TODAY = date(2026, 11, 20)
HEAD = MemberFacts(
    "何艳兴", "51312319760214367X", "户主", "513123000101", "汉族", "高中", "", "健康", "技能劳动力", "15379159837"
)
SPOUSE = replace(HEAD, name="梁敏兰", resident_id="513123197208121464", relation="配偶", health="长期慢性病,残疾")
CHILD = replace(
    SPOUSE, name="何小雨", resident_id="110105201001014426", relation="之女", education="", schooling="普通高中"
)
SOUND = HouseholdFacts("5131230001", (HEAD, SPOUSE), "一般脱贫户", "", "因学", "15763861737", "本人", date(2026, 10, 1))


def codes(household: HouseholdFacts) -> list[str]:
    return [finding.code for finding in check_household(household, LISTS, TODAY)]


def test_a_sound_household_has_no_finding() -> None:
    assert codes(SOUND) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no-head", {"members": (SPOUSE,)}),
        ("two-spouses", {"members": (HEAD, SPOUSE, replace(SPOUSE, name="梁二"))}),
        ("phone-missing", {"phone": ""}),
        ("phone-wrong", {"phone": "1576386173"}),
        ("phone-dead", {"phone_state": "停机"}),
        ("phone-owner", {"phone_owner": "亲戚"}),
        ("phone-old", {"phone_verified_on": date(2025, 11, 19)}),
        ("household-number", {"number": "123"}),
        ("word-unknown", {"kind": "贫困户吗"}),
    ],
)
def test_a_fault_of_the_household_is_found(code: str, change: dict[str, Any]) -> None:
    assert codes(replace(SOUND, **change)) == [code]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("id-wrong", {"resident_id": "513123197208121465"}),
        ("name-digit", {"name": "梁敏3"}),
        ("relation-unknown", {"relation": "干亲"}),
        ("phone-wrong", {"phone": "123"}),
        ("schooling-both", {"schooling": "本科"}),
        ("schooling-neither", {"education": ""}),
        ("word-unknown", {"health": "近视"}),
        ("word-unknown", {"ethnicity": "汉人"}),
        ("relation-sex", {"relation": "之子"}),
    ],
)
def test_a_fault_of_a_member_is_found(code: str, change: dict[str, Any]) -> None:
    assert codes(replace(SOUND, members=(HEAD, replace(SPOUSE, **change)))) == [code]


def test_two_heads_are_named() -> None:
    findings = check_household(
        replace(SOUND, members=(HEAD, replace(HEAD, name="何二", resident_id="513123197208121464"))), LISTS, TODAY
    )

    assert [finding.text for finding in findings] == ["这一户有 2 个户主：何艳兴、何二"]
    assert findings[0].subject == "5131230001"


def test_head_and_spouse_of_one_sex_are_told() -> None:
    man = replace(SPOUSE, resident_id="513123195209100711")

    findings = check_household(replace(SOUND, members=(HEAD, man)), LISTS, TODAY)

    assert [finding.text for finding in findings] == ["户主 何艳兴 和配偶 梁敏兰 的证件号码都是男性"]


def test_across_households_ids_and_names_are_compared() -> None:
    card = replace(HEAD, name="何艳兴", resident_id="51312319760214367X42")
    other_name = replace(SPOUSE, name="梁敏蓝", relation="户主")
    namesake = replace(HEAD, resident_id="513123195209100711")

    again = check_people([SOUND, HouseholdFacts("5131230002", (card,))])
    renamed = check_people([SOUND, HouseholdFacts("5131230002", (other_name,))])
    same = check_people([SOUND, HouseholdFacts("5131230002", (namesake,))])

    assert [finding.code for finding in again] == ["duplicate-id"]
    assert (
        again[0].text == "何艳兴 的证件号码 513123********367X 登记了 2 次（户 5131230001、5131230002，只比前 18 位）"
    )
    assert [finding.code for finding in renamed] == ["same-id-other-name"]
    assert [finding.code for finding in same] == ["same-name"]
    assert check_people([SOUND]) == []
