"""The file of a new book: schema, the one row that names it, and its first rows, finished before it gets its name."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from app.files import temporary_name
from app.models import Base, BookInfo
from app.models.ids import new_id
from app.models.journal import Act
from app.models.search_index import make_search_index
from app.storage.engine import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    Use,
    book_engine,
    checkpoint,
    connect,
    discard,
    driver_faults,
)
from app.storage.keys import KEY_BYTES, BookKey
from app.storage.session import BookSession

# Not a row of the book: it is neither journalled nor sent.
SECRETS = "CREATE TABLE book_secret (name VARCHAR NOT NULL PRIMARY KEY, value BLOB NOT NULL)"
SEAL = "seal"
Fill = Callable[[Session], None]


@dataclass(frozen=True, slots=True)
class NewBook:
    """What a new book is called: `role` is village or township, `code` its 12 digits."""

    code: str
    name: str
    role: str
    officer: str
    pack_id: str
    practice: bool = False


def make_file(path: Path, key: BookKey, new: NewBook, book_id: str, fill: Fill | None, moment: datetime) -> Path:
    """Make the whole book under a temporary name beside `path` and answer that name; the caller puts it in place."""
    temporary = temporary_name(path)
    try:
        empty_file(temporary, key)
        engine = book_engine(temporary, key)
        try:
            _first_rows(engine, new, book_id, fill, moment.isoformat(timespec="seconds"))
            _bring_in_log(engine, temporary, key)
        finally:
            engine.dispose()
    except BaseException:
        discard(temporary)
        raise
    return temporary


def empty_file(path: Path, key: BookKey) -> None:
    """A file with all tables and no row in it."""
    connect(path, key, Use.MAKE).close()
    engine = book_engine(path, key)
    try:
        with engine.begin() as connection:
            make_schema(connection)
        _bring_in_log(engine, path, key)
    finally:
        engine.dispose()


def make_schema(connection: Connection) -> None:
    """The tables of this program's schema, and the marks of a book."""
    Base.metadata.create_all(connection)
    connection.exec_driver_sql(SECRETS)
    make_search_index(connection)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _first_rows(engine: Engine, new: NewBook, book_id: str, fill: Fill | None, stamp: str) -> None:
    with BookSession(engine) as session:
        session.enter(Act(id=new_id(), name="新建账本", who=new.officer, at=stamp), new.code)
        session.add(
            BookInfo(
                book_id=book_id,
                code=new.code,
                role=new.role,
                name=new.name,
                officer=new.officer,
                pack_id=new.pack_id,
                created_at=stamp,
                practice=new.practice,
                device_id=secrets.token_hex(8),
                epoch_id=secrets.token_hex(16),
            )
        )
        secret = {"name": SEAL, "value": secrets.token_bytes(KEY_BYTES)}
        session.execute(text("INSERT INTO book_secret (name, value) VALUES (:name, :value)"), secret)
        if fill is not None:
            fill(session)
        session.commit()


def _bring_in_log(engine: Engine, path: Path, key: BookKey) -> None:
    with driver_faults(path, key):
        pooled = engine.raw_connection()
        try:
            checkpoint(pooled.driver_connection, path)
        finally:
            pooled.close()
