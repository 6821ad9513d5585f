"""Which rows travel in a bundle, and own rows on their way out: one member per table, plain JSON values.

The book's code and the tombstones stay at home: `book_code` comes from the sender's card, and a removed row is absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, Table, UniqueConstraint, bindparam, select

from app.models import Base, Row

STAYS_HOME = frozenset({"book_code", "removed"})
OF = "of"  # in a desk's bundle upward: the book that a row is of, where it is not the desk's own
_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Carried:
    """A table that a bundle carries: its columns (the id first) without those that stay at home, and its ties.

    `parents` are (column, table) of each reference within the book; `unique` the columns whose values together no two
    rows of a book may share.
    """

    table: Table
    columns: tuple[str, ...]
    parents: tuple[tuple[str, str], ...]
    unique: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """The table's name, which is the member's too."""
        return self.table.name


@cache
def carried_tables() -> dict[str, Carried]:
    """The tables that a bundle carries, parents before children."""
    names = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row)}
    return {table.name: _carried(table) for table in Base.metadata.sorted_tables if table.name in names}


def own_rows(connection: Connection, book_code: str) -> dict[str, Iterator[dict[str, Any]]]:
    """The present rows of one book by table, in the order of their ids; each table is read as it is asked for."""
    return {name: _rows_of(connection, carried, book_code) for name, carried in carried_tables().items()}


def rows_of_books(connection: Connection, own: str, others: Sequence[str]) -> dict[str, Iterator[dict[str, Any]]]:
    """The present rows of a desk's own book and of those it mirrors, one book after the other in each table.

    A row of another book says in `OF` of which.
    """
    return {
        name: chain(
            _rows_of(connection, carried, own),
            *(_marked(_rows_of(connection, carried, code), code) for code in sorted(others)),
        )
        for name, carried in carried_tables().items()
    }


def _marked(rows: Iterator[dict[str, Any]], code: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        row[OF] = code
        yield row


def _rows_of(connection: Connection, carried: Carried, book_code: str) -> Iterator[dict[str, Any]]:
    days = [name for name in carried.columns if carried.table.c[name].type.python_type is date]
    own = {"own": book_code}
    with connection.execute(_present(carried), own, execution_options={"yield_per": _AT_ONCE}) as result:
        for found in result.mappings():
            row = dict(found)
            for name in days:
                day = row[name]
                row[name] = day.isoformat() if day is not None else None
            yield row


@cache
def _present(carried: Carried) -> Select[Any]:
    table = carried.table
    return (
        select(*(table.c[name] for name in carried.columns))
        .where(table.c.book_code == bindparam("own"), table.c.removed.is_(False))
        .order_by(table.c.id)
    )


def _carried(table: Table) -> Carried:
    return Carried(
        table=table,
        columns=("id", *(column.name for column in table.columns if column.name not in STAYS_HOME | {"id"})),
        parents=tuple(
            (column.name, key.column.table.name)
            for column in table.columns
            for key in column.foreign_keys
            if column.name != "book_code"
        ),
        unique=tuple(sorted(_unique_columns(table))),
    )


def _unique_columns(table: Table) -> set[tuple[str, ...]]:
    together = [tuple(index.columns) for index in table.indexes if index.unique]
    together += [tuple(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    return {tuple(column.name for column in columns if column.name != "book_code") for columns in together}
