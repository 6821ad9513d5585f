"""今天还清要多少, and the plan of a household in difficulty that ends at zero."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.findings import Severity
from app.domain.loan_state import LoanStatus, replay
from app.domain.loan_terms import SubsidyMode, SubsidyTerms
from app.domain.payoff import payoff, payoff_table
from app.domain.repayment_plan import Means, equal_means, make_plan
from tests.helpers.loans import extended, loan, loans, repaid

D = Decimal


# --- payoff ---


def test_the_payoff_names_every_part():
    """Overdue 30 days, half of the year's 2 205.21 subsidised."""
    terms = loan(method="bullet", subsidy=SubsidyTerms(D("0.5")))

    on_the_day, late = payoff(terms, [], date(2022, 1, 15)), payoff(terms, [], date(2022, 2, 14))

    assert (on_the_day.borrower, on_the_day.subsidy) == (D("1102.61"), D("1102.60"))
    assert (on_the_day.household, on_the_day.finance) == (D("51102.61"), D("1102.60"))
    assert on_the_day.total == D("52205.21")
    assert (late.principal, late.penalty, late.compound) == (D("50000.00"), D("271.88"), D("0.00"))
    assert (late.household, late.finance) == (D("51374.49"), D("0.00"))  # finance has settled its half on the day


def test_where_the_household_pays_first_it_brings_the_subsidised_part_too():
    terms = loan(method="bullet", subsidy=SubsidyTerms(D("0.5"), mode=SubsidyMode.HOUSEHOLD_FIRST))

    today = payoff(terms, [], date(2022, 1, 15))

    assert (today.household, today.finance, today.subsidy) == (D("52205.21"), D("0.00"), D("1102.60"))


def test_three_dates_for_the_due_notice():
    days = [date(2022, 1, 15), date(2022, 1, 25), date(2022, 2, 14)]

    table = payoff_table(loan(method="bullet"), [], days)

    assert [(each.on, each.household) for each in table] == [
        (days[0], D("52205.21")),
        (days[1], D("52295.84")),
        (days[2], D("52477.09")),
    ]


@settings(max_examples=80, deadline=None)
@given(loans(), st.integers(0, 900))
def test_bringing_the_payoff_clears_the_loan(terms, days):
    on = terms.disbursed_on + timedelta(days=days)
    brought = payoff(terms, [], on).household

    state = replay(terms, [repaid(on, brought)], on + timedelta(days=60))

    assert (state.payoff, state.unmatched, state.status) == (D("0.00"), D("0.00"), LoanStatus.CLEARED)


# --- repayment plan ---


def test_harvest_and_wages_to_a_plan_that_ends_at_zero():
    terms = loan(method="bullet")
    means = [
        Means(date(2021, 10, 1), D(20000), "卖粮"),
        Means(date(2021, 12, 1), D(20000), "务工"),
        Means(date(2022, 1, 15), D(20000), "务工"),
    ]

    plan = make_plan(terms, [], means, date(2021, 9, 1))

    assert plan.ends_at_zero
    assert plan.findings == ()
    assert [row.source for row in plan.rows] == ["卖粮", "务工", "务工"]
    assert plan.rows[-1].balance == 0
    assert sum(row.principal for row in plan.rows) == D("50000.00")
    assert plan.rows[-1].total < D(20000)
    paid = [repaid(row.on, row.total) for row in plan.rows]
    assert replay(terms, paid, date(2022, 6, 1)).status is LoanStatus.CLEARED


def test_means_that_do_not_reach_show_what_is_missing():
    terms = loan(method="bullet", subsidy=SubsidyTerms(D(1)))

    plan = make_plan(terms, [], [Means(date(2021, 12, 1), D(20000), "务工")], date(2021, 9, 1))

    assert (plan.ends_at_zero, plan.missing) == (False, D("30000.00"))
    (finding,) = plan.findings
    assert (finding.code, finding.severity) == ("plan-short", Severity.BLOCK)
    assert "30,000.00" in finding.text


def test_after_the_maturity_the_plan_bears_penalty_and_says_so():
    terms = loan(method="bullet", subsidy=SubsidyTerms(D(1)))

    plan = make_plan(terms, [], [Means(date(2022, 2, 14), D(60000))], date(2022, 2, 1))

    (row,) = plan.rows
    assert (row.penalty, row.principal, row.interest) == (D("271.88"), D("50000.00"), D("0.00"))
    assert [finding.code for finding in plan.findings] == ["plan-after-maturity"]


def test_within_an_extension_there_is_no_penalty():
    terms = loan(method="bullet", subsidy=SubsidyTerms(D(1)))
    agreed = [extended(date(2022, 1, 10), date(2022, 7, 15))]

    plan = make_plan(terms, agreed, [Means(date(2022, 2, 14), D(60000))], date(2022, 2, 1))

    assert (plan.rows[0].total, plan.findings) == (D("50000.00"), ())


def test_means_outside_the_limits_are_left_out_and_told():
    terms = loan(method="bullet", subsidy=SubsidyTerms(D(1)))
    means = [
        Means(date(2021, 8, 1), D(1000)),
        Means(date(2021, 12, 1), D(50000)),
        Means(date(2023, 1, 1), D(1000)),
        Means(date(2021, 12, 5), D(0)),
    ]

    plan = make_plan(terms, [], means, date(2021, 9, 1), latest=date(2022, 1, 15))

    assert [row.on for row in plan.rows] == [date(2021, 12, 1)]
    assert [finding.code for finding in plan.findings] == ["plan-outside", "plan-outside"]


def test_a_first_proposal_of_equal_sums():
    days = [date(2021, 10, 1), date(2021, 11, 1), date(2021, 12, 1)]

    means = equal_means(D("50000.00"), days, "务工")

    assert [each.amount for each in means] == [D(16667)] * 3
    assert equal_means(D(100), []) == ()


@settings(max_examples=60, deadline=None)
@given(loans(), st.lists(st.tuples(st.integers(0, 900), st.integers(1, 30_000)), max_size=6))
def test_a_plan_never_pays_too_much_and_its_rows_add_up(terms, paid):
    means = [Means(terms.disbursed_on + timedelta(days=days), D(amount)) for days, amount in paid]

    plan = make_plan(terms, [], means, terms.disbursed_on)

    for row in plan.rows:
        assert row.total == row.principal + row.interest + row.penalty + row.compound
    assert sum(row.total for row in plan.rows) <= sum(each.amount for each in means)
    assert sum(row.principal for row in plan.rows) <= terms.principal
    assert plan.ends_at_zero is (bool(plan.rows) and plan.missing == 0)
