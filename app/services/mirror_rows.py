"""The rows of one book's mirror: what a bundle brings takes the place of what stands there, table by table.

First every row is judged (a bad one goes to quarantine with a numbered reason, and what hangs on it too), then absent
rows are removed, changed ones changed, new ones added. A table that comes exactly as it was taken over the last time,
and whose parents lost no row since, is left alone. Rows are read in pieces, so that memory does not grow with a book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Connection, Select, TableClause, bindparam, column, delete, false, insert, select, table, update
from sqlalchemy.exc import IntegrityError

from app.domain.row_words import column_word, table_word
from app.services.bundle_rows import OF, Carried, carried_tables
from app.services.row_checks import HANGS_ON, NO_ID, SAME_NUMBER, STRANGER, TWICE, Fault, Row, fit, row_fault, stored

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

    def get_ids(self) -> set[str]:
        """The ids, for the tables that hang on this one."""
        return self.ids


def replace_mirror(
    connection: Connection,
    book_code: str,
    received: Received,
    marks: Mapping[str, str],
    before: Mapping[str, str] | None = None,
) -> Replaced:
    """Put the rows of a bundle in the place of the mirror of `book_code`.

    `marks` are the hashes of the members by table, `before` those remembered from the last time; None where there is
    no mirror yet.
    """
    done = Replaced()
    book = _BookRows(connection, book_code, empty=before is None)
    for name, carried in carried_tables().items():
        mark = marks.get(name, "")
        if mark and before is not None and before.get(name) == mark and book.safe(carried):
            book.leave(carried)
            done.changes[name], done.marks[name] = TableChange(), mark
            continue
        done.changes[name], held = book.take(carried, received.get(name, ()))
        done.held += held
        if not held and mark:
            done.marks[name] = mark
    return done


def replace_mirrors(
    connection: Connection,
    home: str,
    empty: Mapping[str, bool],
    received: Received,
    marks: Mapping[str, str],
    before: Mapping[str, str] | None = None,
) -> Replaced:
    """Put the rows of a desk's bundle in the place of its own mirror and of those of the books that it passes on.

    `empty` has for each of these books, `home` too, whether nothing of it stands here yet. Rows of another book are
    quarantined. The rows of a book stand together in each table.
    """
    done = Replaced()
    books = {code: _BookRows(connection, code, empty=nothing) for code, nothing in empty.items()}
    for name, carried in carried_tables().items():
        mark = marks.get(name, "")
        same = mark and before is not None and before.get(name) == mark
        if same and all(book.safe(carried) for book in books.values()):
            for book in books.values():
                book.leave(carried)
            done.changes[name], done.marks[name] = TableChange(), mark
            continue
        change, held = _take_groups(books, home, carried, received.get(name, ()))
        done.changes[name] = change
        done.held += held
        if not held and mark:
            done.marks[name] = mark
    return done


def _take_groups(
    books: Mapping[str, _BookRows], home: str, carried: Carried, rows: Iterable[Row]
) -> tuple[TableChange, list[Held]]:
    whole, held, waiting, first = TableChange(), list[Held](), dict(books), 0
    for code, group in groupby(rows, key=lambda row: row.get(OF) or home):
        piece = list(group)
        book = waiting.pop(code, None) if isinstance(code, str) else None
        if book is None:
            held += [
                Held(carried.name, place, str(row.get("id", "")), STRANGER, "不是本单位下面的账")
                for place, row in enumerate(piece, first)
            ]
        else:
            held += _added(whole, book.take(carried, piece, first))
        first += len(piece)
    for book in waiting.values():
        held += _added(whole, book.take(carried, ()))
    whole.quarantined = len(held)
    return whole, held


def _added(whole: TableChange, taken: tuple[TableChange, list[Held]]) -> list[Held]:
    change, held = taken
    whole.added += change.added
    whole.changed += change.changed
    whole.removed += change.removed
    return held


class _BookRows:
    """The mirror of one book while a bundle takes its place: which ids stand, and which tables lost rows."""

    def __init__(self, connection: Connection, book_code: str, *, empty: bool) -> None:
        self._connection, self._book_code, self._empty = connection, book_code, empty
        self._accepted: dict[str, Callable[[], set[str]]] = {}
        self._lost: set[str] = set()  # tables that no longer hold every row they held before

    def safe(self, carried: Carried) -> bool:
        """Whether no row of this table can have lost the row it hangs on."""
        return not any(parent in self._lost for _, parent in carried.parents)

    def leave(self, carried: Carried) -> None:
        """The table stays as it is."""
        self._accepted[carried.name] = cache(self._mirror(carried).ids)

    def take(self, carried: Carried, rows: Iterable[Row], first: int = 0) -> tuple[TableChange, list[Held]]:
        """Bring the table to these rows; `first` is the place of the first one in its member."""
        judge = _Judge(carried, {parent: self._accepted[parent]() for _, parent in carried.parents})
        judged = _judge(judge, rows)
        change = self._mirror(carried).replace(rows, judged)
        if change.removed:
            self._lost.add(carried.name)
        self._accepted[carried.name] = judged.get_ids
        held = judged.held if not first else [replace(one, place=one.place + first) for one in judged.held]
        return change, held

    def _mirror(self, carried: Carried) -> _MirrorTable:
        return _MirrorTable(self._connection, carried, self._book_code, empty=self._empty)


def _judge(judge: _Judge, rows: Iterable[Row]) -> _Judged:
    for first, piece in _pieces(rows):
        if not judge.take_all(piece):
            judge.judged.plain = False
            for place, row in enumerate(piece, first):
                judge.take_one(place, row)
    return judge.judged


class _Judge:
    """Looks at the rows of one table, in their order."""

    def __init__(self, carried: Carried, parents: Mapping[str, set[str]]) -> None:
        self.judged = _Judged()
        self._carried = carried
        self._parents = parents
        self._taken: dict[tuple[str, ...], set[Any]] = {names: set() for names in carried.unique}

    def take_all(self, piece: list[Row]) -> bool:
        """Accept a piece as a whole, where nothing at all is wrong with it."""
        if not fit(self._carried, piece):
            return False
        for name, parent in self._carried.parents:
            if not {row[name] for row in piece} - {None} <= self._parents[parent]:
                return False
        ids = {row["id"] for row in piece}
        if len(ids) < len(piece) or ids & self.judged.ids:
            return False
        fresh = {names: {_values_of(row, names) for row in piece} for names in self._taken}
        if any(len(values) < len(piece) or values & self._taken[names] for names, values in fresh.items()):
            return False
        self.judged.ids |= ids
        for names, values in fresh.items():
            self._taken[names] |= values
        return True

    def take_one(self, place: int, row: Row) -> None:
        """Accept a row, or put it into quarantine."""
        row_id = row.get("id")
        found = self._fault(row)
        if found is not None:
            (code, reason), because_of = found
            shown = row_id if isinstance(row_id, str) and code != NO_ID else ""
            self.judged.held.append(Held(self._carried.name, place, shown, code, reason, because_of))
            return
        self.judged.ids.add(str(row_id))
        for names, values in self._taken.items():
            values.add(_values_of(row, names))

    def _fault(self, row: Row) -> tuple[Fault, str] | None:
        """What is wrong with a row, and the row it hangs on, if it is that one."""
        if fault := row_fault(self._carried, row):
            return fault, ""
        if row["id"] in self.judged.ids:
            return (TWICE, "同一编号出现两次"), ""
        for names, values in self._taken.items():
            if _values_of(row, names) in values and None not in _values_of(row, names):
                return (SAME_NUMBER, f"{'、'.join(self._words(names))}与另一行相同"), ""
        for name, parent in self._carried.parents:
            reference = row.get(name)
            if reference is not None and reference not in self._parents[parent]:
                return (HANGS_ON, f"它所属的{table_word(parent)}没有接收"), f"{parent}/{reference}"
        return None

    def _words(self, names: tuple[str, ...]) -> list[str]:
        return [column_word(self._carried.name, name) for name in names]


def _values_of(row: Row, names: tuple[str, ...]) -> Values:
    return tuple(row.get(name) for name in names)


def _pieces(rows: Iterable[Row]) -> Iterator[tuple[int, list[Row]]]:
    source, first = iter(rows), 0
    while piece := list(islice(source, _AT_ONCE)):
        yield first, piece
        first += len(piece)


_ADDING: dict[tuple[str, str], str] = {}  # the statement that adds a row, by table and database


@cache
def _loose(carried: Carried) -> TableClause:
    return table(carried.name, *(column(name) for name in ("book_code", "removed", *carried.columns)))


@cache
def _ids(carried: Carried) -> Select[tuple[Any]]:
    loose = _loose(carried)
    return select(loose.c.id).where(loose.c.book_code == bindparam("own"))


class _MirrorTable:
    """The rows of one book in one table, as the database stores them: days as ISO text, truth as 0 and 1.

    Columns go without their types here, because the rows come as JSON and need no Python values in between.
    """

    def __init__(self, connection: Connection, carried: Carried, book_code: str, *, empty: bool) -> None:
        self._connection = connection
        self._carried = carried
        self._book_code = book_code
        self._empty = empty
        self._table = _loose(carried)
        self._own = self._table.c.book_code == book_code

    def ids(self) -> set[str]:
        """The ids of all rows that stand in the mirror."""
        if self._empty:
            return set()
        return set(self._connection.execute(_ids(self._carried), {"own": self._book_code}).scalars())

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
