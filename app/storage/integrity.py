"""Is the book whole? Key, pages, marks, schema, journal, rows against the journal, money: one named check each.

SQLCipher's check finds what `quick_check` cannot and the other way round, so both are asked; an exception is damage.
An old page put back passes both and is found where rows and journal no longer tell the same story. A whole old book
put back is consistent in itself: only a head that was handed over before can tell (that is checked where bundles are).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import DamagedBookError, ForeignFileError, KnownError, NewerBookError
from app.models import Base
from app.models.search_index import search_index_apart
from app.storage.book import CHINA, Book
from app.storage.copying import pages_damage
from app.storage.engine import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    Use,
    check_identity,
    checkpoint,
    connect,
    driver_faults,
    salt_of,
)
from app.storage.journal_check import Folded, fold_journal, money_told_twice, rows_apart
from app.storage.key_file import read_key_file
from app.storage.keys import BookKey
from app.storage.new_file import SEAL
from app.storage.opening import Clock, take
from app.storage.surroundings import clock_advice, folder_advice


@dataclass(frozen=True, slots=True)
class Check:
    """One question about the book, whether it holds, and the finding in the officer's words (no personal data)."""

    name: str
    ok: bool
    text: str


def verify(book: Book) -> list[Check]:
    """All checks of an open book; entering waits while the pages are read."""
    with book.pause_writing() as connection:
        checkpoint(connection, book.places.book)
        return verify_file(book.places.book, book.key, book.places.keys)


def verify_closed(folder: Path, password: str, clock: Clock = time.time) -> list[Check]:
    """All checks of a book that may be too damaged to open.

    Raises WrongPasswordError, DamagedKeyFileError, BookOpenElsewhereError, NoBookError as `open_book` does.
    """
    return look_closed(folder, password, clock)[0]


def look_closed(folder: Path, password: str, clock: Clock = time.time) -> tuple[list[Check], list[Check]]:
    """As `verify_closed`, and what is to be said about clock and folder: no fault of the book, so these hold too."""
    taken = take(folder, lambda key_file: key_file.unlock(password), clock)
    try:
        path = taken.places.book
        checks = verify_file(path, taken.key, taken.places.keys)
        newest = _newest_entry(path, taken.key) if passed(checks) else ""
        said = {
            "clock": clock_advice(datetime.fromtimestamp(clock(), CHINA), newest),
            "folder": folder_advice(taken.places.root),
        }
        return checks, [Check(name, True, text) for name, text in said.items() if text]
    finally:
        taken.lock.release()


def verify_file(path: Path, key: BookKey, key_copies: tuple[Path, ...] = ()) -> list[Check]:
    """All checks of one book file under `key`; once it cannot be read at all the later ones are left out."""
    checks = [_ask("key", lambda: _check_key(path, key, key_copies))] if key_copies else []
    with ExitStack() as stack, driver_faults(path, key):
        opened: list[sqlcipher.Connection] = []  # one for all checks, so that each page is read and decrypted once

        def pages() -> tuple[bool, str]:
            opened.append(stack.enter_context(closing(connect(path, key, Use.READ))))
            return _check_pages(opened[0])

        checks.append(_ask("pages", pages))
        if not checks[-1].ok:
            return checks
        return checks + _check_contents(opened[0], path)


def _check_contents(connection: sqlcipher.Connection, path: Path) -> list[Check]:
    checks = [_ask("book", lambda: _check_marks(connection, path))]
    if checks[-1].ok:
        checks.append(_ask("schema", lambda: _check_schema(connection)))
    if checks[-1].ok:
        folded = fold_journal(connection)
        checks.append(_ask("journal", lambda: _check_chain(folded)))
        checks.append(_ask("rows", lambda: rows_apart(connection, folded)))
        checks.append(_ask("money", lambda: money_told_twice(connection, folded)))
        checks.append(_ask("search", lambda: _check_search(connection)))
    return checks


def passed(checks: list[Check]) -> bool:
    """True where every check holds."""
    return all(check.ok for check in checks)


def first_failure(checks: list[Check]) -> str:
    """The text of the first check that failed, empty where all hold."""
    return next((check.text for check in checks if not check.ok), "")


def _ask(name: str, question: Callable[[], tuple[bool, str]]) -> Check:
    try:
        return Check(name, *question())
    except (DamagedBookError, sqlcipher.DatabaseError):
        return Check(name, False, "有的内容读不出来，账本有损坏")
    except (ForeignFileError, NewerBookError) as error:
        return Check(name, False, str(error))


def _check_key(path: Path, key: BookKey, copies: tuple[Path, ...]) -> tuple[bool, str]:
    readable = 0
    for copy in copies:
        try:
            read_key_file([copy], heal=False)
            readable += 1
        except KnownError:
            continue
    if salt_of(path) != key.salt:
        return False, "账本文件的开头与钥匙对不上"
    if readable < len(copies):
        return False, f"钥匙文件 {len(copies)} 份里只有 {readable} 份完好"
    return True, f"钥匙文件 {readable} 份都完好"


def _check_pages(connection: sqlcipher.Connection) -> tuple[bool, str]:
    damage = pages_damage(connection)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    if damage:
        return False, f"账本有损坏的页：{damage[:80]}"
    return True, f"{pages} 页都完好"


def _check_marks(connection: sqlcipher.Connection, path: Path) -> tuple[bool, str]:
    version = check_identity(connection, path)
    return True, f"是惠村账本（标记 {APPLICATION_ID:X}，版本 {version}）"


def _check_schema(connection: sqlcipher.Connection) -> tuple[bool, str]:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < SCHEMA_VERSION:
        return False, f"账本是版本 {version}，打开一次就会升级到 {SCHEMA_VERSION}"
    for table in Base.metadata.sorted_tables:
        there = {row[1] for row in connection.execute(f'PRAGMA table_info("{table.name}")')}
        missing = {column.name for column in table.columns} - there
        if missing:
            return False, f"表 {table.name} 缺少 {'、'.join(sorted(missing))}"
    if not connection.execute("SELECT 1 FROM book_secret WHERE name = ?", (SEAL,)).fetchone():
        return False, "封存扫描件的钥匙不见了"
    loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    if loose:
        return False, f"有 {len(loose)} 条记录找不到它所属的记录"
    return True, f"{len(Base.metadata.tables)} 张表齐全，从属关系完整"


def _check_chain(folded: Folded) -> tuple[bool, str]:
    chain = folded.chain
    if chain.broken_at is not None:
        return False, f"日志第 {chain.broken_at} 条与前一条接不上"
    return True, f"日志 {chain.length} 条首尾相接，末条 {chain.hash[:16]}{folded.told}"


def _newest_entry(path: Path, key: BookKey) -> str:
    with closing(connect(path, key, Use.READ)) as connection, driver_faults(path, key):
        (newest,) = connection.execute("SELECT max(at) FROM journal").fetchone()
    return newest or ""


def _check_search(connection: sqlcipher.Connection) -> tuple[bool, str]:
    connection.execute("PRAGMA query_only = OFF")  # it needs a temporary table, in memory
    try:
        wrong = search_index_apart(connection.execute)
    finally:
        connection.execute("PRAGMA query_only = ON")
    return not wrong, wrong or "搜索与记录一致"
