"""Three lists meet: who has a loan, who lacks it, and what each says of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.list_meeting import BANK, HERE, NATIONAL, meet, without_repeats
from app.domain.reconciliation import LoanEntry

DAY, DUE = date(2024, 3, 1), date(2027, 3, 1)


def _loan(
    note: str, balance: int | None = 30_000, principal: int = 50_000, name: str = "杨䶮", **other: object
) -> LoanEntry:
    values: dict[str, object] = {
        "note_number": note,
        "contract_number": note,
        "name": name,
        "resident_id": "513123197904183511",
        "principal": Decimal(principal),
        "balance": None if balance is None else Decimal(balance),
        "disbursed_on": DAY,
        "due_on": DUE,
    }
    return LoanEntry(**(values | other))  # type: ignore[arg-type]


def test_a_loan_that_all_lists_tell_alike_agrees() -> None:
    (found,) = meet([_loan("A1")], [_loan("A1")], [_loan("A1", None)])

    assert found.agrees
    assert found.there == (HERE, BANK, NATIONAL)


def test_each_list_says_its_own_and_the_missing_are_named() -> None:
    ours = [_loan("A1"), _loan("A2"), _loan("A3")]
    bank = [_loan("A1", 20_000), _loan("A2"), _loan("B9", name="赵六", resident_id="")]
    national = [
        _loan("A1", 30_000, due_on=date(2027, 3, 2)),
        _loan("B9", name="赵六", resident_id="", principal=40_000),
    ]

    found = {each.note: each for each in meet(ours, bank, national)}

    assert found["A2"].missing == (NATIONAL,)
    assert found["A3"].missing == (BANK, NATIONAL)
    assert [(each.field, dict(each.values)) for each in found["A1"].differs] == [
        ("balance", {HERE: Decimal(30_000), BANK: Decimal(20_000), NATIONAL: Decimal(30_000)}),
        ("due_on", {HERE: DUE, BANK: DUE, NATIONAL: date(2027, 3, 2)}),
    ]
    assert found["B9"].missing == (HERE,)
    assert [(each.field, dict(each.values)) for each in found["B9"].differs] == [
        ("principal", {BANK: Decimal(50_000), NATIONAL: Decimal(40_000)})
    ]


def test_masked_ids_meet_by_the_note_number_and_lists_without_numbers_by_the_person() -> None:
    masked = _loan("A1", resident_id="5131**********3511")
    unnumbered = _loan("", contract_number="", balance=None)

    (found,) = meet([_loan("A1")], [masked], [unnumbered])

    assert found.agrees


def test_a_list_that_was_not_given_is_not_missing_anything() -> None:
    (ours, theirs) = meet([_loan("A1")], [_loan("B9", name="赵六", resident_id="")], None)

    assert (ours.missing, theirs.missing) == ((BANK,), (HERE,))


def test_ours_are_compared_with_each_list_on_its_own_day() -> None:
    (found,) = meet(
        [_loan("A1", 30_000)], [_loan("A1", 30_000)], [_loan("A1", 35_000)], here_then=[_loan("A1", 35_000)]
    )

    assert found.agrees


def test_ten_thousand_times_as_much_is_a_mixed_unit() -> None:
    (found,) = meet([_loan("A1")], [_loan("A1", balance=3, principal=5)], None)

    assert found.unit_mixed


def test_a_loan_told_twice_is_taken_once_but_notes_of_one_contract_are_not_repeats() -> None:
    rows = [_loan("A1"), _loan("A1", 20_000), _loan("", contract_number="C1"), _loan("", contract_number="C1")]
    second_note = _loan("", contract_number="C1", principal=10_000)

    once, again = without_repeats([*rows, second_note])

    assert [entry.balance for entry in once] == [Decimal(30_000), Decimal(30_000), Decimal(30_000)]
    assert once[2] == second_note
    assert [entry.note_number for entry in again] == ["A1", ""]
