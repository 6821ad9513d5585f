"""Entries: allocation, the voucher's own split, 待核差额, reversals, doubles, and the order that does not matter."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.loan_events import Disbursement, Reversal, Split
from app.domain.loan_order import known_at
from app.domain.loan_state import LoanStatus, replay
from app.domain.loan_terms import SubsidyTerms
from tests.helpers.loans import ENTERED, entries, extended, loan, loans, repaid, reversed_

D = Decimal
SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def codes(state):
    return [finding.code for finding in state.findings]


# --- allocation ---


def test_the_usual_order_is_penalty_interest_principal():
    """Overdue 30 days: penalty 271.88, interest 2 205.21, and the rest of 10 000 is principal."""
    terms = loan(method="bullet")

    line = replay(terms, [repaid(date(2022, 2, 14), 10000)], date(2022, 2, 14)).events[0]

    assert (line.penalty, line.interest, line.principal) == (D("271.88"), D("2205.21"), D("7522.91"))


def test_a_pack_can_put_the_principal_first():
    terms = loan(method="bullet", allocation=("principal", "interest", "penalty"))

    line = replay(terms, [repaid(date(2022, 2, 14), 10000)], date(2022, 2, 14)).events[0]

    assert (line.penalty, line.interest, line.principal) == (D("0.00"), D("0.00"), D("10000.00"))


@pytest.mark.parametrize("order", [(), ("penalty",), ("penalty", "interest")])
def test_what_an_order_does_not_name_comes_last(order):
    usual, short = loan(method="bullet"), loan(method="bullet", allocation=order)
    paid = repaid(date(2022, 2, 14), 10000)

    assert replay(short, [paid], date(2022, 2, 14)) == replay(usual, [paid], date(2022, 2, 14))


def test_between_settlements_a_repayment_is_principal_and_the_interest_waits_for_its_day():
    state = replay(loan(), [repaid(date(2021, 2, 14), 10000)], date(2021, 2, 14))

    assert (state.balance, state.interest_accrued) == (D("40000.00"), D("181.25"))


def test_with_a_bullet_loan_the_interest_goes_with_the_repayment():
    state = replay(loan(method="bullet"), [repaid(date(2021, 2, 14), 10000)], date(2021, 2, 14))

    assert (state.paid_interest, state.balance) == (D("181.25"), D("40181.25"))


def test_an_order_can_name_compound_interest():
    """1 000 of arrears, 50 days late: 10.00 of compound interest last."""
    terms = loan(
        "250000",
        "0.048",
        date(2021, 1, 1),
        date(2021, 1, 31),
        "bullet",
        compound=True,
        allocation=("interest", "principal", "penalty", "compound"),
    )
    made = [
        repaid(date(2021, 1, 31), "250000", Split(D(250000))),
        repaid(date(2021, 3, 22), "1004.00"),
    ]

    state = replay(terms, made, date(2021, 3, 22))

    assert (state.interest_in_arrears, state.paid_compound, state.compound) == (D("0.00"), D("4.00"), D("6.00"))


def test_the_vouchers_own_split_beats_ours():
    terms = loan(method="bullet")
    split = Split(principal=D(9000), interest=D(900), penalty=D(100))

    state = replay(terms, [repaid(date(2022, 2, 14), 10000, split)], date(2022, 2, 14))

    assert (state.balance, state.penalty) == (D("41000.00"), D("171.88"))
    assert state.interest_in_arrears == D("1305.21")
    assert state.unmatched == 0


def test_what_the_voucher_has_above_ours_is_to_be_checked_never_refused():
    terms = loan(method="bullet")
    split = Split(principal=D(1000), penalty=D(300))

    state = replay(terms, [repaid(date(2022, 2, 14), 1300, split)], date(2022, 2, 14))

    assert (state.unmatched, state.penalty, state.balance) == (D("28.12"), D("0.00"), D("49000.00"))
    assert codes(state) == ["unmatched"]
    assert "28.12" in state.findings[0].text


def test_an_overpayment_is_to_be_checked():
    state = replay(loan(method="bullet"), [repaid(date(2022, 1, 15), "60000")], date(2022, 3, 1))

    assert (state.status, state.unmatched) == (LoanStatus.CLEARED, D("7794.79"))


def test_a_voucher_that_takes_subsidised_interest_from_the_household_is_to_be_checked():
    terms = loan(subsidy=SubsidyTerms(D(1)))
    paid = repaid(date(2021, 3, 20), "392.71", Split(interest=D("392.71")))

    state = replay(terms, [paid], date(2021, 3, 21))

    assert (state.unmatched, state.paid_interest) == (D("392.71"), D("0.00"))


def test_a_split_that_does_not_sum_to_its_amount_is_told():
    state = replay(loan(), [repaid(date(2021, 2, 1), 1000, Split(D(900)))], date(2021, 2, 1))

    assert (state.balance, state.unmatched) == (D("49100.00"), D("100.00"))
    assert codes(state) == ["unmatched", "split-differs"]


def test_a_repayment_without_voucher_is_told():
    state = replay(loan(), [repaid(date(2021, 2, 1), 1000, voucher="")], date(2021, 2, 1))

    assert codes(state) == ["voucher-missing"]
    assert state.findings[0].text.startswith("凭证待补")


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_an_amount_that_is_none_changes_nothing(amount):
    state = replay(loan(), [repaid(date(2021, 2, 1), amount)], date(2021, 2, 1))

    assert state.balance == D("50000.00")
    assert codes(state) == ["amount-not-positive"]


def test_an_entry_before_the_disbursement_counts_on_that_day():
    state = replay(loan(), [repaid(date(2020, 12, 1), 1000, Split(D(1000)))], date(2021, 1, 15))

    assert state.balance == D("49000.00")
    assert codes(state) == ["before-disbursement"]


def test_an_instalment_paid_some_days_ahead_counts_for_its_row():
    terms = loan("3600", "0.036", date(2021, 4, 1), date(2021, 7, 1), "equal-principal", "30/360")
    ahead = repaid(date(2021, 4, 28), "1200", Split(D(1200)))

    state = replay(terms, [ahead], date(2021, 5, 3))

    assert (state.overdue_principal, state.balance) == (D("0.00"), D("2400.00"))
    assert [row.principal for row in state.plan] == [D("1200.00")] * 3
    assert state.plan[0].left_principal == 0


def test_what_is_paid_beyond_the_next_instalment_shortens_the_end():
    terms = loan("3600", "0.036", date(2021, 4, 1), date(2021, 7, 1), "equal-principal", "30/360")
    ahead = repaid(date(2021, 4, 28), "2000", Split(D(2000)))

    plan = replay(terms, [ahead], date(2021, 4, 28)).plan

    assert [(row.due, row.left_principal) for row in plan] == [
        (date(2021, 5, 1), D("0.00")),
        (date(2021, 6, 1), D("1200.00")),
        (date(2021, 7, 1), D("400.00")),
    ]


# --- reversal, doubles, order ---


def test_a_reversed_entry_is_shown_and_does_not_count():
    wrong = repaid(date(2021, 2, 1), 5000)

    state = replay(loan(), [wrong, reversed_(wrong, date(2021, 2, 5))], date(2021, 2, 1))

    assert state == replay(loan(), [], date(2021, 2, 1))
    assert [(line.kind, line.reversed) for line in state.events] == [("repayment", True)]


def test_a_reversed_reversal_lets_the_entry_count_again():
    right = repaid(date(2021, 2, 1), 5000)
    slip = reversed_(right)
    back = Reversal("y", date(2021, 2, 6), ENTERED, slip.id)

    assert replay(loan(), [right, slip, back], date(2021, 3, 1)) == replay(loan(), [right], date(2021, 3, 1))


def test_two_reversals_of_one_entry_are_one():
    wrong = repaid(date(2021, 2, 1), 5000)
    twice = [wrong, reversed_(wrong), Reversal("y", date(2021, 2, 6), ENTERED, wrong.id)]

    assert replay(loan(), twice, date(2021, 3, 1)) == replay(loan(), [], date(2021, 3, 1))


def test_reversals_in_a_circle_do_not_trap_the_replay():
    circle = [Reversal("a", date(2021, 2, 1), ENTERED, "b"), Reversal("b", date(2021, 2, 1), ENTERED, "a")]

    assert replay(loan(), circle, date(2021, 3, 1)).balance == D("50000.00")


def test_a_reversal_of_nothing_is_told():
    state = replay(loan(), [Reversal("a", date(2021, 2, 1), ENTERED, "nowhere")], date(2021, 3, 1))

    assert codes(state) == ["reverses-nothing"]


def test_the_same_id_with_other_content_is_told_and_counts_once():
    one, other = repaid(date(2021, 2, 1), 5000, id_="a"), repaid(date(2021, 2, 2), 6000, id_="a")

    state, turned = replay(loan(), [one, other], date(2021, 3, 1)), replay(loan(), [other, one], date(2021, 3, 1))

    assert state == turned
    assert "same-id-other-content" in codes(state)


def test_a_repayment_typed_in_late_removes_the_penalty():
    """M03: overdue for a month on our books, until the slip of the due day is found."""
    terms = loan(method="bullet")
    slip = replace(repaid(date(2022, 1, 15), "52205.21"), entered=datetime(2022, 2, 20, 8, 0))

    without, with_it = replay(terms, [], date(2022, 2, 20)), replay(terms, [slip], date(2022, 2, 20))

    assert without.penalty == D("326.25")
    assert (with_it.penalty, with_it.status, with_it.unmatched) == (D("0.00"), LoanStatus.CLEARED, D("0.00"))


def test_on_one_day_the_vouchers_own_split_goes_first_whichever_was_typed_first():
    terms = loan(method="bullet")
    on = terms.due_on
    for first, second in (("a", "b"), ("b", "a")):
        split = repaid(on, 2500, Split(interest=D(2500)), first)
        plain = repaid(on, 50000, None, second)

        state = replay(terms, [split, plain], on)

        assert (state.status, state.unmatched) == (LoanStatus.CLEARED, D("294.79"))


@settings(max_examples=120, **SLOW)
@given(st.data())
def test_entries_in_any_order_give_the_same_state(data):
    """M01, M06. Also on shared days, and whatever the ids, which carry the moment of entry."""
    terms = data.draw(loans())
    made = data.draw(entries(terms))
    if made:
        shared = made[0].on
        made = [replace(event, on=shared) if number % 3 == 0 else event for number, event in enumerate(made)]
    on = terms.due_on + timedelta(days=data.draw(st.integers(-300, 300)))
    mixed = data.draw(st.permutations(made))
    renamed = [replace(event, id=f"new-{place}") for place, event in enumerate(mixed)]

    assert replay(terms, mixed, on) == replay(terms, made, on)
    assert replay(terms, renamed, on) == replay(terms, made, on)


@settings(max_examples=80, **SLOW)
@given(st.data())
def test_a_reversed_entry_equals_one_never_made_and_a_double_counts_once(data):
    """M02, M05."""
    terms = data.draw(loans())
    made = data.draw(entries(terms))
    on = terms.due_on + timedelta(days=data.draw(st.integers(-300, 300)))
    if not made:
        return
    taken_back = data.draw(st.sampled_from(made))
    others = [event for event in made if event is not taken_back]

    assert replay(terms, [*made, reversed_(taken_back, on)], on) == replay(terms, others, on)
    assert replay(terms, [*made, *made], on) == replay(terms, made, on)


@settings(max_examples=150, **SLOW)
@given(st.data())
def test_every_yuan_paid_is_somewhere_and_nothing_is_negative(data):
    terms = data.draw(loans())
    made = data.draw(entries(terms, kinds="rrrev"))
    on = max(terms.disbursed_on, terms.due_on + timedelta(days=data.draw(st.integers(-300, 400))))

    state = replay(terms, made, on)

    counted = [event for event in made if event.on <= on and event.kind == "repayment" and event.amount > 0]
    assert state.paid_total + state.unmatched == sum(event.amount for event in counted)
    assert state.balance == state.principal - state.paid_principal
    assert state.borrower_share + state.subsidy == state.interest_accrued + state.interest_in_arrears
    assert state.arrears_borrower + state.arrears_subsidy == state.interest_in_arrears
    sums = [getattr(state, name) for name in state.__dataclass_fields__ if isinstance(getattr(state, name), Decimal)]
    assert min(sums) >= 0
    assert all(min(row.left_principal, row.left_interest, row.balance) >= 0 for row in state.plan)
    assert sum(row.left_principal for row in state.plan) == state.balance


@settings(max_examples=60, **SLOW)
@given(st.data())
def test_the_day_after_tomorrow_does_not_change_today(data):
    terms = data.draw(loans())
    made = data.draw(entries(terms))
    on = terms.disbursed_on + timedelta(days=data.draw(st.integers(0, 900)))

    assert replay(terms, made, on) == replay(terms, [event for event in made if event.on <= on], on)


def test_a_disbursement_that_differs_from_the_note_is_told():
    same = Disbursement("d", date(2021, 1, 15), ENTERED, D(50000))
    other = replace(same, amount=D(45000))

    assert codes(replay(loan(), [same], date(2021, 2, 1))) == []
    state = replay(loan(), [other], date(2021, 2, 1))
    assert (codes(state), state.balance) == (["disbursement-differs"], D("50000.00"))


def test_a_report_knows_only_what_was_typed_by_its_moment():
    early = repaid(date(2021, 2, 1), 1000, Split(D(1000)))
    late = replace(repaid(date(2021, 2, 2), 2000, Split(D(2000))), entered=datetime(2026, 12, 1))

    known = known_at([early, late], datetime(2026, 11, 30))

    assert replay(loan(), known, date(2021, 3, 1)).balance == D("49000.00")


def test_events_are_told_with_what_they_did():
    made = [
        repaid(date(2021, 3, 20), "392.71"),
        extended(date(2021, 12, 1), date(2022, 7, 15), sort="deferral", paper_pending=True, reason="疫情"),
    ]

    state = replay(loan(), made, date(2021, 12, 2))

    assert [(line.kind, line.on, line.amount, line.interest) for line in state.events] == [
        ("repayment", date(2021, 3, 20), D("392.71"), D("392.71")),
        ("deferral", date(2021, 12, 1), None, D("0.00")),
    ]
    assert codes(state) == ["paper-pending"]
    assert state.findings[0].text.startswith("手续待补")
