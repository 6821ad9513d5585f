"""What falls due within so many days, and in which warning window: rules on anything that has a due day.

The windows (45, 30, 15, 7, 0) come from the policy pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar


class HasDueDay(Protocol):
    """A maturity, an instalment, a line of a list."""

    @property
    def due(self) -> date:
        """The day on which it falls due."""


Item = TypeVar("Item", bound=HasDueDay)


def days_left(due: date, on: date) -> int:
    """Days from `on` to the due day: 0 on the day itself, negative when overdue (from the day after)."""
    return (due - on).days


def due_within(items: Iterable[Item], on: date, days: int) -> list[Item]:
    """Items due from `on` to `on` + `days`, both inclusive, the earliest first. ValueError for negative `days`."""
    if days < 0:
        raise ValueError("days cannot be negative")
    return sorted((item for item in items if 0 <= days_left(item.due, on) <= days), key=lambda item: item.due)


def overdue_items(items: Iterable[Item], on: date) -> list[Item]:
    """Items whose day is past, the longest overdue first."""
    return sorted((item for item in items if days_left(item.due, on) < 0), key=lambda item: item.due)


def due_window(left: int, windows: Sequence[int]) -> int | None:
    """The narrowest window that holds so many days left; None outside all of them, or when overdue."""
    return min((window for window in windows if 0 <= left <= window), default=None)


def by_window(items: Iterable[Item], on: date, windows: Sequence[int]) -> dict[int, list[Item]]:
    """Items by their narrowest window, the widest window first; each item stands once."""
    grouped: dict[int, list[Item]] = {window: [] for window in sorted(set(windows), reverse=True)}
    for item in due_within(items, on, max(windows, default=0)):
        window = due_window(days_left(item.due, on), windows)
        if window is not None:
            grouped[window].append(item)
    return grouped
