"""财政贴息: the printed figures of 陇川, caps and shares, quarters, and a bank's claim line by line."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.day_count import DayCount
from app.domain.loan_state import replay
from app.domain.loan_terms import SubsidyTerms
from app.domain.subsidy import (
    Vintage,
    between,
    by_quarter,
    claim_differences,
    subsidy_for_dates,
    subsidy_for_days,
    subsidy_for_year,
    vintage_estimate,
    year_estimate,
)
from tests.helpers.loans import amounts, loan, rates

D = Decimal


@pytest.mark.parametrize(("balance", "expected"), [("29271600", "1390401.00"), ("15000000", "712500.00")])
def test_the_years_of_longchuan(balance, expected):
    split = subsidy_for_year(D(balance), D("0.0475"))

    assert (split.interest, split.subsidy, split.borrower) == (D(expected), D(expected), D("0.00"))
    assert vintage_estimate(Vintage(2019, D(balance), D("0.0475"))) == D(expected)


def test_three_quarters_of_the_loans_of_2020():
    """The text prints a full year under 二、三、四季度; three quarters are 534 375."""
    assert vintage_estimate(Vintage(2020, D(15_000_000), D("0.0475"), quarters=3)) == D("534375.00")


def test_four_vintages_sum_to_687_wan():
    """2017 and 2018 cannot be reproduced from balance and rate: their printed figures stand as they are."""
    printed = D("1286553.34") + D("3479892.75")
    computed = year_estimate([Vintage(2019, D(29_271_600), D("0.0475")), Vintage(2020, D(15_000_000), D("0.0475"))])

    assert printed + computed == D("6869347.09")


def test_the_row_of_2018_is_short_by_178125():
    assert vintage_estimate(Vintage(2018, D("77010900"), D("0.0475"))) - D("3479892.75") == D("178125.00")


def test_above_fifty_thousand_nothing_and_seventy_per_cent_below():
    split = subsidy_for_days(D(80000), D("0.0345"), 90, D(50000), D("0.7"))

    assert (split.interest, split.subsidised_principal) == (D("690.00"), D("50000"))
    assert (split.subsidy, split.borrower) == (D("301.88"), D("388.12"))


def test_at_most_five_per_cent():
    split = subsidy_for_year(D(10000), D("0.06"), rate_cap=D("0.05"))

    assert (split.subsidy, split.borrower) == (D("500.00"), D("100.00"))


def test_between_two_dates_by_the_loans_own_count():
    dates = date(2019, 3, 10), date(2020, 3, 10)

    assert subsidy_for_dates(D(50000), D("0.0475"), *dates).subsidy == D("2414.58")
    assert subsidy_for_dates(D(50000), D("0.0475"), *dates, DayCount.ANNIVERSARY).subsidy == D("2375.00")


@given(amounts, rates, st.integers(0, 400), amounts, st.integers(0, 100))
def test_both_shares_make_the_interest(principal, rate, days, cap, per_cent):
    split = subsidy_for_days(principal, rate, days, cap, D(per_cent) / 100)

    assert split.subsidy + split.borrower == split.interest
    assert min(split.subsidy, split.borrower) >= 0
    assert split.subsidised_principal <= min(principal, cap)


def test_quarters_of_a_loan():
    """50 000 @ 4.15 %, 2020: the quarterly settlements of DOMAIN's check, all subsidised."""
    terms = loan(rate="0.0415", start=date(2020, 1, 15), end=date(2021, 1, 15), subsidy=SubsidyTerms(D(1)))
    rows = replay(terms, [], date(2021, 1, 15)).plan

    assert by_quarter(rows) == {
        (2020, 1): D("380.42"),
        (2020, 2): D("530.28"),
        (2020, 3): D("530.28"),
        (2020, 4): D("524.51"),
        (2021, 1): D("144.10"),
    }
    assert between(rows, date(2020, 4, 1), date(2020, 9, 30)) == D("1060.56")


def test_a_banks_claim_line_by_line():
    ours = {"借-1": D("380.42"), "借-2": D("530.28"), "借-4": D("0.00")}
    claimed = {"借-1": D("380.42"), "借-2": D("530.30"), "借-3": D("12.00")}

    two, three = claim_differences(claimed, ours)

    assert (two.note_number, two.difference) == ("借-2", D("0.02"))
    assert (three.note_number, three.ours, three.difference) == ("借-3", None, D("12.00"))
    assert [line.note_number for line in claim_differences(claimed, ours, D("0.05"))] == ["借-3"]
