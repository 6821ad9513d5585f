"""The rows of one book's mirror: what a bundle brings takes the place of what stands there, table by table.

First every row is judged (a bad one goes to quarantine with a numbered reason, and what hangs on it too), then absent
rows are removed, changed ones changed, new ones added. A table that comes exactly as it was taken over the last time,
and whose parents lost no row since, is left alone. Rows are read in pieces, so that memory does not grow with a book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Connection, TableClause, bindparam, column, delete, false, insert, select, table, update
from sqlalchemy.exc import IntegrityError

from app.services.bundle_rows import Carried, carried_tables
from app.services.row_checks import HANGS_ON, NO_ID, SAME_NUMBER, TWICE, Row, fit, row_fault, stored

Received: TypeAlias = Mapping[str, Iterable[Row]]
Values: TypeAlias = tuple[Any, ...]

_AT_ONCE = 1_000


@dataclass(slots=True)
class TableChange:
    """What an import did to the mirror of one table."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A row that is not taken over: its place in the member, the numbered reason, and the row it hangs on, if any."""

    table: str
    place: int
    row_id: str
    code: int
    reason: str
    because_of: str = ""


@dataclass(slots=True)
class Replaced:
    """What became of all rows: changes by table, rows in quarantine, and the marks to remember."""

    changes: dict[str, TableChange] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Judged:
    """The rows of one table that may be stored; `plain` while every one of them names every column."""

    ids: set[str] = field(default_factory=set)
    held: list[Held] = field(default_factory=list)
    plain: bool = True


def replace_mirror(
    connection: Connection, book_code: str, received: Received, marks: Mapping[str, str], before: Mapping[str, str]
) -> Replaced:
    """Put the rows of a bundle in the place of the mirror of `book_code`.

    `marks` are the hashes of the members by table, `before` those remembered from the last time.
    """
    done = Replaced()
    accepted: dict[str, set[str]] = {}
    lost: set[str] = set()  # tables that no longer hold every row they held before
    for name, carried in carried_tables().items():
        mirror = _MirrorTable(connection, carried, book_code)
        mark = marks.get(name, "")
        safe = not any(parent in lost for _, parent in carried.parents)
        if mark and before.get(name) == mark and safe:
            done.changes[name], done.marks[name] = TableChange(), mark
            if _is_parent(name):
                accepted[name] = mirror.ids()
            continue
        judged = _judge(carried, received.get(name, ()), accepted)
        change = mirror.replace(received.get(name, ()), judged)
        if change.removed:
            lost.add(name)
        if not judged.held and mark:
            done.marks[name] = mark
        done.changes[name] = change
        done.held += judged.held
        if _is_parent(name):
            accepted[name] = judged.ids
    return done


def _is_parent(name: str) -> bool:
    return any(parent == name for carried in carried_tables().values() for _, parent in carried.parents)


def _judge(carried: Carried, rows: Iterable[Row], accepted: Mapping[str, set[str]]) -> _Judged:
    judged = _Judged()
    taken: dict[str, set[Any]] = {name: set() for name in carried.unique}
    for first, piece in _pieces(rows):
        if not _take_all(carried, piece, accepted, judged, taken):
            judged.plain = False
            for place, row in enumerate(piece, first):
                _take_one(carried, place, row, accepted, judged, taken)
    return judged


def _take_all(
    carried: Carried,
    piece: list[Row],
    accepted: Mapping[str, set[str]],
    judged: _Judged,
    taken: Mapping[str, set[Any]],
) -> bool:
    """Accept a piece as a whole, where nothing at all is wrong with it."""
    if not fit(carried, piece):
        return False
    for name, parent in carried.parents:
        if not {row[name] for row in piece} - {None} <= accepted[parent]:
            return False
    fresh = {name: {row[name] for row in piece} for name in ("id", *carried.unique)}
    if any(len(values) < len(piece) for values in fresh.values()):
        return False
    if fresh["id"] & judged.ids or any(fresh[name] & taken[name] for name in carried.unique):
        return False
    judged.ids |= fresh["id"]
    for name in carried.unique:
        taken[name].update(fresh[name])
    return True


def _take_one(
    carried: Carried,
    place: int,
    row: Row,
    accepted: Mapping[str, set[str]],
    judged: _Judged,
    taken: Mapping[str, set[Any]],
) -> None:
    row_id = row.get("id")
    fault = row_fault(carried, row)
    because_of = ""
    if fault is None and row_id in judged.ids:
        fault = TWICE, "同一编号出现两次"
    if fault is None:
        for name in carried.unique:
            if row.get(name) in taken[name]:
                fault = SAME_NUMBER, f"{name} 与另一行相同"
    if fault is None:
        for name, parent in carried.parents:
            reference = row.get(name)
            if reference is not None and reference not in accepted[parent]:
                fault, because_of = (HANGS_ON, f"它所属的 {parent} 没有接收"), f"{parent}/{reference}"
                break
    if fault is not None:
        shown = row_id if isinstance(row_id, str) and fault[0] != NO_ID else ""
        judged.held.append(Held(carried.name, place, shown, *fault, because_of))
        return
    judged.ids.add(str(row_id))
    for name in carried.unique:
        taken[name].add(row.get(name))


def _pieces(rows: Iterable[Row]) -> Iterator[tuple[int, list[Row]]]:
    source, first = iter(rows), 0
    while piece := list(islice(source, _AT_ONCE)):
        yield first, piece
        first += len(piece)


_ADDING: dict[tuple[str, str], str] = {}  # the statement that adds a row, by table and database


@cache
def _loose(carried: Carried) -> TableClause:
    return table(carried.name, *(column(name) for name in ("book_code", "removed", *carried.columns)))


class _MirrorTable:
    """The rows of one book in one table, as the database stores them: days as ISO text, truth as 0 and 1.

    Columns go without their types here, because the rows come as JSON and need no Python values in between.
    """

    def __init__(self, connection: Connection, carried: Carried, book_code: str) -> None:
        self._connection = connection
        self._carried = carried
        self._book_code = book_code
        self._table = _loose(carried)
        self._own = self._table.c.book_code == book_code

    def ids(self) -> set[str]:
        """The ids of all rows that stand in the mirror."""
        return set(self._connection.execute(select(self._table.c.id).where(self._own)).scalars())

    def replace(self, rows: Iterable[Row], judged: _Judged) -> TableChange:
        """Bring the mirror to the judged rows."""
        present = self.ids()
        absent = present - judged.ids
        self._remove(absent)
        change = TableChange(removed=len(absent), quarantined=len(judged.held))
        kept = present - absent
        try:
            with self._connection.begin_nested() if kept and self._carried.unique else nullcontext():
                for values in self._values(rows, judged):
                    self._bring(values, kept, change)
        except IntegrityError:  # two rows gave each other a number that only one may have
            change.added = len(judged.ids) - len(kept)
            change.changed = sum(len(self._changed(values, kept)) for values in self._values(rows, judged))
            self._make_anew(rows, judged)
        return change

    def _make_anew(self, rows: Iterable[Row], judged: _Judged) -> None:
        self._connection.execute(delete(self._table).where(self._own))
        for values in self._values(rows, judged):
            self._add(values)

    def _values(self, rows: Iterable[Row], judged: _Judged) -> Iterator[list[Values]]:
        """The accepted rows as the table stores them, in pieces."""
        held = {one.place for one in judged.held}
        pick = itemgetter(*self._carried.columns)
        for first, piece in _pieces(rows):
            if judged.plain:
                yield [pick(row) for row in piece]
            else:
                yield [stored(self._carried, row) for place, row in enumerate(piece, first) if place not in held]

    def _bring(self, values: list[Values], kept: set[str], change: TableChange) -> None:
        changed = self._changed(values, kept)
        self._change(changed)
        new = [row for row in values if row[0] not in kept] if kept else values
        self._add(new)
        change.changed += len(changed)
        change.added += len(new)

    def _changed(self, values: list[Values], kept: set[str]) -> list[Values]:
        """Those that stand in the mirror with another content."""
        known = [row for row in values if row[0] in kept] if kept else []
        stands = self._read([row[0] for row in known]) if known else {}
        return [row for row in known if not _same(row, stands[row[0]])]

    def _read(self, ids: list[str]) -> dict[str, Values]:
        wanted = (self._table.c[name] for name in self._carried.columns)
        found = self._connection.execute(select(*wanted).where(self._own, self._table.c.id.in_(ids)))
        return {row[0]: tuple(row) for row in found}

    def _add(self, values: list[Values]) -> None:
        """The statement is Core's, in the words of whatever database this is; the rows go to its driver as they are."""
        if values:
            home = (self._book_code,)
            rows: list[Any] = [home + row for row in values]
            if not self._connection.dialect.positional:
                rows = [dict(zip(("book_code", *self._carried.columns), row, strict=True)) for row in rows]
            self._connection.exec_driver_sql(self._adding(), rows)

    def _adding(self) -> str:
        key = self._carried.name, self._connection.dialect.name
        if key not in _ADDING:
            names = ("book_code", *self._carried.columns)
            parts: dict[str, Any] = {name: bindparam(name) for name in names} | {"removed": false()}
            _ADDING[key] = str(insert(self._table).values(parts).compile(dialect=self._connection.dialect))
        return _ADDING[key]

    def _change(self, values: list[Values]) -> None:
        if values:
            names = self._carried.columns
            to: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name != "id"}
            same = self._table.c.id == bindparam("new_id")
            statement = update(self._table).where(self._own, same).values(to)
            parameters = [{f"new_{name}": value for name, value in zip(names, row, strict=True)} for row in values]
            self._connection.execute(statement, parameters)

    def _remove(self, ids: set[str]) -> None:
        if ids:
            statement = delete(self._table).where(self._own, self._table.c.id == bindparam("gone"))
            self._connection.execute(statement, [{"gone": row_id} for row_id in ids])


def _same(received: Values, stands: Values) -> bool:
    """Whether two rows say the same, also where a database gives days as days."""
    return received == stands or received == tuple(getattr(value, "isoformat", lambda v=value: v)() for value in stands)
