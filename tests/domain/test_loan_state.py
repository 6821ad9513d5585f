"""What a loan owes on a day: accrued and late interest, 户自付 and 财政贴息, penalty, compound, payoff."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.loan_events import BankAdjustment, Claim, Misuse, RateChange, Renewal, Split, SubsidyPaid
from app.domain.loan_state import LoanStatus, replay
from app.domain.loan_terms import SubsidyMode, SubsidyTerms
from app.domain.overdue import LoanClass
from app.domain.schedule import make_schedule
from tests.helpers.loans import ENTERED, loan, loans, repaid

D = Decimal
FULL = SubsidyTerms(D(1))


def same_loan(**more):
    """50 000 @ 4.15 %, 2020-01-15 to 2021-01-15 by quarterly settlement: the loan of DOMAIN's checks."""
    return loan(rate="0.0415", start=date(2020, 1, 15), end=date(2021, 1, 15), **more)


# --- interest ---


def test_before_the_disbursement_nothing_is_owed():
    state = replay(loan(), [], date(2021, 1, 14))

    assert state.status is LoanStatus.NOT_DISBURSED
    assert (state.balance, state.payoff) == (D("0.00"), D("0.00"))


def test_on_the_first_day_only_the_principal_is_owed():
    state = replay(loan(), [], date(2021, 1, 15))

    assert state.status is LoanStatus.NORMAL
    assert (state.balance, state.interest_accrued, state.payoff) == (D("50000.00"), D("0.00"), D("50000.00"))


def test_interest_accrues_until_the_settlement_and_is_in_arrears_after_it():
    terms = same_loan()

    on_the_20th, on_the_21st, on_the_22nd = (replay(terms, [], date(2020, 3, day)) for day in (20, 21, 22))

    assert (on_the_20th.interest_accrued, on_the_20th.interest_in_arrears) == (D("374.65"), D("0.00"))
    assert (on_the_21st.interest_accrued, on_the_21st.interest_in_arrears) == (D("380.42"), D("0.00"))
    assert (on_the_22nd.interest_accrued, on_the_22nd.interest_in_arrears) == (D("5.76"), D("380.42"))
    assert on_the_21st.status is LoanStatus.NORMAL
    assert on_the_22nd.status is LoanStatus.IN_ARREARS
    assert (on_the_22nd.arrears_days, on_the_22nd.overdue_days) == (2, 0)
    assert on_the_22nd.class_hint is LoanClass.SPECIAL_MENTION


@pytest.mark.parametrize("day", [20, 21])
def test_interest_paid_on_the_settlement_day_or_when_it_is_posted_is_in_time(day):
    state = replay(same_loan(), [repaid(date(2020, 3, day), "380.42")], date(2020, 3, 22))

    assert (state.balance, state.interest_in_arrears, state.unmatched) == (D("50000.00"), D("0.00"), D("0.00"))
    assert state.paid_interest == D("380.42")
    assert state.interest_accrued == D("5.76")


@settings(max_examples=150, deadline=None)
@given(loans(), st.integers(0, 1200))
def test_the_plan_of_a_loan_without_entries_is_its_schedule(terms, days):
    schedule = make_schedule(terms.principal, terms.rate, terms.disbursed_on, terms.due_on, terms.convention)

    plan = replay(terms, [], terms.disbursed_on + timedelta(days=days)).plan

    rows = [
        (row.start, row.end, row.days, row.due, row.principal, row.interest, row.total, row.balance) for row in plan
    ]
    assert rows == [row[1:] for row in schedule.rows if row.total]


def test_a_settlement_by_30_360_counts_each_period_by_itself():
    """1 to 31 May: 30 days; 31 May to 1 July: 31 days of the bond basis, which from 1 May on would be 30."""
    terms = loan(
        "36000", "0.05", date(2021, 5, 1), date(2021, 7, 1), day_count="30/360", every="month", settlement_day=30
    )

    plan = replay(terms, [], date(2021, 7, 1)).plan

    assert [str(row.interest) for row in plan] == ["150.00", "155.00"]


def test_the_last_row_of_an_unpaid_year_has_all_its_interest():
    state = replay(same_loan(), [], date(2021, 1, 15))

    assert state.interest_accrued + state.interest_in_arrears == D("2109.59")


@settings(max_examples=120, deadline=None)
@given(loans())
def test_paying_every_row_on_its_day_clears_the_loan(terms):
    rows = make_schedule(terms.principal, terms.rate, terms.disbursed_on, terms.due_on, terms.convention).rows
    without_subsidy = loan_like(terms)
    paid = [
        repaid(row.due, row.total, Split(row.principal, row.interest), f"row-{row.no}") for row in rows if row.total
    ]

    before = replay(without_subsidy, paid[:-1], terms.due_on - timedelta(days=1))
    after = replay(without_subsidy, paid, terms.due_on + timedelta(days=400))

    assert (before.interest_in_arrears, before.overdue_principal, before.unmatched) == (0, 0, 0)
    assert after.status is LoanStatus.CLEARED
    assert (after.unmatched, after.paid_penalty, after.payoff) == (0, 0, 0)
    assert after.paid_total == sum(row.total for row in rows)
    assert after.settled_on == terms.due_on


def loan_like(terms):
    """The same loan without subsidy, paid in the usual order."""
    method, convention = terms.convention.method, terms.convention
    return loan(
        terms.principal,
        terms.rate,
        terms.disbursed_on,
        terms.due_on,
        method,
        convention.day_count,
        every=convention.every,
        settlement_day=convention.settlement_day,
    )


def test_a_part_repaid_lowers_the_interest_from_that_day():
    """30 days on 50 000, then 60 days on 40 000 at 3.6 %: 150.00 + 240.00."""
    terms = loan(rate="0.036", method="bullet", end=date(2021, 4, 15))
    paid = repaid(date(2021, 2, 14), "10000", Split(D(10000)))

    state = replay(terms, [paid], date(2021, 4, 15))

    assert (state.balance, state.interest_accrued) == (D("40000.00"), D("390.00"))


# --- overdue ---


def test_penalty_of_the_trades_check():
    """Overdue 30 days, 50 000 @ 4.35 %, +50 %: 271.88."""
    terms = loan(method="bullet", end=date(2021, 7, 15))
    paid = repaid(date(2021, 7, 15), "1093.54", Split(interest=D("1093.54")))

    state = replay(terms, [paid], date(2021, 8, 14))

    assert state.status is LoanStatus.OVERDUE
    assert (state.overdue_days, state.overdue_principal, state.penalty) == (30, D("50000.00"), D("271.88"))
    assert state.overdue_amount == state.payoff == D("50271.88")
    assert state.interest_accrued == 0  # the raised rate replaces the contract rate


def test_on_the_day_it_is_due_nothing_is_overdue():
    state = replay(loan(method="bullet"), [], date(2022, 1, 15))

    assert state.status is LoanStatus.NORMAL
    assert (state.overdue_days, state.overdue_principal, state.penalty) == (0, D("0.00"), D("0.00"))
    assert state.payoff == D("52205.21")


@pytest.mark.parametrize(
    ("days", "hint"),
    [(0, "正常"), (1, "关注"), (90, "关注"), (91, "次级"), (271, "可疑"), (360, "可疑"), (361, "损失")],
)
def test_class_hint(days, hint):
    state = replay(loan(method="bullet"), [], date(2022, 1, 15) + timedelta(days=days))

    assert state.class_hint == hint
    assert state.overdue_days == days


def test_compound_interest_is_a_switch_of_the_contract():
    """1 000 of arrears for 50 days at 4.8 % + 50 %: 10.00."""
    terms = loan("250000", "0.048", date(2021, 1, 1), date(2021, 1, 31), "bullet")
    principal_paid = repaid(date(2021, 1, 31), "250000", Split(D(250000)))
    on = date(2021, 1, 31) + timedelta(days=50)

    with_it = replay(
        loan("250000", "0.048", date(2021, 1, 1), date(2021, 1, 31), "bullet", compound=True), [principal_paid], on
    )
    without = replay(terms, [principal_paid], on)

    assert with_it.interest_in_arrears == D("1000.00")
    assert (with_it.compound, without.compound) == (D("10.00"), D("0.00"))
    assert with_it.payoff - without.payoff == D("10.00")


@given(st.integers(0, 700), st.integers(0, 60), st.sampled_from([D("0.3"), D("0.5")]))
def test_penalty_and_compound_never_fall_while_nothing_is_paid(days, more, uplift):
    terms = same_loan(uplift=uplift, compound=True)
    first = date(2020, 6, 1) + timedelta(days=days)

    earlier, later = replay(terms, [], first), replay(terms, [], first + timedelta(days=more))

    assert earlier.penalty <= later.penalty
    assert earlier.compound <= later.compound
    assert earlier.payoff <= later.payoff


def test_a_late_instalment_bears_the_raised_rate_the_rest_the_contracts():
    """Two instalments of 1 800; the first 10 days late at 3.6 % + 50 %: 2.70; the other 1 800 at 3.6 %: 1.80."""
    terms = loan("3600", "0.036", date(2021, 4, 1), date(2021, 6, 1), "equal-principal", "30/360")

    state = replay(terms, [], date(2021, 5, 11))

    assert (state.overdue_principal, state.overdue_days) == (D("1800.00"), 10)
    assert (state.penalty, state.interest_accrued, state.interest_in_arrears) == (D("2.70"), D("1.80"), D("10.80"))


def test_a_misused_loan_bears_the_raised_rate_at_once():
    """From day 30 on 5.4 % instead of 3.6 %: 30 days 225.00, and 150.00 before."""
    terms = loan(rate="0.036", method="bullet", subsidy=FULL)
    found = Misuse("m", date(2021, 2, 14), ENTERED, D("0.5"))

    state = replay(terms, [found], date(2021, 3, 16))

    assert (state.subsidy, state.borrower_share, state.penalty) == (D("150.00"), D("0.00"), D("225.00"))


# --- subsidy ---


def test_a_fully_subsidised_loan_asks_the_household_for_nothing_but_the_principal():
    state = replay(same_loan(subsidy=FULL), [], date(2020, 7, 1))

    assert (state.interest_accrued, state.interest_in_arrears) == (D("57.64"), D("0.00"))
    assert (state.borrower_share, state.subsidy, state.subsidy_total) == (D("0.00"), D("57.64"), D("968.34"))
    assert (state.payoff, state.arrears_borrower, state.overdue_amount) == (D("50000.00"), D("0.00"), D("0.00"))
    assert state.status is LoanStatus.NORMAL


def test_only_the_first_part_of_the_principal_is_subsidised():
    """80 000 @ 3.45 %, 90 days: 690.00; 70 % of 50 000: 301.88."""
    terms = loan(
        "80000", "0.0345", date(2021, 1, 1), date(2022, 1, 1), "bullet", subsidy=SubsidyTerms(D("0.7"), D(50000))
    )

    state = replay(terms, [], date(2021, 4, 1))

    assert (state.borrower_share, state.subsidy) == (D("388.12"), D("301.88"))
    assert state.payoff == D("80388.12")


def test_the_subsidised_rate_can_be_capped():
    """旺苍: at most 5 % a year. 36 000 @ 6 %, 60 days: 360.00, of which 300.00."""
    terms = loan(
        "36000", "0.06", date(2021, 1, 1), date(2022, 1, 1), "bullet", subsidy=SubsidyTerms(D(1), rate_cap=D("0.05"))
    )

    state = replay(terms, [], date(2021, 3, 2))

    assert (state.subsidy, state.borrower_share) == (D("300.00"), D("60.00"))


def test_overdue_days_are_never_subsidised():
    terms = loan(method="bullet", subsidy=FULL)

    on_time, late = (replay(terms, [], date(2022, 1, 15) + timedelta(days=days)) for days in (0, 30))

    assert (on_time.subsidy, late.subsidy) == (D("2205.21"), D("0.00"))
    assert on_time.subsidy_total == late.subsidy_total == D("2205.21")
    assert (late.penalty, late.borrower_share) == (D("271.88"), D("0.00"))


def test_an_overdue_instalment_stops_the_subsidy_of_the_whole_loan():
    terms = loan("3600", "0.036", date(2021, 4, 1), date(2021, 6, 1), "equal-principal", "30/360", subsidy=FULL)

    state = replay(terms, [], date(2021, 5, 11))

    assert (state.subsidy_total, state.borrower_share) == (D("10.80"), D("1.80"))


def test_the_subsidy_ends_on_its_day():
    """30 days subsidised, 30 not: 150.00 each at 3.6 %."""
    terms = loan(rate="0.036", method="bullet", subsidy=SubsidyTerms(D(1), until=date(2021, 2, 14)))

    state = replay(terms, [], date(2021, 3, 16))

    assert (state.subsidy, state.borrower_share) == (D("150.00"), D("150.00"))


def test_where_the_household_pays_first_it_is_asked_for_everything_and_gets_it_back():
    terms = same_loan(subsidy=SubsidyTerms(D(1), mode=SubsidyMode.HOUSEHOLD_FIRST))
    paid = repaid(date(2020, 3, 20), "380.42")
    refunded = SubsidyPaid("s", date(2020, 4, 10), ENTERED, D("400.00"))

    unpaid, after = replay(terms, [], date(2020, 3, 22)), replay(terms, [paid, refunded], date(2020, 4, 11))

    assert (unpaid.status, unpaid.payoff) == (LoanStatus.IN_ARREARS, D("50386.18"))
    assert (unpaid.borrower_share, unpaid.subsidy) == (D("0.00"), D("386.18"))
    assert (after.subsidy_paid, after.unmatched, after.status) == (D("380.42"), D("19.58"), LoanStatus.NORMAL)


def test_subsidy_that_reached_the_bank_is_counted_against_all_of_it():
    terms = same_loan(subsidy=FULL)

    state = replay(terms, [SubsidyPaid("s", date(2020, 4, 1), ENTERED, D("380.42"))], date(2020, 4, 1))

    assert (state.subsidy, state.subsidy_paid, state.subsidy_total) == (D("63.40"), D("380.42"), D("443.82"))


# --- how a loan ends ---


def test_a_loan_cleared_early_stays_cleared():
    terms = same_loan()
    payoff = replay(terms, [], date(2020, 5, 5)).payoff

    state = replay(terms, [repaid(date(2020, 5, 5), payoff)], date(2023, 1, 1))

    assert (state.status, state.settled_on) == (LoanStatus.CLEARED, date(2020, 5, 5))
    assert (state.payoff, state.penalty, state.unmatched) == (0, 0, 0)
    assert state.cleared


def test_on_the_settlement_day_the_payoff_leaves_out_the_day_itself():
    """算头不算尾: 65 days on the 20th where the loan ends, 66 where it goes on."""
    terms = same_loan()

    payoff = replay(terms, [], date(2020, 3, 20)).payoff
    cleared = replay(terms, [repaid(date(2020, 3, 20), payoff)], date(2020, 3, 25))
    nearly = replay(terms, [repaid(date(2020, 3, 20), payoff - D("0.01"))], date(2020, 3, 20))

    assert payoff == D("50374.65")
    assert (cleared.status, cleared.unmatched) == (LoanStatus.CLEARED, D("0.00"))
    assert (nearly.paid_interest, nearly.balance) == (D("380.42"), D("5.78"))


def test_a_first_instalment_paid_early_does_not_disturb_the_interest_of_the_next():
    """等额本金 by the contract's own formula again as soon as the balance is the plan's."""
    terms = loan("50000", "0.0465", date(2021, 1, 15), date(2024, 1, 15), "equal-principal", "30/360")
    rows = make_schedule(terms.principal, terms.rate, terms.disbursed_on, terms.due_on, terms.convention).rows
    early = repaid(date(2021, 2, 13), rows[0].principal, Split(rows[0].principal))
    later = [repaid(row.due, row.principal, Split(row.principal), f"row-{row.no}") for row in rows[1:]]

    plan = replay(terms, [early, *later], terms.due_on).plan

    assert [row.interest for row in plan[1:]] == [row.interest for row in rows[1:]]
    assert plan[0].interest < rows[0].interest


def test_a_renewal_takes_the_principal_and_leaves_the_interest():
    terms = same_loan()
    renewal = Renewal("n", date(2021, 1, 15), ENTERED, D(50000), "借-002")

    before_interest = replay(terms, [renewal], date(2021, 1, 15))
    paid = replay(terms, [renewal, repaid(date(2021, 1, 15), "2109.59")], date(2021, 1, 15))

    assert (before_interest.balance, before_interest.payoff) == (D("0.00"), D("2109.59"))
    assert before_interest.status is LoanStatus.IN_ARREARS
    assert (paid.status, paid.renewed) == (LoanStatus.CLEARED, D("50000.00"))


def test_a_renewal_as_the_last_act_names_the_end():
    terms = same_loan(subsidy=FULL)

    state = replay(terms, [Renewal("n", date(2021, 1, 15), ENTERED, D(50000))], date(2021, 2, 1))

    assert state.status is LoanStatus.RENEWED


def test_a_claim_paid_to_the_bank_clears_it_there():
    terms = loan(method="bullet")
    owed = replay(terms, [], date(2022, 6, 1)).payoff
    claim = Claim("c", date(2022, 6, 1), ENTERED, owed, "compensation")

    state = replay(terms, [claim], date(2022, 7, 1))

    assert (state.status, state.claimed, state.balance) == (LoanStatus.PAID_BY_CLAIM, owed, D("0.00"))


def test_the_banks_adjustment_makes_our_figures_the_banks():
    terms = loan(method="bullet")
    adjustment = BankAdjustment("a", date(2022, 2, 1), ENTERED, Split(D("-100"), D("5.00"), D("-1.00")), "录错")

    before, after = replay(terms, [], date(2022, 2, 1)), replay(terms, [adjustment], date(2022, 2, 1))

    assert (before.balance - after.balance, after.interest_in_arrears - before.interest_in_arrears) == (D(100), D(5))
    assert before.penalty - after.penalty == D(1)
    assert after.unmatched == 0


def test_a_changed_rate_counts_from_its_day():
    """30 days at 3.6 %, 30 days at 7.2 %: 150.00 + 300.00."""
    terms = loan(rate="0.036", method="bullet")

    state = replay(terms, [RateChange("r", date(2021, 2, 14), ENTERED, D("0.072"))], date(2021, 3, 16))

    assert (state.interest_accrued, state.rate) == (D("450.00"), D("0.072"))
