"""Versions of the rows in a bundle, and the checking of rows by whoever knows their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.errors import NewerBundleError
from app.exchange.manifest import FORMAT, SUITE, Head
from app.exchange.rows import Row

SCHEMA_VERSION = 2  # of the rows that this program writes
MIN_READER_SCHEMA = 1  # the oldest program that may read them


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row put into quarantine: its place in the member, a numbered reason and the reason in words."""

    index: int
    reason_code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the rows of one table; no rejected row stops the others."""

    accepted: list[Row]
    rejected: list[Rejected]


RowCheck: TypeAlias = Callable[[Iterable[Row]], Checked]
Upgrade: TypeAlias = Callable[[str, Row], Row]


def check_readable(head: Head, reader_schema: int) -> None:
    """Return when a reader of `reader_schema` may read on; raise NewerBundleError (待升级) otherwise."""
    if head.format != FORMAT or head.suite != SUITE:
        raise NewerBundleError(f"{head.format}（{head.suite}）", FORMAT)
    if head.min_reader_schema > reader_schema:
        raise NewerBundleError(f"资料版本 {head.min_reader_schema}", f"版本 {reader_schema}")


def check_rows(tables: Mapping[str, Iterable[Row]], checks: Mapping[str, RowCheck]) -> dict[str, Checked]:
    """What became of the rows of every table that somebody can check, in the order of `checks` (parents first).

    A table that nobody knows (a newer program sent it) is left out: its rows are neither taken over nor refused.
    """
    return {name: check(tables[name]) for name, check in checks.items() if name in tables}


def upgraded(table: str, rows: Iterable[Row], written: int, steps: Mapping[int, Upgrade]) -> Iterable[Row]:
    """Rows of schema `written` brought forward step by step; `steps[n]` makes a row of n + 1 out of a row of n.

    Fields that a step does not know stay as they are. A schema newer than all steps passes through unchanged.
    """
    wanted = [steps[version] for version in sorted(steps) if version >= written]
    for row in rows:
        for step in wanted:
            row = step(table, row)
        yield row
