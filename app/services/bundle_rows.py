"""Rows of the book to rows of a bundle and back: one member per table, plain JSON values, own rows only.

The book's code and the tombstones stay at home: `book_code` comes from the sender's card, and a removed row is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

from app.models import Base, Row

SCHEMA_VERSION = 1
_STAYS_HOME = frozenset({"book_code", "removed"})
_JSON_TYPES: dict[type, tuple[type, ...]] = {bool: (bool,), int: (int,), str: (str,), date: (str,)}
MAX_TEXT = 100_000


def bundle_tables() -> dict[str, Table]:
    """The tables that a bundle carries, parents before children."""
    carried = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row)}
    return {table.name: table for table in Base.metadata.sorted_tables if table.name in carried}


def own_rows(connection: Connection, book_code: str) -> dict[str, list[dict[str, Any]]]:
    """All present rows of one book, by table, in the order of their ids."""
    return {
        name: [
            {key: _plain(value) for key, value in row.items() if key not in _STAYS_HOME}
            for row in connection.execute(
                select(table).where(table.c.book_code == book_code, table.c.removed.is_(False)).order_by(table.c.id)
            ).mappings()
        ]
        for name, table in bundle_tables().items()
    }


def row_fault(table: Table, row: Mapping[str, Any]) -> tuple[int, str] | None:
    """(numbered reason, sentence) when a received row does not fit its table; None when it does.

    Unknown fields are left out by `typed`, so that a newer sender's row still fits.
    """
    if not isinstance(row.get("id"), str) or not 1 <= len(row["id"]) <= 64:
        return 101, "没有编号"
    for column in table.columns:
        if column.name in _STAYS_HOME:
            continue
        value = row.get(column.name)
        if value is None:
            if not column.nullable and column.default is None:
                return 102, f"缺少 {column.name}"
            continue
        if fault := _value_fault(column.type.python_type, column.name, value):
            return fault
    return None


def _value_fault(python_type: type, name: str, value: Any) -> tuple[int, str] | None:
    fits = isinstance(value, _JSON_TYPES[python_type]) and (python_type is bool or not isinstance(value, bool))
    if not fits:
        return 103, f"{name} 的类型不对"
    if python_type is int and abs(value) >= 1 << 53:
        return 104, f"{name} 超出范围"
    if python_type is date and _day(value) is None:
        return 105, f"{name} 不是日期"
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return 106, f"{name} 太长"
    return None


def typed(table: Table, row: Mapping[str, Any], book_code: str) -> dict[str, Any]:
    """A received row as the table stores it, under the sender's code; missing values take the column's default."""
    values: dict[str, Any] = {"book_code": book_code, "removed": False}
    for column in table.columns:
        if column.name in _STAYS_HOME:
            continue
        value = row.get(column.name)
        if value is None and not column.nullable:
            value = column.default.arg  # type: ignore[union-attr]
        values[column.name] = _day(value) if column.type.python_type is date and value is not None else value
    return values


def parents_of(table: Table) -> Iterable[tuple[str, str]]:
    """(column, parent table) of each reference within the book."""
    for constraint in table.foreign_key_constraints:
        for element in constraint.elements:
            if element.parent.name != "book_code":
                yield element.parent.name, element.column.table.name


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
