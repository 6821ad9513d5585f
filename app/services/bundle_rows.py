"""Which rows travel in a bundle, and own rows on their way out: one member per table, plain JSON values.

The book's code and the tombstones stay at home: `book_code` comes from the sender's card, and a removed row is absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, select

from app.models import Base, Row

STAYS_HOME = frozenset({"book_code", "removed"})
_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Carried:
    """A table that a bundle carries: its columns (the id first) without those that stay at home, and its ties.

    `parents` are (column, table) of each reference within the book; `unique` the columns whose value no two rows of
    a book may share.
    """

    table: Table
    columns: tuple[str, ...]
    parents: tuple[tuple[str, str], ...]
    unique: tuple[str, ...]

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


def _rows_of(connection: Connection, carried: Carried, book_code: str) -> Iterator[dict[str, Any]]:
    table = carried.table
    present = (
        select(*(table.c[name] for name in carried.columns))
        .where(table.c.book_code == book_code, table.c.removed.is_(False))
        .order_by(table.c.id)
    )
    days = [name for name in carried.columns if table.c[name].type.python_type is date]
    with connection.execute(present, execution_options={"yield_per": _AT_ONCE}) as result:
        for found in result.mappings():
            row = dict(found)
            for name in days:
                day = row[name]
                row[name] = day.isoformat() if day is not None else None
            yield row


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


def _unique_columns(table: Table) -> set[str]:
    together = [index.columns for index in table.indexes if index.unique]
    together += [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    return {column.name for columns in together for column in columns if column.name != "book_code"}
