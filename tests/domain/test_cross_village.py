"""Cross-village rules on invented people: the first 18 characters decide, names may differ, moves come in pairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.domain.cross_village import (
    LoanThere,
    MoveThere,
    PersonThere,
    households_lent_twice,
    moves_unpaired,
    people_twice,
)
from app.domain.findings import Severity

ID = "513123197904183511"
OTHER_ID = "513123198109263429"
HERE = PersonThere("A", "甲村", "0001", "何艳兴", ID)
THERE = PersonThere("B", "乙村", "0009", "何艳兴", ID)
OUT = MoveThere("A", "甲村", "0001", ID, "迁出", date(2026, 3, 1))
LOAN = LoanThere("A", "甲村", "0001", "XED1", ID, Decimal(40_000), frozenset({ID, OTHER_ID}))


def test_one_person_in_two_villages_is_told_once_with_a_masked_id() -> None:
    [finding] = people_twice([HERE, THERE])

    assert finding.code == "person-in-two-villages"
    assert "甲村0001户何艳兴、乙村0009户何艳兴" in finding.text
    assert ID not in finding.text
    assert "513123********3511" in finding.text


def test_a_disability_card_is_the_same_person() -> None:
    [finding] = people_twice([HERE, replace(THERE, resident_id=f"{ID}43")])

    assert finding.code == "person-in-two-villages"


def test_the_same_id_under_two_names_is_another_finding() -> None:
    [finding] = people_twice([HERE, replace(THERE, name="何艳新")])

    assert finding.code == "id-under-two-names"


def test_who_left_the_one_village_is_in_one_only() -> None:
    assert people_twice([replace(HERE, left_on=date(2026, 3, 1)), THERE]) == []


def test_two_people_of_one_village_are_the_village_s_own_affair() -> None:
    assert people_twice([HERE, replace(HERE, household="0002")]) == []


def test_a_household_that_owes_in_two_villages_is_told_once_for_all_its_people() -> None:
    elsewhere = LoanThere("B", "乙村", "0009", "XED9", OTHER_ID, Decimal(20_000), frozenset({ID, OTHER_ID}))

    [finding] = households_lent_twice([LOAN, elsewhere])

    assert "甲村0001户 XED1 余 40,000.00 元、乙村0009户 XED9 余 20,000.00 元" in finding.text


def test_two_loans_in_one_village_are_not_told_here() -> None:
    assert households_lent_twice([LOAN, replace(LOAN, note_number="XED2")]) == []


def test_a_move_with_both_ends_is_in_order() -> None:
    arrived = MoveThere("B", "乙村", "0009", ID, "迁入", date(2026, 3, 5))

    assert moves_unpaired([OUT, arrived], [THERE], village_books=2) == []


def test_a_person_who_stands_in_the_other_village_without_a_move_is_a_warning() -> None:
    [finding] = moves_unpaired([OUT], [THERE], village_books=2)

    assert finding.severity is Severity.WARN
    assert "乙村0009户有这个人，却没有登记迁入" in finding.text


def test_who_left_the_township_is_a_note() -> None:
    [finding] = moves_unpaired([OUT], [], village_books=2)

    assert finding.severity is Severity.NOTE


def test_with_one_village_nothing_can_be_said() -> None:
    assert moves_unpaired([OUT], [], village_books=1) == []
