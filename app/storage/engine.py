"""The one place that opens a book's file, and the one place where the driver's errors become ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from app.domain.errors import (
    BookOpenElsewhereError,
    DamagedBookError,
    DiskFullError,
    DiskTroubleError,
    ForeignFileError,
    KnownError,
    NewerBookError,
    NoAccessError,
    ReadOnlyError,
    StickGoneError,
)
from app.files import disk_faults, free_space, remove, shown, touch_private
from app.storage.keys import SALT_BYTES, BookKey

APPLICATION_ID = 0x48554943  # "HUIC"
SCHEMA_VERSION = 2
WHAT = "账本"
_SMALLEST = 4096
_PLAIN_SQLITE = b"SQLite format 3\0"

_FULL, _READONLY, _IOERR, _CORRUPT, _NOTADB = 13, 8, 10, 11, 26
_BUSY, _LOCKED, _PERM, _CANTOPEN = 5, 6, 3, 14


class Use(Enum):
    """What a connection is for; the values are the parameters of SQLite's address."""

    WRITE = "mode=rw"
    MAKE = "mode=rwc"  # the file may not be there yet
    READ = "mode=rw&"  # beside a writer; WAL needs the shared index even to read
    FROZEN = "mode=ro&immutable=1"  # a file at rest, perhaps on a read-only disk: no log beside it
    COPY = "mode=rwc&"  # the target of a copy: synced as a whole afterwards, so no log and no syncs before


_CODE_OF_MESSAGE = {  # Connection.backup raises errors without a code
    "database or disk is full": _FULL,
    "attempt to write a readonly database": _READONLY,
    "disk I/O error": _IOERR,
    "database disk image is malformed": _CORRUPT,
    "file is not a database": _NOTADB,
    "database is locked": _BUSY,
    "unable to open database file": _CANTOPEN,
}
_LEAST_ROOM = 256 * 1024


def connect(path: Path, key: BookKey, use: Use = Use.WRITE) -> sqlcipher.Connection:
    """A keyed connection in autocommit, with every safety switch on.

    A wrong key shows only when the schema is read, so it is read here. Raises the KnownError of what is wrong.
    """
    with driver_faults(path, key):
        if use in (Use.MAKE, Use.COPY):
            touch_private(path)
        elif path.stat().st_size < _SMALLEST:  # SQLite would make a new book of an empty file
            raise DamagedBookError(str(path))
        address = f"{path.as_uri()}?{use.value}"
        connection = sqlcipher.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=5.0)
        try:
            _switch_on(connection, key, use)
        except BaseException:
            connection.close()
            raise
        return connection


def book_engine(path: Path, key: BookKey, *, read_only: bool = False) -> Engine:
    """The engine over one connection: the writer's transactions begin IMMEDIATE, the reader's can change nothing."""
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, key, Use.READ if read_only else Use.WRITE),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        error = context.original_exception
        if isinstance(error, sqlcipher.Error):
            found = known_driver_error(error, path, key)
            if found is not None and not (read_only and isinstance(found, ReadOnlyError)):  # that one is a bug
                raise found from None

    return engine


def check_identity(connection: sqlcipher.Connection, path: Path, newest: int = SCHEMA_VERSION) -> int:
    """The schema version of an opened book; DamagedBookError, ForeignFileError, NewerBookError.

    An empty file passes every check of SQLite, so the marks of a book must be there.
    """
    with driver_faults(path):
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            raise DamagedBookError(str(path))
        if application_id != APPLICATION_ID:
            raise ForeignFileError(str(path))
        if version > newest:
            raise NewerBookError(version, newest)
        if version < 1 or "book_info" not in tables:
            raise DamagedBookError(str(path))
        if not connection.execute("SELECT 1 FROM book_info").fetchone():
            raise DamagedBookError(str(path))
    return int(version)


def checkpoint(connection: sqlcipher.Connection, path: Path) -> bool:
    """Move the write-ahead log into the book; False where a reader held it back."""
    with driver_faults(path):
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


@contextmanager
def driver_faults(path: Path, key: BookKey | None = None) -> Iterator[None]:
    """Translate the driver's errors inside into ours; errors of our own code pass as they are."""
    try:
        with disk_faults(path, WHAT):
            yield
    except sqlcipher.Error as error:
        found = known_driver_error(error, path, key)
        if found is None:
            raise
        raise found from None


def known_driver_error(error: Exception, path: Path, key: BookKey | None = None) -> KnownError | None:
    """The KnownError for an error of the driver, None where it is a bug of ours (a constraint, wrong SQL)."""
    code = (getattr(error, "sqlite_errorcode", None) or _CODE_OF_MESSAGE.get(str(error), 0)) & 0xFF
    if code in (_IOERR, _CANTOPEN) and _no_room(path):  # the log or its index could not grow
        code = _FULL
    place = shown(path)
    if code == _NOTADB:
        return why_not_a_book(path, key)
    known_codes: dict[int, KnownError] = {
        _CORRUPT: DamagedBookError(place),
        _FULL: DiskFullError(place, WHAT),
        _READONLY: ReadOnlyError(place, WHAT),
        _IOERR: StickGoneError(place, WHAT),
        _BUSY: BookOpenElsewhereError(str(path.parent)),
        _LOCKED: BookOpenElsewhereError(str(path.parent)),
        _PERM: NoAccessError(place, WHAT),
        _CANTOPEN: DiskTroubleError(place, WHAT, getattr(error, "sqlite_errorname", "CANTOPEN")),
    }
    return known_codes.get(code)


def why_not_a_book(path: Path, key: BookKey | None) -> KnownError:
    """A file that does not open: ours by its salt and so damaged, or another's."""
    with disk_faults(path, WHAT), path.open("rb") as file:
        head = file.read(SALT_BYTES)
    if head == _PLAIN_SQLITE:
        return ForeignFileError(str(path))
    if key is None or head == key.salt or len(head) < SALT_BYTES:
        return DamagedBookError(str(path))
    return ForeignFileError(str(path))


def discard(path: Path) -> None:
    """Remove an unfinished book file with its log, if they are there."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        remove(path.with_name(name))


def salt_of(path: Path) -> bytes:
    """The first 16 bytes of a book's file: they tell which key it is under."""
    with disk_faults(path, WHAT), path.open("rb") as file:
        return file.read(SALT_BYTES)


def _no_room(path: Path) -> bool:
    try:
        return free_space(path.parent) < _LEAST_ROOM
    except KnownError:
        return False


def _switch_on(connection: Any, key: BookKey, use: Use) -> None:
    run = connection.execute
    run("PRAGMA cipher_log_level = NONE")
    connection.set_key(key.for_sqlcipher)
    run("PRAGMA temp_store = MEMORY")
    run("PRAGMA foreign_keys = ON")
    run("PRAGMA cell_size_check = ON")
    run("PRAGMA trusted_schema = OFF")
    run("PRAGMA secure_delete = ON")  # what is taken out is overwritten: an erased household leaves no rest in a page
    run("SELECT count(*) FROM sqlite_master").fetchone()
    run("PRAGMA cache_size = -64000")
    if use is Use.COPY:
        run("PRAGMA journal_mode = OFF").fetchone()
        run("PRAGMA synchronous = OFF")
    elif use is not Use.FROZEN:
        run("PRAGMA journal_mode = WAL").fetchone()
        run("PRAGMA synchronous = FULL")
    if use in (Use.READ, Use.FROZEN):
        run("PRAGMA query_only = ON")
