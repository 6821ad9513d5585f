"""The due list and its warning windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.domain.due import by_window, due_window, due_within, overdue_items

TODAY = date(2026, 11, 20)
WINDOWS = (45, 30, 15, 7, 0)


@dataclass(frozen=True, slots=True)
class Instalment:
    number: str
    due: date


def item(days: int, number: str = "XED1") -> Instalment:
    return Instalment(number, TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("days_left", "window"),
    [(46, None), (45, 45), (31, 45), (30, 30), (16, 30), (15, 15), (8, 15), (7, 7), (1, 7), (0, 0), (-1, None)],
)
def test_each_day_lies_in_its_narrowest_window(days_left: int, window: int | None) -> None:
    assert due_window(days_left, WINDOWS) == window


def test_both_ends_of_the_span_are_in_and_the_earliest_stands_first() -> None:
    items = [item(45, "C"), item(0, "A"), item(46, "D"), item(-1, "E"), item(30, "B")]

    assert [found.number for found in due_within(items, TODAY, 45)] == ["A", "B", "C"]


def test_a_loan_is_overdue_from_the_day_after() -> None:
    items = [item(0, "A"), item(-1, "B"), item(-30, "C")]

    assert [found.number for found in overdue_items(items, TODAY)] == ["C", "B"]


def test_every_item_stands_in_one_window() -> None:
    items = [item(days, f"N{days}") for days in range(-3, 50)]

    grouped = by_window(items, TODAY, WINDOWS)

    assert list(grouped) == [45, 30, 15, 7, 0]
    assert {window: len(found) for window, found in grouped.items()} == {45: 15, 30: 15, 15: 8, 7: 7, 0: 1}


def test_a_negative_span_is_a_bug() -> None:
    with pytest.raises(ValueError, match="negative"):
        due_within([], TODAY, -1)
