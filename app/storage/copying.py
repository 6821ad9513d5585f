"""A whole copy of a book's file, page by page through the cipher (never a copy of the file), and the check of it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import BackupRefusedError, DamagedBackupError, DamagedBookError, ForeignFileError
from app.files import disk_faults, sync_file
from app.storage.engine import SCHEMA_VERSION, Use, check_identity, connect, driver_faults
from app.storage.keys import BookKey


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a book's file, without personal data; `newest_entry` ISO with offset, or empty."""

    book_id: str
    schema: int
    households: int
    journal_length: int
    newest_entry: str
    epoch_no: int


def copy_book(source: Path, key: BookKey, target: Path, target_key: BookKey | None = None) -> None:
    """Copy a book file, under the same key or another, and sync it; `target` must not be there yet.

    The pages of the source are checked first, because the driver copies a damaged page as an empty one without a
    word. Raises BackupRefusedError for such a source, or the disk's KnownError about the target.
    """
    writing_key = target_key or key
    with closing(connect(source, key, Use.READ)) as reading, closing(connect(target, writing_key, Use.COPY)) as writing:
        if _unread_page(reading):
            raise BackupRefusedError("有的页读不出来")
        try:
            with driver_faults(target, writing_key):
                reading.backup(writing, pages=-1)
        except (DamagedBookError, ForeignFileError):
            raise BackupRefusedError("有的页读不出来") from None
    with disk_faults(target, "备份"):
        sync_file(target)


def check_copy(
    path: Path, key: BookKey, name: str, *, just_made: bool = False, newest: int = SCHEMA_VERSION
) -> Contents:
    """Open the copy and read every page; DamagedBackupError (about `name`) where it is not a whole book.

    A copy that was `just_made` has no pages beyond those that its own tree leads to, so one walk reads them all.
    """
    try:
        with closing(connect(path, key, Use.FROZEN)) as connection, driver_faults(path, key):
            if _broken_tree(connection) or (not just_made and _unread_page(connection)):
                raise DamagedBackupError(name)
            schema = check_identity(connection, path, newest)
            return _contents(connection, schema)
    except (DamagedBookError, ForeignFileError):
        raise DamagedBackupError(name) from None


def pages_damage(connection: sqlcipher.Connection) -> str:
    """What the two page checks say of an open file, empty where all pages are good."""
    return _unread_page(connection) or _broken_tree(connection)


def _unread_page(connection: sqlcipher.Connection) -> str:
    try:
        for (found,) in connection.execute("PRAGMA cipher_integrity_check"):
            return str(found)
    except sqlcipher.DatabaseError as error:
        return str(error)
    return ""


def _broken_tree(connection: sqlcipher.Connection) -> str:
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except (sqlcipher.DatabaseError, TypeError) as error:
        return str(error)
    return "" if found == "ok" else str(found)


def _contents(connection: sqlcipher.Connection, schema: int) -> Contents:
    ask = connection.execute
    book_id, epoch_no = ask("SELECT book_id, epoch_no FROM book_info").fetchone()
    (households,) = ask("SELECT count(*) FROM household WHERE NOT removed").fetchone()
    newest = ask("SELECT seq, at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return Contents(book_id, schema, households, newest[0] if newest else 0, newest[1] if newest else "", epoch_no)
