"""Older books become new ones: numbered, frozen steps on a checked copy that is swapped in.

A step, once released, is never edited: it is plain SQL of its day and knows no row class. The old book stays as a
backup. A crash at any point leaves the old book or the new one, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import DamagedBackupError, DamagedBookError, MigrationError
from app.files import disk_faults, must_remove, put_in_place, sync_file, temporary_name
from app.storage.copying import check_copy, copy_book
from app.storage.engine import SCHEMA_VERSION, WHAT, Use, check_identity, checkpoint, connect, discard, driver_faults
from app.storage.keys import BookKey
from app.storage.places import BookFolder
from app.storage.schema_2 import to_schema_2

Step = Callable[[sqlcipher.Connection], None]

# What brings a book from the version before to this one. Version 1 is the first: such books are made, not migrated.
STEPS: Mapping[int, Step] = {2: to_schema_2}


def migrate(
    places: BookFolder,
    key: BookKey,
    back_up: Callable[[], object],
    steps: Mapping[int, Step] = STEPS,
    newest: int = SCHEMA_VERSION,
) -> bool:
    """Bring the book to the schema of this program; True where it had to. `back_up` keeps the old one.

    Raises NewerBookError, MigrationError (the old book then stands as it was), or what is wrong with book or disk.
    """
    with closing(connect(places.book, key)) as connection:
        found = check_identity(connection, places.book, newest)
        if found == newest:
            return False
        checkpoint(connection, places.book)
    back_up()
    temporary = temporary_name(places.book)
    try:
        copy_book(places.book, key, temporary)
        _run(temporary, key, range(found + 1, newest + 1), steps)
        check_copy(temporary, key, places.book.name, newest=newest)
        with disk_faults(places.book, WHAT):
            sync_file(temporary)
            for companion in places.companions:
                must_remove(companion)
            put_in_place(temporary, places.book)
    except (sqlcipher.Error, DamagedBookError, DamagedBackupError):
        raise MigrationError(found, newest) from None
    finally:
        discard(temporary)
    return True


def _run(path: Path, key: BookKey, versions: range, steps: Mapping[int, Step]) -> None:
    with closing(connect(path, key, Use.COPY)) as connection, driver_faults(path, key):
        connection.execute("PRAGMA foreign_keys = OFF")  # a table made anew must not take its children with it
        connection.execute("BEGIN EXCLUSIVE")
        for version in versions:
            steps[version](connection)
            connection.execute(f"PRAGMA user_version = {version}")
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise DamagedBookError(str(path))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")  # as every book is left, so that opening it writes nothing
