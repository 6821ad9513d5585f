"""Interest, penalty and compound interest against the figures of the trade."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.day_count import DayCount
from app.domain.interest import (
    compound_interest,
    interest,
    interest_by_parts,
    interest_for_days,
    interest_for_year,
    penalty_interest,
    penalty_rate,
)
from app.domain.money import Rounding
from tests.helpers.loans import amounts, rates

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "lending.json").read_text("utf-8"))["vectors"]
D = Decimal


def vector(id_):
    return next(entry for entry in VECTORS if entry["id"] == id_)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(DayCount.ANNIVERSARY, "2375.00"), (DayCount.ACT_360, "2414.58"), (DayCount.ACT_365, "2381.51")],
)
def test_one_year_by_three_conventions(count, expected):
    assert interest(D(50000), D("0.0475"), date(2019, 3, 10), date(2020, 3, 10), count) == D(expected)


def test_two_conventions_differ_by_30_21_over_one_year():
    year = date(2022, 1, 15), date(2023, 1, 15)

    by_days = interest(D(50000), D("0.0435"), *year)
    by_anniversary = interest(D(50000), D("0.0435"), *year, DayCount.ANNIVERSARY)

    assert (by_days, by_anniversary, by_days - by_anniversary) == (D("2205.21"), D("2175.00"), D("30.21"))


def test_whole_months_and_odd_days():
    case = vector("N11")["inputs"]
    start, end = date.fromisoformat(case["start"]), date.fromisoformat(case["end"])

    result = interest(D(case["principal"]), D(case["annual_rate_pct"]) / 100, start, end, DayCount.ANNIVERSARY)

    assert result == D(vector("N11")["expected"]["interest"])


def test_penalty_of_the_regulation():
    given_, expected = vector("N13")["inputs"], vector("N13")["expected"]
    sum_, rate, uplift = (
        D(given_["overdue_principal"]),
        D(given_["annual_rate_pct"]) / 100,
        D(given_["uplift_pct"]) / 100,
    )

    assert penalty_rate(rate, uplift) * 100 == D(expected["penalty_rate_pct"])
    assert penalty_interest(sum_, rate, uplift, given_["days"]) == D(expected["penalty_interest"])
    assert interest_for_days(sum_, rate, given_["days"]) == D(expected["ordinary_part"])


def test_penalty_of_thirty_days():
    assert penalty_interest(D(50000), D("0.0435"), D("0.5"), 30) == D("271.88")


def test_negative_days_are_refused():
    with pytest.raises(ValueError, match="天数"):
        penalty_interest(D(50000), D("0.0435"), D("0.5"), -1)


@given(amounts, rates, st.integers(0, 800), st.integers(0, 100))
def test_penalty_never_falls_with_time_and_exceeds_the_ordinary_interest(sum_, rate, days, more):
    penalty = penalty_interest(sum_, rate, D("0.5"), days)

    assert penalty <= penalty_interest(sum_, rate, D("0.5"), days + more)
    assert interest_for_days(sum_, rate, days) <= penalty <= penalty_interest(sum_, rate, D(1), days)


def test_compound_interest_is_the_penalty_rate_on_arrears():
    assert compound_interest(D("1000"), D("0.048"), D("0.5"), 50) == D("10.00")


def test_a_changing_balance_rounded_once_or_by_stretch():
    parts = [(D("5000"), date(2022, 12, 1), date(2022, 12, 5)), (D("4187.32"), date(2022, 12, 5), date(2023, 1, 1))]

    by_stretch = interest_by_parts(parts, D("0.12"), DayCount.ACT_365, round_each=True)
    once = interest_by_parts(parts, D("0.12"), DayCount.ACT_365)

    assert (by_stretch, once) == (D("43.75"), D("43.74"))


def test_half_a_fen_of_interest():
    arguments = D(50000), D("0.0435"), date(2021, 1, 1), date(2021, 2, 15)  # 45 days: 271.875

    assert interest(*arguments) == D("271.88")
    assert interest(D("30"), D("0.06"), date(2021, 1, 1), date(2021, 1, 2), rounding=Rounding.HALF_EVEN) == D("0.00")
    assert interest(D("30"), D("0.06"), date(2021, 1, 1), date(2021, 1, 2)) == D("0.01")


def test_a_whole_year():
    assert interest_for_year(D("29271600"), D("0.0475")) == D("1390401.00")
    assert interest_for_year(D("15000000"), D("0.0475")) == D("712500.00")
