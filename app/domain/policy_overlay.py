"""Laying a county's pack over its parent: the county's values win on their days, the parent's stay on the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from app.domain.policy import PolicyPack, PolicyValue

_ONE_DAY = timedelta(days=1)


def lay_over(own: PolicyPack, parent: PolicyPack | None) -> PolicyPack:
    """`own` with its parent's values underneath; the parent's dates are cut where `own` speaks."""
    merged = dict(parent.values) if parent else {}
    for key, entries in own.values.items():
        rest = merged.get(key, ())
        for entry in entries:
            rest = tuple(piece for older in rest for piece in _without(older, entry))
        merged[key] = tuple(sorted((*entries, *rest), key=lambda value: value.since or date.min))
    return replace(own, lineage=(own.id, *(parent.lineage if parent else ())), values=MappingProxyType(merged))


def _without(older: PolicyValue, newer: PolicyValue) -> Iterable[PolicyValue]:
    """The pieces of `older` that lie before and after `newer`."""
    if _before(older.until, newer.since) or _before(newer.until, older.since):
        yield older
        return
    if newer.since is not None and (older.since is None or older.since < newer.since):
        yield replace(older, until=newer.since - _ONE_DAY)
    if newer.until is not None and (older.until is None or newer.until < older.until):
        yield replace(older, since=newer.until + _ONE_DAY)


def _before(end: date | None, start: date | None) -> bool:
    return end is not None and start is not None and end < start
