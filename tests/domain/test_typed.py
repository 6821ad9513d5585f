"""What an officer types becomes the value that was meant, or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.typed import typed_count, typed_date, typed_money, typed_rate

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("50000", "50000.00"),
        ("50,000.5", "50000.50"),
        ("5万", "50000.00"),
        ("３.５万", "35000.00"),
        ("800 元", "800.00"),
        ("0.01", "0.01"),
        ("1.234", None),
        ("5,00", None),
        ("-5", None),
        ("五万", None),
        ("", None),
    ],
)
def test_money(typed: str, yuan: str | None) -> None:
    assert typed_money(typed) == (None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("20261120", date(2026, 11, 20)),
        ("2026-1-5", date(2026, 1, 5)),
        ("2026年11月20日", date(2026, 11, 20)),
        ("11-20", date(2026, 11, 20)),
        ("1.5", date(2027, 1, 5)),  # the coming January is nearer than the one ten months ago
        ("6-1", date(2026, 6, 1)),
        ("2-30", None),
        ("20261301", None),
        ("昨天", None),
    ],
)
def test_day(typed: str, day: date | None) -> None:
    assert typed_date(typed, TODAY) == day


def test_rate_is_a_fraction_of_per_cent() -> None:
    assert typed_rate("4.2") == typed_rate("4.20%") == Decimal("0.042")
    assert typed_rate("435") is None
    assert typed_rate("4,2") is None


def test_count() -> None:
    assert typed_count("36") == 36
    assert typed_count("3.5") is None
