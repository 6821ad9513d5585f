"""Whose values a row holds: the household that a row belongs to, directly or over the rows it hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select
from sqlalchemy.orm import Session

from app.models.base import Base, Row

InMemory = Callable[[str, str], Row | None]
HOUSEHOLD = "household"
# The columns that lead to a household, the nearest way first.
LINKS = {
    "household_id": "household",
    "member_id": "member",
    "loan_id": "loan",
    "application_id": "application",
    "paper_id": "paper",
    "policy_id": "insurance_policy",
    "pledge_id": "pledge",
    "society_loan_id": "society_loan",
    "title_id": "credit_title",
}
_BY_NUMBER = {"rectification": (("household_number", "household", "number"), ("note_number", "loan", "note_number"))}


class Owners:
    """Finds the household of rows of one book; `in_memory` gives a row that need not be read (by table and id)."""

    def __init__(self, connection: Connection, book_code: str, in_memory: InMemory) -> None:
        self._connection = connection
        self._code = book_code
        self._in_memory = in_memory
        self._known: dict[tuple[str, str], str | None] = {}

    def of(self, table: str, row_id: str, values: Mapping[str, Any]) -> str | None:
        """The id of the household, None for a row of nobody's; `values` are those of the row that are known."""
        if table == HOUSEHOLD:
            return row_id
        if not _ways(table):
            return None
        key = table, row_id
        if key not in self._known:
            ways = _ways(table)
            whole = values if any(values.get(name) for name in ways) else self._stored(table, row_id, ways)
            self._known[key] = self._over_links(table, whole)
        return self._known[key]

    def _over_links(self, table: str, values: Mapping[str, Any]) -> str | None:
        for name in links_of(table):
            if values.get(name):
                found = self.of(LINKS[name], values[name], {})
                if found:
                    return found
        for name, parent, number in _BY_NUMBER.get(table, ()):
            if values.get(name) and (row_id := self._numbered(parent, number, values[name])):
                return self.of(parent, row_id, {})
        return None

    def _stored(self, table: str, row_id: str, ways: tuple[str, ...]) -> Mapping[str, Any]:
        row = self._in_memory(table, row_id)
        if row is not None:
            return {name: getattr(row, name) for name in ways}
        found = self._connection.execute(_way_columns(table), {"own": self._code, "row": row_id}).mappings().first()
        return dict(found) if found else {}

    def _numbered(self, table: str, column: str, number: str) -> str | None:
        parent = Base.metadata.tables[table]
        own = parent.c.book_code == self._code, parent.c[column] == number
        return self._connection.execute(select(parent.c.id).where(*own)).scalar()


@cache
def links_of(table: str) -> tuple[str, ...]:
    """The columns of a table that lead to a household."""
    rows = Base.metadata.tables.get(table)
    if rows is None or "book_code" not in rows.columns:
        return ()
    return tuple(name for name in LINKS if name in rows.columns)


@cache
def _ways(table: str) -> tuple[str, ...]:
    return (*links_of(table), *(name for name, _, _ in _BY_NUMBER.get(table, ())))


@cache
def _way_columns(table: str) -> Select[Any]:
    rows: Table = Base.metadata.tables[table]
    own = rows.c.book_code == bindparam("own"), rows.c.id == bindparam("row")
    return select(*(rows.c[name] for name in _ways(table))).where(*own)


def household_rows(session: Session, book_code: str, household_id: str) -> dict[str, list[str]]:
    """The ids of all rows of a household by table, parents before children, the removed ones too."""
    found: dict[str, list[str]] = {}
    connection = session.connection()
    for table in Base.metadata.sorted_tables:
        if table.name == HOUSEHOLD:
            found[HOUSEHOLD] = [household_id]
        elif ids := _ids_of(connection, table, book_code, found):
            found[table.name] = ids
    return found


def _ids_of(connection: Connection, table: Table, code: str, found: Mapping[str, list[str]]) -> list[str]:
    ids: dict[str, None] = {}
    for name in links_of(table.name):
        for parent in found.get(LINKS[name], ()):
            mine = table.c.book_code == code, table.c[name] == parent
            ids.update(dict.fromkeys(connection.execute(select(table.c.id).where(*mine)).scalars()))
    for name, parent, number in _BY_NUMBER.get(table.name, ()):
        rows = Base.metadata.tables[parent]
        for parent_id in found.get(parent, ()):
            numbers = select(rows.c[number]).where(rows.c.book_code == code, rows.c.id == parent_id)
            mine = table.c.book_code == code, table.c[name] == numbers.scalar_subquery()
            ids.update(dict.fromkeys(connection.execute(select(table.c.id).where(*mine)).scalars()))
    return list(ids)
