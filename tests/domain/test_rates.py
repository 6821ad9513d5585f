"""Rate tables: the right row on both sides of a change, the right bracket at its last month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.rates import RateRow
from app.packs.rates import load_rate_tables

TABLES = load_rate_tables()


@pytest.mark.parametrize(
    ("term", "on", "percent"),
    [
        (12, date(2021, 12, 19), "3.85"),
        (12, date(2021, 12, 20), "3.80"),
        (13, date(2021, 12, 20), "4.65"),
        (36, date(2024, 2, 19), "4.20"),
        (36, date(2024, 2, 20), "3.95"),
        (12, date(2019, 8, 20), "4.25"),
        (36, date(2026, 8, 20), "3.50"),
    ],
)
def test_the_lpr_changes_on_its_day(term: int, on: date, percent: str) -> None:
    quote = TABLES.lpr.lookup(term, on)

    assert quote is not None
    assert quote.rate == Decimal(percent) / 100
    assert quote.confirmed


@pytest.mark.parametrize(("term", "percent"), [(12, "4.35"), (13, "4.75"), (60, "4.75"), (61, "4.90")])
def test_a_bracket_holds_its_last_month(term: int, percent: str) -> None:
    quote = TABLES.benchmark.lookup(term, date(2016, 1, 1))

    assert quote is not None
    assert quote.rate == Decimal(percent) / 100


def test_before_the_table_begins_there_is_no_rate() -> None:
    assert TABLES.lpr.lookup(12, date(2019, 8, 19)) is None


def test_after_the_last_known_day_the_rate_is_not_confirmed() -> None:
    quote = TABLES.lpr.lookup(12, date(2026, 8, 21))

    assert quote is not None
    assert quote.rate == Decimal("0.03")
    assert not quote.confirmed


def test_the_user_adds_a_row() -> None:
    newer = TABLES.lpr.with_row(RateRow(date(2026, 9, 21), (Decimal("0.029"), Decimal("0.034"))))

    before, after = newer.lookup(12, date(2026, 9, 20)), newer.lookup(12, date(2026, 9, 21))

    assert before is not None
    assert after is not None
    assert (before.rate, after.rate) == (Decimal("0.03"), Decimal("0.029"))
    assert newer.known_until == date(2026, 9, 21)
    assert TABLES.lpr.known_until == date(2026, 8, 20)


def test_a_term_of_no_month_is_a_bug() -> None:
    with pytest.raises(ValueError, match="at least one month"):
        TABLES.lpr.lookup(0, date(2022, 1, 1))
