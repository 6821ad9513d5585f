"""What still reads of a damaged book, gathered into a new one beside it; the damaged one is not touched.

Rows are read range by range, halving a range that does not read until the lost rows stand alone. A lost row whose
changes stand in the journal is put together again from there.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.domain.errors import BookExistsError, DamagedBookError
from app.files import disk_faults, make_folder, put_in_place, temporary_name
from app.models import Base
from app.storage.engine import Use, checkpoint, connect, discard, driver_faults
from app.storage.journal_check import fold_journal
from app.storage.key_file import read_key_file, write_key_file
from app.storage.keys import BookKey
from app.storage.new_file import empty_file
from app.storage.opening import Clock, take
from app.storage.places import BookFolder

_MOST_FAILED_READS = 20_000
_LAST_ROWID = 1 << 40


@dataclass(frozen=True, slots=True)
class Rescued:
    """What was gathered in `folder`: rows read, rows put together from the journal, tables where rows are lost."""

    folder: Path
    read: int
    from_journal: int
    damaged_tables: tuple[str, ...]


def rescue(folder: Path, password: str, to: Path, *, clock: Clock = time.time) -> Rescued:
    """Gather what still reads of the closed book in `folder` into a new book in `to`, under the same key.

    The new book opens with the same password and can be put in the damaged one's place by `restore`. Raises the
    errors of opening; DamagedBookError where not even the list of tables reads; BookExistsError for a `to` in use.
    """
    target = BookFolder.at(to)
    if target.book.exists():
        raise BookExistsError(str(target.root))
    taken = take(folder, lambda key_file: key_file.unlock(password), clock)
    temporary = temporary_name(target.book)
    try:
        make_folder(target.root)
        empty_file(temporary, taken.key)
        found = _gather(taken.places, taken.key, temporary)
        write_key_file(target.keys, read_key_file(taken.places.keys))
        with disk_faults(target.book, "账本"):
            put_in_place(temporary, target.book)
        return Rescued(target.root, *found)
    finally:
        discard(temporary)
        taken.lock.release()


def _gather(places: BookFolder, key: BookKey, target: Path) -> tuple[int, int, tuple[str, ...]]:
    read, damaged = 0, []
    with closing(connect(target, key)) as writing, driver_faults(target, key):
        writing.execute("PRAGMA foreign_keys = OFF")  # a child may read whose parent does not
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("DELETE FROM book_secret")
        for table in _tables(places.book, key):
            whole = True
            for rows in _readable(places.book, key, table):
                if rows is None:
                    whole = False
                else:
                    read += _insert(writing, table, rows)
            if not whole:
                damaged.append(table)
        if not writing.execute("SELECT 1 FROM book_info").fetchone():
            raise DamagedBookError(str(places.book))
        from_journal = _rebuild(writing)
        writing.execute("COMMIT")
        checkpoint(writing, target)
    return read, from_journal, tuple(damaged)


def _tables(path: Path, key: BookKey) -> list[str]:
    known = [*Base.metadata.tables, "book_secret"]
    with closing(connect(path, key, Use.READ)) as connection, driver_faults(path, key):
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [name for name in known if name in there]


Rows = tuple[list[str], list[tuple[Any, ...]]]


def _readable(path: Path, key: BookKey, table: str) -> Iterator[Rows | None]:
    """The rows of a table in pieces, None for a piece that does not read."""
    with closing(connect(path, key, Use.READ)) as connection:
        waiting, failed = [(0, _last_rowid(connection, table))], 0
        while waiting:
            low, high = waiting.pop()
            try:
                cursor = connection.execute(
                    f'SELECT rowid AS "rowid", * FROM "{table}" WHERE rowid BETWEEN ? AND ?',  # noqa: S608 - our names
                    (low, high),
                )
                rows = cursor.fetchall()
            except sqlcipher.DatabaseError:
                failed += 1
                if low == high or failed > _MOST_FAILED_READS:
                    yield None
                else:
                    middle = (low + high) // 2
                    waiting += [(middle + 1, high), (low, middle)]
                continue
            if rows:
                yield [column[0] for column in cursor.description], rows


def _last_rowid(connection: sqlcipher.Connection, table: str) -> int:
    try:
        (last,) = connection.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()  # noqa: S608 - our names
    except sqlcipher.DatabaseError:
        return _LAST_ROWID
    return int(last or 0)


def _insert(writing: sqlcipher.Connection, table: str, piece: Rows) -> int:
    columns, rows = piece
    _put(writing, table, columns[1:], [row[1:] for row in rows])
    return len(rows)


def _put(writing: sqlcipher.Connection, table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    writing.executemany(f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - our names


def _rebuild(writing: sqlcipher.Connection) -> int:
    """Put together from the journal what the journal knows and no table has."""
    (own,) = writing.execute("SELECT code FROM book_info").fetchone()
    folded = fold_journal(writing)
    made = 0
    for table, row_id in ((table, row_id) for table, rows in folded.rows.items() for row_id in rows):
        there = writing.execute(
            f'SELECT 1 FROM "{table}" WHERE book_code = ? AND id = ?',  # noqa: S608 - our names
            (own, row_id),
        ).fetchone()
        if there or (table, row_id) in folded.silent:
            continue
        entries = 'SELECT count(*), max(seq) FROM journal WHERE "table" = ? AND row_id = ?'
        rev, last = writing.execute(entries, (table, row_id)).fetchone()
        at, who = writing.execute("SELECT at, who FROM journal WHERE seq = ?", (last,)).fetchone()
        stamp = {"book_code": own, "id": row_id, "rev": rev, "entered_at": at, "entered_by": who}
        row = {**_empty_row(table), **folded.values(table, row_id), **stamp}
        try:
            _put(writing, table, list(row), [tuple(row.values())])
        except sqlcipher.IntegrityError:
            continue  # the entry that added it is lost too
        made += writing.execute("SELECT changes()").fetchone()[0]
    return made


def _empty_row(table: str) -> dict[str, Any]:
    empty: dict[str, Any] = {}
    for column in Base.metadata.tables[table].columns:
        default = column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
        empty[column.name] = default
    return empty
