"""From schema 1 (0.1.0) to schema 2: the plain SQL of its day, never edited once schema 2 is released."""

from __future__ import annotations

import sqlcipher3.dbapi2 as sqlcipher

STATEMENTS: tuple[str, ...] = ()


def to_schema_2(connection: sqlcipher.Connection) -> None:
    """Add what schema 2 knows beyond schema 1; nothing of what stood there changes."""
    for statement in STATEMENTS:
        connection.execute(statement)
