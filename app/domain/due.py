"""What falls due: maturities and instalments of a village's loans within so many days, and in which warning window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DueItem:
    """One amount that falls due: a loan's maturity, or one instalment of it (`principal` and `interest` in yuan)."""

    note_number: str
    household: str
    borrower: str
    due: date
    principal: Decimal
    interest: Decimal = Decimal(0)
    balance: Decimal = Decimal(0)
    maturity: bool = True
    group: str = ""
    phone: str = ""

    @property
    def amount(self) -> Decimal:
        """Principal and interest together, in yuan."""
        return self.principal + self.interest

    def days_left(self, on: date) -> int:
        """Days from `on` to the due day; 0 on the day itself, negative when overdue."""
        return (self.due - on).days


def due_within(items: Iterable[DueItem], on: date, days: int) -> list[DueItem]:
    """Items due from `on` to `on` + `days`, both inclusive, the earliest first. ValueError for negative `days`."""
    if days < 0:
        raise ValueError("days cannot be negative")
    found = [item for item in items if 0 <= item.days_left(on) <= days]
    return sorted(found, key=lambda item: (item.due, item.group, item.household, item.note_number))


def overdue_items(items: Iterable[DueItem], on: date) -> list[DueItem]:
    """Items whose day is past, the longest overdue first; overdue from the day after the due day."""
    found = [item for item in items if item.days_left(on) < 0 and item.amount > 0]
    return sorted(found, key=lambda item: (item.due, item.group, item.household, item.note_number))


def due_window(days_left: int, windows: Sequence[int]) -> int | None:
    """The narrowest window (45, 30, 15, 7, 0 …) that holds `days_left`; None outside all of them, or when overdue."""
    fitting = [window for window in windows if 0 <= days_left <= window]
    return min(fitting, default=None)


def by_window(items: Iterable[DueItem], on: date, windows: Sequence[int]) -> dict[int, list[DueItem]]:
    """Items by their narrowest window, widest window first; each item stands once."""
    grouped: dict[int, list[DueItem]] = {window: [] for window in sorted(set(windows), reverse=True)}
    for item in due_within(items, on, max(windows, default=0)):
        window = due_window(item.days_left(on), windows)
        if window is not None:
            grouped[window].append(item)
    return grouped
