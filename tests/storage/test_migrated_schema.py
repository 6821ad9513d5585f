"""A book that was brought up has the tables, columns, keys and indexes of one that is made today."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from app.storage.engine import SCHEMA_VERSION, connect
from tests.helpers.books import new_book, reopened
from tests.helpers.golden_book import BOOKS


def shape(connection: sqlcipher.Connection) -> dict[str, Any]:
    """Columns by name (an added one stands last), foreign keys and indexes of every table, and its triggers."""

    def asked(question: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.execute(question).fetchall()]

    tables = [name for (name,) in asked("SELECT name FROM sqlite_master WHERE type = 'table'")]
    told: dict[str, Any] = {
        "triggers": sorted(asked("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"))
    }
    for table in tables:
        indexes = asked(f"SELECT name, \"unique\", partial FROM pragma_index_list('{table}')")
        told[table] = {
            "columns": sorted(asked(f"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{table}')")),
            "parents": sorted(asked(f'SELECT "from", "table", "to" FROM pragma_foreign_key_list(\'{table}\')')),
            "indexes": sorted(
                (unique, partial, tuple(column for (column,) in asked(f"SELECT name FROM pragma_index_info('{name}')")))
                for name, unique, partial in indexes
            ),
        }
    return told


def test_a_book_of_the_first_schema_becomes_what_a_new_book_is(tmp_path: Path) -> None:
    shutil.copytree(BOOKS / "schema-1", tmp_path / "old")
    with new_book(tmp_path / "new") as made, closing(connect(made.places.book, made.key)) as connection:
        expected = shape(connection)

    with reopened(tmp_path / "old") as book, closing(connect(book.places.book, book.key)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        found = shape(connection)

    assert version == SCHEMA_VERSION
    assert sorted(found) == sorted(expected)
    assert {table: found[table] for table in found if found[table] != expected[table]} == {}
