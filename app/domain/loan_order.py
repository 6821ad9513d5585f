"""Which entries of a loan count, and in which order: by the day they happened, never by when they were typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter

from app.domain.loan_events import LoanEvent, Reversal

Noted = tuple[str, LoanEvent | None, int]
"""Something odd: its code, the entry, an amount in fen."""


def effective_entries(events: Iterable[LoanEvent]) -> tuple[list[LoanEvent], list[LoanEvent], list[Noted]]:
    """The entries that count by day; what was left out (reversed entries, reversals); what was odd about them."""
    entries = list(events)
    noted: list[Noted] = []
    left_out: list[LoanEvent] = []
    if len({event.id for event in entries}) != len(entries):
        entries = _once_each(entries, noted)
    if Reversal.rank in [event.rank for event in entries]:
        entries, left_out = _without_reversed(entries, noted)
    entries.sort(key=attrgetter("on"))
    if len({event.on for event in entries}) != len(entries):
        entries = _same_days_sorted(entries)
    return entries, left_out, noted


def known_at(events: Iterable[LoanEvent], moment: datetime) -> list[LoanEvent]:
    """The entries that had been typed by `moment`: what a report with that 录入截止时点 is replayed from."""
    return [event for event in events if event.entered <= moment]


def _same_days_sorted(entries: Sequence[LoanEvent]) -> list[LoanEvent]:
    shared = Counter(event.on for event in entries)
    return sorted(entries, key=lambda event: _day_order(event) if shared[event.on] > 1 else (event.on,))


def _day_order(event: LoanEvent) -> tuple[object, ...]:
    """By day, kind, and content; the id, which carries the moment of entry, decides only between equals."""
    content = [str(getattr(event, each.name)) for each in fields(event) if each.name not in ("id", "entered")]
    return event.on, event.rank, getattr(event, "split", None) is None, content, event.id


def _once_each(entries: Sequence[LoanEvent], noted: list[Noted]) -> list[LoanEvent]:
    known: dict[str, LoanEvent] = {}
    for event in sorted(entries, key=_day_order):
        first = known.setdefault(event.id, event)
        if first != event:
            noted.append(("same-id-other-content", event, 0))
    return list(known.values())


def _without_reversed(entries: list[LoanEvent], noted: list[Noted]) -> tuple[list[LoanEvent], list[LoanEvent]]:
    reversals = {event.id: event for event in entries if isinstance(event, Reversal)}
    gone = {reversal.reverses for reversal in reversals.values()}
    if not gone.isdisjoint(reversals):
        gone = _really_reversed(reversals)
    present = {event.id for event in entries}
    noted += [("reverses-nothing", each, 0) for each in reversals.values() if each.reverses not in present]
    kept: list[LoanEvent] = []
    left_out: list[LoanEvent] = []
    for event in entries:
        (left_out if event.rank == Reversal.rank or event.id in gone else kept).append(event)
    return kept, left_out


def _really_reversed(reversals: dict[str, Reversal]) -> set[str]:
    """A reversal that is itself reversed has no effect; one that stands in a circle of reversals has none either."""
    by_target: dict[str, list[str]] = {}
    for reversal in reversals.values():
        by_target.setdefault(reversal.reverses, []).append(reversal.id)

    def holds(id_: str, seen: frozenset[str]) -> bool:
        return id_ not in seen and not any(holds(other, seen | {id_}) for other in by_target.get(id_, ()))

    return {target for target, ids in by_target.items() if any(holds(id_, frozenset()) for id_ in ids)}
