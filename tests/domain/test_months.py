"""Month arithmetic against dateutil, and the seed day that short months must not lose."""

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from app.domain.months import add_months, month_ends, months_to_reach, on_day, whole_months

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "lending.json").read_text("utf-8"))["vectors"]


def test_a_hundred_thousand_dates_as_dateutil_has_them():
    chance = random.Random(360)
    first = date(1900, 1, 1)
    for _ in range(100_000):
        day = first + timedelta(days=chance.randrange(73_000))
        months = chance.randrange(-120, 600)
        assert add_months(day, months) == day + relativedelta(months=months)


def test_whole_months_and_odd_days_add_up_again():
    chance = random.Random(30)
    for _ in range(20_000):
        start = date(2000, 1, 1) + timedelta(days=chance.randrange(12_000))
        end = start + timedelta(days=chance.randrange(4_000))

        months, odd = whole_months(start, end)

        assert add_months(start, months) + timedelta(days=odd) == end
        assert add_months(start, months + 1) > end
        assert months_to_reach(start, end) == months + (1 if odd else 0)


def test_the_31st_comes_back_after_a_short_month():
    case = next(entry for entry in VECTORS if entry["id"] == "D01")
    first = date.fromisoformat(case["inputs"]["first_due"])

    dues = [first, *month_ends(first, case["inputs"]["n"] - 1, 1)]

    assert [due.isoformat() for due in dues] == case["expected"]["due_dates"]


def test_month_ends():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert on_day(2023, 2, 31) == date(2023, 2, 28)
    assert whole_months(date(2023, 1, 31), date(2023, 2, 28)) == (1, 0)
    assert whole_months(date(2023, 1, 31), date(2023, 3, 1)) == (1, 1)


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="早于"):
        whole_months(date(2023, 1, 2), date(2023, 1, 1))
