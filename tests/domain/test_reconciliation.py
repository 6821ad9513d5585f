"""Reconciliation: pairs by number, by person and visible digits; each loan stands in one list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reconciliation import LoanEntry, reconcile, visible_digits_agree

OURS = LoanEntry(
    "XED2024080000",
    "XED2024080000",
    "姚喆莲",
    "513123198709184337",
    Decimal(50000),
    Decimal(50000),
    date(2024, 8, 9),
    date(2027, 8, 9),
    Decimal("0.0345"),
)
BANK = replace(OURS, note_number="")
MASKED = replace(BANK, resident_id="5131**********4337")


def test_a_loan_that_agrees_is_in_the_list_of_those_that_agree() -> None:
    answer = reconcile([OURS], [MASKED])

    assert (len(answer.agree), answer.only_here, answer.only_bank) == (1, (), ())


def test_the_note_number_pairs_whatever_the_name() -> None:
    answer = reconcile([OURS], [replace(OURS, contract_number="", name="姚?莲", resident_id="")])

    assert len(answer.agree) == 1


def test_with_a_contract_number_the_person_must_fit() -> None:
    other = replace(MASKED, name="韩玉")
    other_digits = replace(MASKED, resident_id="5131**********2136")

    for bank in (other, other_digits):
        answer = reconcile([OURS], [bank])
        assert (answer.only_here, answer.only_bank, answer.pairs) == ((OURS,), (bank,), ())


def test_a_whole_id_is_enough_where_the_bank_cannot_write_the_name() -> None:
    assert len(reconcile([OURS], [replace(BANK, name="姚?莲")]).agree) == 1


def test_without_any_number_person_amount_and_day_decide() -> None:
    nameless = replace(MASKED, contract_number="")

    assert len(reconcile([OURS], [nameless]).agree) == 1
    assert reconcile([OURS], [replace(nameless, disbursed_on=date(2024, 8, 10))]).pairs == ()


def test_amounts_and_dates_that_differ_are_told_with_both_sides() -> None:
    answer = reconcile([OURS], [replace(MASKED, balance=Decimal(25000), due_on=date(2026, 8, 9))])

    assert answer.agree == ()
    assert answer.amount_differs[0].amounts == (("balance", Decimal(50000), Decimal(25000)),)
    assert answer.date_differs[0].dates == (("due_on", date(2027, 8, 9), date(2026, 8, 9)),)


def test_a_field_that_one_side_does_not_tell_does_not_differ() -> None:
    assert len(reconcile([OURS], [replace(MASKED, balance=None, rate=None, due_on=None)]).agree) == 1


def test_wan_beside_yuan_is_seen() -> None:
    answer = reconcile([OURS], [replace(MASKED, principal=Decimal(5), balance=Decimal(5))])

    assert answer.amount_differs[0].unit_mixed
    assert not reconcile([OURS], [replace(MASKED, balance=Decimal(25000))]).amount_differs[0].unit_mixed


def test_two_notes_of_one_contract_pair_with_their_own() -> None:
    first = replace(OURS, note_number="N1", contract_number="C1")
    second = replace(OURS, note_number="N2", contract_number="C1", principal=Decimal(20000), balance=Decimal(20000))
    bank = [replace(second, contract_number=""), replace(first, contract_number="")]

    answer = reconcile([first, second], bank)

    assert {pair.here.note_number for pair in answer.agree} == {"N1", "N2"}


@pytest.mark.parametrize(
    ("masked", "fits"),
    [
        ("5131**********4337", True),
        ("513123********4337", True),
        ("**************4337", True),
        ("513123XXXXXXXX4337", True),
        ("513123198709184337", True),
        ("51312319870918433742", True),
        ("5131**********4336", False),
        ("5132**********4337", False),
        ("******************", False),
        ("", False),
    ],
)
def test_visible_digits_speak(masked: str, fits: bool) -> None:
    assert visible_digits_agree("513123198709184337", masked) is fits


_entries = st.lists(
    st.builds(
        LoanEntry,
        note_number=st.sampled_from(["", "A", "B", "C"]),
        contract_number=st.sampled_from(["", "A", "B"]),
        name=st.sampled_from(["王芳", "李强"]),
        resident_id=st.sampled_from(["", "513123198709184337", "5131**********4337"]),
        principal=st.sampled_from([Decimal(50000), Decimal(30000)]),
        disbursed_on=st.sampled_from([None, date(2024, 1, 1)]),
    ),
    max_size=6,
)


@given(_entries, _entries)
def test_every_loan_of_each_side_stands_in_one_place(here: list[LoanEntry], bank: list[LoanEntry]) -> None:
    answer = reconcile(here, bank)

    assert sorted(map(repr, [*answer.only_here, *(pair.here for pair in answer.pairs)])) == sorted(map(repr, here))
    assert sorted(map(repr, [*answer.only_bank, *(pair.bank for pair in answer.pairs)])) == sorted(map(repr, bank))


@given(_entries)
def test_a_numbered_list_agrees_with_itself(entries: list[LoanEntry]) -> None:
    numbered = [replace(entry, note_number=f"N{place}", contract_number="") for place, entry in enumerate(entries)]

    assert len(reconcile(numbered, numbered).agree) == len(numbered)
