"""展期 and 延期还款 in the replay: the due day moves, the subsidy stays, lateness before the act does not vanish."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.loan_plan import RowStatus
from app.domain.loan_state import LoanStatus, replay
from app.domain.loan_terms import SubsidyTerms
from tests.helpers.loans import extended, loan, repaid

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "lending.json").read_text("utf-8"))["vectors"]
D = Decimal


def test_a_single_instalment_moves_to_its_new_day():
    (row,) = next(entry for entry in VECTORS if entry["id"] == "X01")["expected"]["rows"]
    terms = loan("1000", "0", date(2023, 7, 1), date(2023, 7, 31), "bullet")

    state = replay(terms, [extended(date(2023, 7, 30), date(2023, 8, 31))], date(2023, 7, 31))

    (planned,) = state.plan
    assert (planned.days, planned.due.isoformat(), str(planned.total)) == (
        row["days"],
        row["due_date"],
        row["total_due"],
    )
    assert (str(planned.principal), str(planned.interest), str(planned.balance)) == ("1000.00", "0.00", "0.00")


@pytest.mark.parametrize("agreed", [date(2021, 12, 20), date(2022, 1, 15)])
def test_an_extension_before_maturity_keeps_the_loan_in_order(agreed):
    terms = loan(method="bullet")

    state = replay(terms, [extended(agreed, date(2022, 7, 15))], date(2022, 5, 1))

    assert (state.status, state.due_on, state.extensions) == (LoanStatus.NORMAL, date(2022, 7, 15), 1)
    assert (state.penalty, state.overdue_days) == (D("0.00"), 0)
    assert state.interest_accrued == D("2845.63")  # 471 days at 50 000 × 4.35 % / 360


def test_an_extension_after_maturity_leaves_the_days_between_overdue():
    """Due on the 15th, agreed 30 days later: 271.88 of penalty stay, then the contract rate goes on."""
    terms = loan(method="bullet")
    made = [extended(date(2022, 2, 14), date(2022, 7, 15))]

    day_before, later = replay(terms, made, date(2022, 2, 13)), replay(terms, made, date(2022, 3, 16))

    assert (day_before.status, day_before.overdue_days) == (LoanStatus.OVERDUE, 29)
    assert (later.status, later.penalty, later.overdue_days) == (LoanStatus.IN_ARREARS, D("271.88"), 0)
    assert later.interest_accrued == D("181.25")  # 30 days
    assert later.interest_in_arrears == D("2205.21")  # what fell due at the old maturity


def test_settlements_go_on_over_the_old_maturity():
    terms = loan(method="interest-only")

    plan = replay(terms, [extended(date(2022, 1, 10), date(2022, 7, 15))], date(2022, 1, 10)).plan

    assert [row.due.isoformat() for row in plan[-4:]] == ["2021-12-20", "2022-03-20", "2022-06-20", "2022-07-15"]
    assert [row.principal for row in plan[-4:]] == [D("0.00")] * 3 + [D("50000.00")]
    assert sum(row.days for row in plan) == (date(2022, 7, 15) - date(2021, 1, 15)).days


def test_a_maturity_on_the_21st_extended_on_that_day_still_settles_the_20th():
    terms = loan(start=date(2021, 1, 21), end=date(2021, 6, 21))

    plan = replay(terms, [extended(date(2021, 6, 21), date(2021, 9, 1))], date(2021, 6, 21)).plan

    assert [(row.due.isoformat(), row.days) for row in plan] == [
        ("2021-03-20", 59),
        ("2021-06-20", 92),
        ("2021-09-01", 72),
    ]


def test_the_extension_keeps_the_subsidy():
    terms = loan(method="bullet", subsidy=SubsidyTerms(D(1), D(50000)))

    state = replay(terms, [extended(date(2022, 1, 10), date(2022, 7, 15))], date(2022, 7, 15))

    assert (state.borrower_share, state.subsidy) == (D("0.00"), D("3298.75"))


def test_without_a_changed_rate_the_old_one_goes_on():
    state = replay(loan(method="bullet"), [extended(date(2022, 1, 10), date(2022, 7, 15))], date(2022, 7, 15))

    assert state.rate == D("0.0435")


def test_a_changed_rate_counts_from_the_old_maturity():
    """360 days at 3.6 %, 30 days at 4.8 %: 1 800.00 + 200.00."""
    terms = loan(rate="0.036", start=date(2021, 1, 15), end=date(2022, 1, 10), method="bullet")
    made = [extended(date(2021, 12, 1), date(2022, 7, 10), rate=D("0.048"))]

    before, after = replay(terms, made, date(2022, 1, 10)), replay(terms, made, date(2022, 2, 9))

    assert (before.interest_accrued, before.rate) == (D("1800.00"), D("0.036"))
    assert (after.interest_accrued, after.rate) == (D("2000.00"), D("0.048"))


def test_a_changed_rate_from_a_day_of_its_own():
    terms = loan(rate="0.036", start=date(2021, 1, 15), end=date(2022, 1, 10), method="bullet")
    made = [extended(date(2021, 12, 1), date(2022, 7, 10), rate=D("0.048"), rate_from=date(2021, 12, 11))]

    assert replay(terms, made, date(2022, 1, 10)).interest_accrued == D("1850.00")  # 330 days, then 30


def test_an_extension_goes_on_by_actual_days():
    """对年对月对日: one year is 2 175.00; then 31 days of January and February by the day: 187.29."""
    terms = loan(method="bullet", day_count="anniversary")
    made = [extended(date(2022, 1, 10), date(2022, 7, 15))]

    state = replay(terms, made, date(2022, 2, 15))

    assert state.interest_accrued == D("2362.29")


def test_a_deferral_moves_the_day_and_is_counted_apart():
    made = [extended(date(2022, 1, 10), date(2022, 7, 15), sort="deferral", paper_pending=True)]

    state = replay(loan(method="bullet"), made, date(2022, 3, 1))

    assert (state.status, state.due_on) == (LoanStatus.NORMAL, date(2022, 7, 15))
    assert (state.extensions, state.deferrals) == (0, 1)
    assert [finding.code for finding in state.findings] == ["paper-pending"]


@pytest.mark.parametrize("until", [date(2022, 1, 15), date(2021, 6, 1)])
def test_a_new_day_that_is_not_later_has_no_effect(until):
    state = replay(loan(), [extended(date(2021, 12, 1), until)], date(2021, 12, 2))

    assert (state.due_on, state.extensions) == (date(2022, 1, 15), 0)
    assert [finding.code for finding in state.findings] == ["extension-without-effect"]


def test_a_cleared_loan_is_not_extended():
    terms = loan(subsidy=SubsidyTerms(D(1)))
    made = [repaid(date(2021, 6, 1), 50000), extended(date(2021, 12, 1), date(2022, 7, 15))]

    state = replay(terms, made, date(2021, 12, 2))

    assert (state.status, state.extensions) == (LoanStatus.CLEARED, 0)


def test_after_its_new_day_the_loan_is_overdue_from_that_day():
    terms = loan(method="bullet")

    state = replay(terms, [extended(date(2022, 1, 10), date(2022, 7, 15))], date(2022, 8, 14))

    assert (state.status, state.overdue_days) == (LoanStatus.OVERDUE, 30)
    assert state.penalty == D("271.88")


def test_an_extension_moves_only_the_end_of_the_instalments():
    terms = loan("3600", "0.036", date(2021, 4, 1), date(2021, 7, 1), "equal-principal", "30/360")

    plan = replay(terms, [extended(date(2021, 4, 10), date(2021, 9, 1))], date(2021, 4, 10)).plan

    assert [(row.due, row.principal) for row in plan] == [
        (date(2021, 5, 1), D("1200.00")),
        (date(2021, 6, 1), D("1200.00")),
        (date(2021, 9, 1), D("1200.00")),
    ]


def test_an_extension_carries_late_instalments_along():
    terms = loan("3600", "0.036", date(2021, 4, 1), date(2021, 7, 1), "equal-principal", "30/360")
    made = [extended(date(2021, 5, 11), date(2021, 9, 1))]

    state = replay(terms, made, date(2021, 5, 12))

    assert (state.overdue_principal, state.balance, state.penalty) == (D("0.00"), D("3600.00"), D("1.80"))
    assert sum(row.left_principal for row in state.plan) == D("3600.00")


def test_the_plan_tells_what_is_paid_late_and_to_come():
    terms = loan()
    made = [repaid(date(2021, 3, 20), "392.71"), repaid(date(2021, 6, 20), "300.00", voucher="2")]

    plan = replay(terms, made, date(2021, 7, 1)).plan
    states = [row.status for row in plan]

    assert states == [RowStatus.PAID, RowStatus.LATE, *[RowStatus.COMING] * 3]
    assert plan[1].left_interest == D("255.83")  # 92 days: 555.83


def test_the_next_row_to_pay():
    terms = loan()

    before, on_the_day = replay(terms, [], date(2021, 3, 1)).next_due, replay(terms, [], date(2021, 3, 20)).next_due

    assert (before.due, before.left, before.status) == (date(2021, 3, 20), D("392.71"), RowStatus.COMING)
    assert (on_the_day.due, on_the_day.status) == (date(2021, 3, 20), RowStatus.TODAY)


def test_with_full_subsidy_the_next_row_to_pay_is_the_principal():
    row = replay(loan(subsidy=SubsidyTerms(D(1))), [], date(2021, 3, 1)).next_due

    assert (row.due, row.left, row.left_interest) == (date(2022, 1, 15), D("50000.00"), D("0.00"))


def test_a_cleared_loan_has_no_next_row():
    terms = loan(subsidy=SubsidyTerms(D(1)))

    assert replay(terms, [repaid(date(2021, 6, 1), 50000)], date(2021, 6, 2)).next_due is None


def test_one_day_more_or_less_around_the_maturity():
    terms = loan(method="bullet")
    due = terms.due_on

    on_the_day, a_day_late = (
        replay(terms, [extended(due + timedelta(days=late), date(2022, 7, 15))], date(2022, 3, 1)) for late in (0, 1)
    )

    assert (on_the_day.penalty, a_day_late.penalty) == (D("0.00"), D("9.06"))
