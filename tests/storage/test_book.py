"""The open book: one writer, one reader, journalled acts that are whole or not there, one process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy.exc
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select, text

from app.domain.errors import (
    BookExistsError,
    BookOpenElsewhereError,
    DamagedBookError,
    DamagedKeyFileError,
    DiskFullError,
    ForeignFileError,
    KnownError,
    NewerBookError,
    NoBookError,
    RefusedError,
    WeakPasswordError,
    WrongPasswordError,
)
from app.models import Household, JournalEntry
from app.storage.book import Book, create_book, open_book
from app.storage.engine import connect
from app.storage.keys import BookKey
from tests.helpers.books import CHEAP, PASSWORD, VILLAGE, new_book, reopened

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "账本 一"


@pytest.fixture
def book(folder: Path) -> Iterator[Book]:
    with new_book(folder) as book:
        yield book


def household(book: Book, number: str) -> Household:
    return Household(book_code=book.code, village_code=book.code, number=number)


def count(book: Book) -> int:
    with book.read() as session:
        return len(session.scalars(select(Household)).all())


# --- making ---


def test_a_new_book_says_what_it_is(book: Book, folder: Path) -> None:
    assert (book.code, book.name, book.role, book.officer) == ("511724100203", "柳树沟村", "village", "李守信")
    assert book.info.pack_id == "national-2021"
    assert book.folder == folder


def test_a_book_is_never_made_over_another(book: Book, folder: Path) -> None:
    book.close()

    with pytest.raises(BookExistsError):
        new_book(folder)

    reopened(folder).close()


def test_nothing_is_made_for_a_weak_password(folder: Path) -> None:
    with pytest.raises(WeakPasswordError):
        create_book(folder, "short", VILLAGE, cost=CHEAP)

    assert not folder.exists()


def test_first_rows_that_fail_leave_no_book(folder: Path) -> None:
    def refuse(_: object) -> None:
        raise RefusedError("不合规定")

    with pytest.raises(RefusedError):
        create_book(folder, PASSWORD, VILLAGE, fill=refuse, cost=CHEAP)

    assert [path.name for path in folder.iterdir()] == ["book.lock"]
    new_book(folder).close()


def test_keys_left_from_a_book_that_was_moved_away_are_kept(book: Book, folder: Path, tmp_path: Path) -> None:
    book.close()
    keys = (folder / "book.key").read_bytes()
    (folder / "book.db").rename(tmp_path / "moved.db")

    new_book(folder).close()

    assert [path.read_bytes() for path in (folder / "set-aside").glob("*/book.key")] == [keys]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_only_the_owner_may_read_the_files(book: Book, folder: Path) -> None:
    book.close()

    assert folder.stat().st_mode & 0o077 == 0
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


# --- acts ---


def test_an_act_is_journalled_with_who_when_and_what(book: Book) -> None:
    moment = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)

    with book.write("登记农户", now=moment) as session:
        session.add(household(book, "H1"))

    with book.read() as session:
        entry = session.scalars(select(JournalEntry)).one()
        assert (entry.act, entry.who, entry.at) == ("登记农户", "李守信", "2026-11-20T09:30:00+08:00")


def test_an_act_that_fails_leaves_nothing(book: Book) -> None:
    def enter_and_fail() -> None:
        with book.write("登记农户") as session:
            session.add(household(book, "H1"))
            session.flush()
            raise RefusedError("不合规定")

    with pytest.raises(RefusedError):
        enter_and_fail()

    assert count(book) == 0
    with book.read() as session:
        assert session.scalars(select(JournalEntry)).all() == []
    with book.write("再来") as session:
        session.add(household(book, "H1"))
    assert count(book) == 1


def test_an_act_inside_an_act_is_a_bug_and_said_at_once(book: Book) -> None:
    with book.write("一") as session:
        session.add(household(book, "H1"))
        with pytest.raises(RuntimeError, match="act inside an act"), book.write("二"):
            pass

    assert count(book) == 1


def test_the_reader_cannot_change_anything(book: Book) -> None:
    with book.read() as session, pytest.raises(sqlalchemy.exc.OperationalError, match="readonly"):
        session.execute(text("DELETE FROM household"))


def test_a_read_inside_a_read_is_the_same_view(book: Book) -> None:
    with book.read() as outer, book.read() as inner:
        assert inner is outer


def test_a_view_does_not_change_while_somebody_enters(book: Book) -> None:
    with book.read() as session:
        before = len(session.scalars(select(Household)).all())
        with book.write("登记农户") as writing:
            writing.add(household(book, "H1"))
        again = len(session.scalars(select(Household)).all())

    assert (before, again) == (0, 0)
    assert count(book) == 1


def test_many_threads_enter_one_after_the_other_while_others_read(book: Book) -> None:
    failures: list[BaseException] = []

    def enter(start: int) -> None:
        try:
            for number in range(start, start + 10):
                with book.write("登记农户") as session:
                    session.add(household(book, f"H{number}"))
        except BaseException as error:
            failures.append(error)

    def look() -> None:
        try:
            seen = [count(book) for _ in range(20)]
            assert seen == sorted(seen)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=enter, args=(start,)) for start in (0, 100, 200)]
    threads += [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failures == []
    assert count(book) == 30


def test_pages_live_while_a_long_act_is_under_way(book: Book) -> None:
    entered, seen = threading.Event(), threading.Event()

    def look() -> None:
        entered.wait(10)
        assert count(book) == 0
        seen.set()

    thread = threading.Thread(target=look)
    thread.start()
    with book.write("导入") as session:
        session.add(household(book, "H1"))
        session.flush()
        entered.set()
        assert seen.wait(10)
    thread.join(10)


def test_what_was_entered_is_there_after_reopening_and_the_log_is_brought_in(book: Book, folder: Path) -> None:
    with book.write("登记农户") as session:
        session.add(household(book, "H1"))

    book.close()
    book.close()

    assert not (folder / "book.db-wal").exists()
    with reopened(folder) as again:
        assert count(again) == 1


def test_every_safety_switch_is_on(book: Book) -> None:
    def switch(session: object, name: str) -> object:
        return session.execute(text(f"PRAGMA {name}")).scalar()  # type: ignore[attr-defined]

    with book.write("看一看") as session:
        assert switch(session, "foreign_keys") == 1
        assert switch(session, "synchronous") == 2
        assert switch(session, "journal_mode") == "wal"
        assert switch(session, "temp_store") == 2
        assert switch(session, "trusted_schema") == 0
    with book.read() as session:
        assert switch(session, "query_only") == 1


def test_a_full_disk_in_the_middle_of_an_act_is_said_and_leaves_the_book_whole(book: Book) -> None:
    with book.pause_writing() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    def enter_much() -> None:
        with book.write("导入") as session:
            session.add_all([household(book, f"H{number}") for number in range(500)])

    with pytest.raises(DiskFullError):
        enter_much()

    with book.pause_writing() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert count(book) == 0
    enter_much()
    assert count(book) == 500


def test_a_broken_rule_of_the_schema_is_a_bug_and_names_nobody(book: Book) -> None:
    def twice() -> None:
        with book.write("登记农户") as session:
            first = household(book, "钱百万")
            session.add(first)
            session.flush()
            session.execute(
                text("INSERT INTO household SELECT * FROM household WHERE number = :number"), {"number": "钱百万"}
            )

    with pytest.raises(sqlalchemy.exc.IntegrityError) as raised:
        twice()

    assert "钱百万" not in str(raised.value)


# --- one process ---


def test_a_second_start_here_is_told_that_the_book_is_open(book: Book, folder: Path) -> None:
    with pytest.raises(BookOpenElsewhereError):
        reopened(folder)


def test_a_second_process_is_told_too_and_the_lock_dies_with_the_first(book: Book, folder: Path) -> None:
    book.close()
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from tests.helpers.books import reopened\n"
            "book = reopened(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()",
            str(folder),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == b"open"

    try:
        with pytest.raises(BookOpenElsewhereError):
            reopened(folder)
    finally:
        holder.kill()
        holder.wait(10)
        holder.stdin.close()
        holder.stdout.close()

    reopened(folder).close()


def test_another_program_writing_in_the_file_is_told_apart_from_damage(book: Book) -> None:
    stranger = connect(book.places.book, book.key)
    stranger.execute("BEGIN IMMEDIATE")
    try:
        with book.pause_writing() as connection:
            connection.execute("PRAGMA busy_timeout = 10")

        def enter() -> None:
            with book.write("登记农户") as session:
                session.add(household(book, "H1"))

        with pytest.raises(BookOpenElsewhereError):
            enter()
    finally:
        stranger.close()


# --- six troubles of opening ---


def junk(folder: Path) -> None:
    (folder / "book.db").write_bytes(os.urandom(8 * 4096))


def plain_sqlite(folder: Path) -> None:
    (folder / "book.db").unlink()
    connection = sqlcipher.connect(str(folder / "book.db"))
    connection.execute("CREATE TABLE book_info (x)")
    connection.commit()
    connection.close()


def another_key(folder: Path) -> None:
    new_book(folder.parent / "别的").close()
    (folder / "book.db").write_bytes((folder.parent / "别的" / "book.db").read_bytes())


def empty(folder: Path) -> None:
    (folder / "book.db").write_bytes(b"")


def short(folder: Path) -> None:
    (folder / "book.db").write_bytes((folder / "book.db").read_bytes()[:10])


def gone(folder: Path) -> None:
    (folder / "book.db").unlink()


def first_page(folder: Path) -> None:
    data = bytearray((folder / "book.db").read_bytes())
    data[500] ^= 1
    (folder / "book.db").write_bytes(data)


def no_keys(folder: Path) -> None:
    for name in ("book.key", "book.key.copy"):
        (folder / name).unlink()


def from_the_future(folder: Path) -> None:
    with reopened(folder) as book, book.pause_writing() as connection:
        connection.execute("PRAGMA user_version = 77")


def other_program(folder: Path) -> None:
    with reopened(folder) as book, book.pause_writing() as connection:
        connection.execute("PRAGMA application_id = 77")


def no_rows(folder: Path) -> None:
    with reopened(folder) as book, book.pause_writing() as connection:
        connection.execute("DELETE FROM book_info")


def everything_gone(folder: Path) -> None:
    no_keys(folder)
    gone(folder)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (junk, ForeignFileError),
        (plain_sqlite, ForeignFileError),
        (another_key, ForeignFileError),
        (other_program, ForeignFileError),
        (empty, DamagedBookError),
        (short, DamagedBookError),
        (gone, DamagedBookError),
        (first_page, DamagedBookError),
        (no_rows, DamagedBookError),
        (no_keys, DamagedKeyFileError),
        (from_the_future, NewerBookError),
        (everything_gone, NoBookError),
    ],
)
def test_each_trouble_of_opening_has_its_own_error_and_changes_nothing(
    book: Book, folder: Path, spoil: Callable[[Path], None], error: type[KnownError]
) -> None:
    book.close()
    spoil(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "book.lock"}

    with pytest.raises(error):
        reopened(folder)

    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "book.lock"}
    assert after == before


def test_a_wrong_password_is_not_taken_for_damage(book: Book, folder: Path) -> None:
    book.close()

    with pytest.raises(WrongPasswordError):
        open_book(folder, "不是这个密码吧")


def test_a_flip_in_the_salt_at_the_head_of_the_file_is_no_obstacle(book: Book, folder: Path) -> None:
    book.close()
    data = bytearray((folder / "book.db").read_bytes())
    data[3] ^= 1
    (folder / "book.db").write_bytes(data)

    reopened(folder).close()


def test_a_key_of_another_length_is_never_taken_for_a_passphrase() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        BookKey(b"short")


def test_the_key_does_not_show_in_a_log(book: Book) -> None:
    assert book.key.secret.hex() not in repr(book.key)
    assert repr(book.key) == "BookKey(…)"


def test_confirming_the_password_counts_wrong_tries(book: Book) -> None:
    book.confirm_password(PASSWORD)
    with pytest.raises(WrongPasswordError):
        book.confirm_password("不是这个密码吧")
    assert book.places.tries.exists()
