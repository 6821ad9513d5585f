"""Schedules against public test suites and the checks of the trade, and what must hold for all of them."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.instalments import instalments_by_factors
from app.domain.interest import interest
from app.domain.money import Rounding
from app.domain.months import add_months
from app.domain.recalculation import Paid, recalculate
from app.domain.schedule import Convention, Every, Method, make_schedule
from tests.helpers.loans import rates, starts

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "lending.json").read_text("utf-8"))["vectors"]
D = Decimal


def vector(id_):
    return next(entry for entry in VECTORS if entry["id"] == id_)


def agree(rows, expected, names):
    """The rows have the expected figures, told as in the vector."""
    told = {"due_date": "due", "total_due": "total"}
    for row, wanted in zip(rows, expected, strict=True):
        found = {name: getattr(row, told.get(name, name)) for name in names if name in wanted}
        as_text = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in found.items()}
        assert as_text == {name: str(wanted[name]) for name in found}


# --- vectors ---


def test_equal_instalments_rounded_to_whole_units():
    case = vector("S02")
    convention = Convention("equal-instalment", "30/360", rounding="half-even")

    schedule = make_schedule(
        D(5000), D("0.12"), date(2022, 11, 1), None, convention, periods=18, instalment_multiple=D(1)
    )

    agree(
        schedule.rows,
        case["expected"]["rows"],
        ["no", "days", "due_date", "principal", "interest", "balance", "total_due"],
    )
    assert (schedule.principal, schedule.interest) == (D("5000.00"), D("488.22"))


def test_no_interest_on_given_due_days():
    case = vector("S15")
    dues = [date.fromisoformat(day) for day in case["inputs"]["due_dates"]]

    schedule = make_schedule(
        D(1000), D(0), date(2024, 1, 1), None, Convention("equal-instalment", "30/360"), due_dates=dues
    )

    agree(schedule.rows, case["expected"]["rows"], ["no", "due_date", "total_due", "interest", "principal", "balance"])


def test_instalments_from_the_rates_of_the_periods():
    case = vector("S19")

    cuts = instalments_by_factors(D(100), [D(factor) for factor in case["inputs"]["period_rate_factors"]])

    assert [(str(principal), str(part)) for principal, part in cuts] == [
        (row["principal"], row["interest"]) for row in case["expected"]["rows"]
    ]


def test_the_factors_of_that_case_within_one_year_are_ours_too():
    """The first one crosses the year's end, which its origin cuts on 31 December and ISDA (C04) on 1 January."""
    expected = [D(factor) for factor in vector("S19")["inputs"]["period_rate_factors"]][1:]
    convention = Convention("equal-instalment", "act/act")

    rows = make_schedule(D(10) ** 10, D("0.094822"), date(2023, 12, 12), None, convention, periods=6).rows

    for before, row, factor in zip(rows, rows[1:], expected, strict=False):
        assert abs(row.interest / before.balance - factor) < D("1e-11")


def test_two_per_cent_a_month():
    case = vector("S23")

    schedule = make_schedule(
        D(12000), D("0.24"), date(2011, 9, 20), None, Convention("equal-instalment", "30/360"), periods=4
    )

    agree(schedule.rows, case["expected"]["rows"], ["no", "due_date", "principal", "interest"])


def test_equal_principal_over_thirty_years():
    expected = vector("S31")["expected"]

    schedule = make_schedule(
        D(1_000_000), D("0.049"), date(2020, 1, 15), None, Convention("equal-principal", "30/360"), periods=360
    )

    first = schedule.rows[0]
    assert schedule.interest == D(expected["total_interest"])
    assert schedule.total == D(expected["total_payment"])
    agree([first._replace(total=first.total)], [expected["period1"]], ["interest", "principal", "balance"])
    assert first.total == D(expected["period1"]["instalment"])
    assert {row.principal for row in schedule.rows[:-1]} == {D("2777.78")}
    assert schedule.rows[-1].principal == D("2776.98")


@pytest.mark.parametrize("id_", ["R01", "R03"])
def test_instalments_counted_anew_after_a_payment(id_):
    case = vector(id_)
    paid = [Paid(date.fromisoformat(each["date"]), D(each["amount"])) for each in case["inputs"]["payments"]]
    convention = Convention("equal-instalment", "act/365", rounding="half-even")

    rows = recalculate(D(5000), D("0.12"), date(2022, 11, 1), date(2023, 5, 1), convention, paid, instalment=D(862))

    agree(rows, case["expected"]["rows"], ["no", "days", "due_date", "principal", "interest", "balance", "total_due"])


def test_an_instalment_paid_before_its_day_is_another_matter():
    convention = Convention("equal-instalment", "act/365")

    with pytest.raises(ValueError, match="不能算作"):
        recalculate(
            D(5000), D("0.12"), date(2022, 11, 1), date(2023, 5, 1), convention, [Paid(date(2022, 11, 20), D(862))]
        )


def test_without_payments_counting_anew_gives_the_contracts_rows():
    convention = Convention("equal-instalment", "act/360")
    first, last = date(2021, 1, 31), date(2022, 1, 31)

    assert (
        recalculate(D(50000), D("0.0465"), first, last, convention)
        == make_schedule(D(50000), D("0.0465"), first, last, convention).rows
    )


# --- the checks of the trade ---


def test_quarterly_settlement():
    schedule = make_schedule(
        D(50000), D("0.0415"), date(2020, 1, 15), date(2021, 1, 15), Convention("interest-only", every="quarter")
    )

    assert [str(row.interest) for row in schedule.rows] == ["380.42", "530.28", "530.28", "524.51", "144.10"]
    assert [row.days for row in schedule.rows] == [66, 92, 92, 91, 25]
    assert [row.due.isoformat() for row in schedule.rows[:2]] == ["2020-03-20", "2020-06-20"]
    assert schedule.rows[1].start == date(2020, 3, 21)
    assert schedule.rows[-1].due == date(2021, 1, 15)
    assert schedule.interest == D("2109.59")


def test_thirty_six_equal_instalments():
    schedule = make_schedule(
        D(50000), D("0.0465"), date(2020, 1, 15), None, Convention("equal-instalment", "30/360"), periods=36
    )

    assert {row.total for row in schedule.rows[:-1]} == {D("1490.70")}
    assert schedule.rows[-1].total == D("1490.73")
    assert schedule.interest == D("3665.23")


@pytest.mark.parametrize(
    ("count", "expected"), [("act/360", "2414.58"), ("act/365", "2381.51"), ("anniversary", "2375.00")]
)
def test_one_bullet_year(count, expected):
    schedule = make_schedule(D(50000), D("0.0475"), date(2019, 3, 10), date(2020, 3, 10), Convention("bullet", count))

    (row,) = schedule.rows
    assert (row.interest, row.days, row.balance) == (D(expected), 366, D("0.00"))


# --- edges ---


def test_the_seed_day_over_short_months():
    schedule = make_schedule(D(1200), D("0.05"), date(2023, 1, 31), None, Convention("equal-principal"), periods=4)

    assert [row.due.isoformat() for row in schedule.rows] == ["2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]


def test_a_loan_of_one_day():
    schedule = make_schedule(D(50000), D("0.0435"), date(2021, 3, 20), date(2021, 3, 21), Convention("interest-only"))

    (row,) = schedule.rows
    assert (row.days, row.interest, row.principal) == (1, D("6.04"), D("50000.00"))


def test_a_loan_made_on_a_settlement_day_settles_that_day():
    schedule = make_schedule(D(36000), D("0.05"), date(2021, 3, 20), date(2021, 7, 1), Convention("interest-only"))

    assert [(row.due.isoformat(), row.days) for row in schedule.rows] == [
        ("2021-03-20", 1),
        ("2021-06-20", 92),
        ("2021-07-01", 10),
    ]


@pytest.mark.parametrize("maturity", ["2021-06-20", "2021-06-21"])
def test_a_settlement_next_to_the_maturity_is_one_row_with_it(maturity):
    end = date.fromisoformat(maturity)

    schedule = make_schedule(D(36000), D("0.05"), date(2021, 4, 1), end, Convention("interest-only"))

    assert [(row.due, row.days) for row in schedule.rows] == [(end, (end - date(2021, 4, 1)).days)]


def test_a_leap_day_counts():
    convention = Convention("interest-only", every="month", settlement_day=31)

    schedule = make_schedule(D(36000), D("0.05"), date(2024, 1, 31), date(2024, 4, 15), convention)

    assert [(row.due.isoformat(), row.days) for row in schedule.rows] == [
        ("2024-01-31", 1),
        ("2024-02-29", 29),
        ("2024-03-31", 31),
        ("2024-04-15", 14),
    ]


def test_a_last_odd_period():
    schedule = make_schedule(D(3000), D("0.06"), date(2021, 1, 10), date(2021, 3, 25), Convention("equal-principal"))

    assert [(row.due.isoformat(), row.days) for row in schedule.rows] == [
        ("2021-02-10", 31),
        ("2021-03-10", 28),
        ("2021-03-25", 15),
    ]


def test_instalments_by_the_quarter_at_a_quarter_of_the_rate():
    convention = Convention("equal-principal", "30/360", every="quarter")

    schedule = make_schedule(D(4000), D("0.04"), date(2021, 1, 31), None, convention, periods=4)

    assert [str(row.interest) for row in schedule.rows] == ["40.00", "30.00", "20.00", "10.00"]


def test_a_month_is_a_month_also_when_it_is_short():
    """30/360: R/12 for February, too; 1 200 @ 12 % in four parts."""
    convention = Convention("equal-principal", "30/360")

    schedule = make_schedule(D(1200), D("0.12"), date(2023, 1, 31), None, convention, periods=4)

    assert [str(row.interest) for row in schedule.rows] == ["12.00", "9.00", "6.00", "3.00"]


def test_a_sum_too_small_for_its_instalments_is_still_repaid():
    schedule = make_schedule(D("0.20"), D(0), date(2021, 1, 1), None, Convention("equal-instalment"), periods=36)

    assert sum(row.principal for row in schedule.rows) == D("0.20")
    assert min(row.principal for row in schedule.rows) >= 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"principal": D(0)}, "本金要大于零"),
        ({"rate": D("-0.01")}, "利率不能是负数"),
        ({"end": date(2020, 1, 15)}, "不晚于放款日"),
        ({"end": date(2019, 1, 15)}, "不晚于放款日"),
        ({"end": None}, "只写一个"),
        ({"periods": 3}, "只写一个"),
        ({"end": None, "periods": 0}, "期数至少是 1"),
        ({"end": None, "periods": 5000}, "一百年"),
        ({"end": date(2200, 1, 1)}, "一百年"),
        ({"rate": D(11)}, "太大"),
        ({"end": None, "due_dates": [date(2020, 3, 1), date(2020, 2, 1)]}, "一期比一期晚"),
    ],
)
def test_what_cannot_be_scheduled_is_told_in_words(changes, sentence):
    usual = {"principal": D(50000), "rate": D("0.0415"), "start": date(2020, 1, 15), "end": date(2021, 1, 15)}

    with pytest.raises(ValueError, match=sentence):
        make_schedule(**{**usual, **changes}, convention=Convention("interest-only"))


def test_words_of_the_command_line_make_a_convention():
    convention = Convention("interest-only")

    assert convention.method is Method.INTEREST_ONLY
    assert convention.every is Every.QUARTER
    assert Convention("bullet").every is Every.MONTH
    with pytest.raises(ValueError, match="weekly"):
        Convention("bullet", every="weekly")
    with pytest.raises(ValueError, match="结息日"):
        Convention("bullet", settlement_day=0)


# --- what holds for all ---


@st.composite
def schedules(draw):
    start = draw(starts)
    convention = Convention(
        draw(st.sampled_from(list(Method))),
        draw(st.sampled_from(["act/360", "act/365", "30/360", "act/act", "anniversary"])),
        draw(st.sampled_from(list(Every))),
        draw(st.integers(1, 31)),
        draw(st.sampled_from(list(Rounding))),
    )
    end = add_months(start, draw(st.integers(0, 36))) + timedelta(days=draw(st.integers(1, 30)))
    principal = D(draw(st.integers(1, 10_000_000))) / 100
    rate = draw(rates)
    return principal, rate, start, end, convention, make_schedule(principal, rate, start, end, convention)


@settings(max_examples=300, deadline=None)
@given(schedules())
def test_rows_sum_to_the_loan_and_none_is_negative(case):
    principal, _, start, end, _, schedule = case

    assert sum(row.principal for row in schedule.rows) == principal == schedule.principal
    assert sum(row.interest for row in schedule.rows) == schedule.interest
    assert sum(row.total for row in schedule.rows) == schedule.total == schedule.principal + schedule.interest
    assert schedule.rows[-1].balance == 0
    assert all(min(row.principal, row.interest, row.balance) >= 0 for row in schedule.rows)
    assert all(later.due > earlier.due for earlier, later in zip(schedule.rows, schedule.rows[1:], strict=False))
    assert schedule.rows[-1].due == end
    assert sum(row.days for row in schedule.rows) == (end - start).days


@settings(max_examples=200, deadline=None)
@given(schedules())
def test_a_row_that_owes_the_whole_sum_bears_its_interest(case):
    principal, rate, _, _, convention, schedule = case
    if convention.by_instalments or convention.day_count.value in ("30/360", "anniversary"):
        return

    for row in schedule.rows:
        stop = row.start + timedelta(days=row.days)
        assert row.interest == interest(principal, rate, row.start, stop, convention.day_count, convention.rounding)


@settings(max_examples=200, deadline=None)
@given(schedules())
def test_equal_instalments_are_equal_but_the_last(case):
    principal, _, _, _, convention, schedule = case
    if convention.method is not Method.EQUAL_INSTALMENT or principal < 100:
        return

    assert len({row.total for row in schedule.rows[:-1]}) <= 1
    if len(schedule.rows) > 1:
        assert abs(schedule.rows[-1].total - schedule.rows[0].total) <= D("0.02") * len(schedule.rows) * 2
