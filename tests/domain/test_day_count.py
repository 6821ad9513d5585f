"""The five day counts against QuantLib's and OpenGamma's own test cases, and the bank's 对年对月对日."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.day_count import BASE, DayCount, daily_rate, daily_units, monthly_rate, units, year_fraction

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "lending.json").read_text("utf-8"))["vectors"]
days = st.dates(date(2000, 1, 1), date(2030, 12, 31))


def vector(id_):
    return next(entry for entry in VECTORS if entry["id"] == id_)


@pytest.mark.parametrize("case", vector("C01")["expected"]["start_end_days"], ids=str)
def test_thirty_360_bond_basis(case):
    start, end, expected = date.fromisoformat(case[0]), date.fromisoformat(case[1]), case[2]

    assert units(DayCount.THIRTY_360, start, end) == expected


@pytest.mark.parametrize("case", vector("C03")["expected"]["start_end_days"], ids=str)
def test_actual_days(case):
    start, end, expected = date.fromisoformat(case[0]), date.fromisoformat(case[1]), case[2]

    assert year_fraction(DayCount.ACT_360, start, end) == Fraction(expected, 360)
    assert year_fraction(DayCount.ACT_365, start, end) == Fraction(expected, 365)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2012-02-28", Fraction(4, 365) + Fraction(58, 366)),
        ("2012-02-29", Fraction(4, 365) + Fraction(59, 366)),
        ("2012-03-01", Fraction(4, 365) + Fraction(60, 366)),
        ("2016-02-28", Fraction(4, 365) + Fraction(58, 366) + 4),
    ],
)
def test_actual_actual_isda(end, expected):
    assert year_fraction(DayCount.ACT_ACT, date(2011, 12, 28), date.fromisoformat(end)) == expected


def test_whole_years_and_months_then_odd_days():
    case = vector("N11")
    start, end = (date.fromisoformat(case["inputs"][name]) for name in ("start", "end"))

    assert units(DayCount.ANNIVERSARY, start, end) == case["expected"]["days_30_360"] == 360 + 2 * 30 + 20
    assert year_fraction(DayCount.ANNIVERSARY, date(2019, 3, 10), date(2020, 3, 10)) == 1


@given(st.sampled_from(list(DayCount)), days, st.integers(0, 2000), st.integers(0, 40))
def test_a_longer_time_never_counts_less(count, start, length, more):
    end = start + timedelta(days=length)

    assert 0 <= units(count, start, end) <= units(count, start, end + timedelta(days=more))


@given(st.sampled_from([DayCount.ACT_360, DayCount.ACT_365, DayCount.ACT_ACT]), days, days, days)
def test_actual_counts_can_be_cut_anywhere(count, one, two, three):
    start, middle, end = sorted((one, two, three))

    assert units(count, start, middle) + units(count, middle, end) == units(count, start, end)


@given(st.sampled_from(list(DayCount)), days, st.integers(0, 2000))
def test_the_fraction_stays_near_the_calendar(count, start, length):
    end = start + timedelta(days=length)

    fraction = year_fraction(count, start, end)

    assert abs(float(fraction) - length / 365.25) < 0.015 * length / 360 + 0.02


def test_penalty_days_are_actual_whatever_the_count():
    first, last = date(2021, 1, 31).toordinal(), date(2021, 3, 1).toordinal()

    assert daily_units(DayCount.ANNIVERSARY, first, last) == daily_units(DayCount.THIRTY_360, first, last) == 29
    assert BASE[DayCount.ANNIVERSARY] == 360


def test_monthly_and_daily_rates():
    assert monthly_rate(Decimal("0.048")) == Decimal("0.004")
    assert daily_rate(Decimal("0.0360")) == Decimal("0.0001")


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="早于"):
        units(DayCount.ACT_360, date(2023, 1, 2), date(2023, 1, 1))
