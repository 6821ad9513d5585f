"""Older books: brought to the new schema on a copy, refused when newer, whole after a fault at any step."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import DiskFullError, MigrationError, NewerBookError
from app.models import Household, Member
from app.storage.backup import back_up_file, list_backups
from app.storage.book import CHINA
from app.storage.engine import SCHEMA_VERSION, connect
from app.storage.integrity import pages_damage
from app.storage.keys import BookKey
from app.storage.migrations import STEPS, migrate
from app.storage.places import BookFolder
from tests.helpers.books import new_book, reopened
from tests.helpers.killing import killed_at_line

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=CHINA)
STEPS_TRIED = 2  # of the invented ones below


def household_anew(connection: sqlcipher.Connection) -> None:
    """Make a table anew, as SQLite must for most changes: its children must survive."""
    columns = ", ".join(row[1] for row in connection.execute("PRAGMA table_info(household)"))
    (made_by,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'household'").fetchone()
    connection.execute(made_by.replace("CREATE TABLE household", "CREATE TABLE household_new", 1))
    connection.execute("ALTER TABLE household_new ADD COLUMN dialect VARCHAR NOT NULL DEFAULT ''")
    connection.execute(f"INSERT INTO household_new ({columns}) SELECT {columns} FROM household")
    connection.execute("DROP TABLE household")
    connection.execute("ALTER TABLE household_new RENAME TO household")


def nickname(connection: sqlcipher.Connection) -> None:
    connection.execute("ALTER TABLE member ADD COLUMN nickname VARCHAR NOT NULL DEFAULT ''")
    connection.execute("UPDATE member SET nickname = '小' || name")


NEWER = {SCHEMA_VERSION + 1: household_anew, SCHEMA_VERSION + 2: nickname}
NEWEST = SCHEMA_VERSION + STEPS_TRIED


@pytest.fixture
def closed(tmp_path: Path) -> tuple[BookFolder, BookKey]:
    """A closed book of today's schema with three households, and its key."""
    with new_book(tmp_path / "账本") as book:
        with book.write("记农户") as session:
            for name in ("赵一", "钱二", "孙三"):
                household = Household(book_code=book.code, village_code=book.code, number=name)
                session.add(household)
                session.flush()
                session.add(Member(book_code=book.code, household_id=household.id, name=name))
        return book.places, book.key


def bring_up(places: BookFolder, key: BookKey) -> bool:
    return migrate(places, key, lambda: back_up_file(places, key, "升级之前", NOON), NEWER, NEWEST)


def asked(places: BookFolder, key: BookKey, question: str) -> list[tuple[object, ...]]:
    connection = connect(places.book, key)
    try:
        return list(connection.execute(question).fetchall())
    finally:
        connection.close()


def test_the_steps_lead_from_the_first_schema_to_todays() -> None:
    assert sorted(STEPS) == list(range(2, SCHEMA_VERSION + 1))


def test_an_older_book_is_brought_up_with_everything_in_it(closed: tuple[BookFolder, BookKey]) -> None:
    places, key = closed

    moved = bring_up(places, key)

    assert moved
    assert asked(places, key, "PRAGMA user_version") == [(NEWEST,)]
    assert asked(places, key, "SELECT nickname FROM member ORDER BY name") == [("小孙三",), ("小赵一",), ("小钱二",)]
    assert asked(places, key, "SELECT count(*) FROM household WHERE dialect = ''") == [(3,)]
    assert asked(places, key, "PRAGMA foreign_key_check") == []
    assert [(backup.reason, backup.schema) for backup in list_backups(places.root)] == [("升级之前", SCHEMA_VERSION)]


def test_a_book_of_todays_schema_is_left_alone(closed: tuple[BookFolder, BookKey]) -> None:
    places, key = closed
    bring_up(places, key)
    before = places.book.read_bytes()

    moved = bring_up(places, key)

    assert not moved
    assert places.book.read_bytes() == before


def test_a_newer_book_is_refused_and_left_alone(closed: tuple[BookFolder, BookKey]) -> None:
    places, key = closed
    bring_up(places, key)
    before = places.book.read_bytes()

    with pytest.raises(NewerBookError) as refused:
        reopened(places.root)

    assert (refused.value.found, refused.value.known) == (NEWEST, SCHEMA_VERSION)
    assert places.book.read_bytes() == before


def lose_a_parent(connection: sqlcipher.Connection) -> None:
    connection.execute("DELETE FROM household WHERE number = '赵一'")


def wrong_sql(connection: sqlcipher.Connection) -> None:
    connection.execute("ALTER TABLE no_such_table ADD COLUMN x")


@pytest.mark.parametrize("step", [lose_a_parent, wrong_sql])
def test_a_step_that_fails_leaves_the_old_book(closed: tuple[BookFolder, BookKey], step: object) -> None:
    places, key = closed
    steps = {SCHEMA_VERSION + 1: household_anew, SCHEMA_VERSION + 2: step}

    with pytest.raises(MigrationError):
        migrate(places, key, lambda: None, steps, NEWEST)  # type: ignore[arg-type]

    with reopened(places.root) as book, book.read() as session:
        assert session.query(Household).count() == 3
    assert [path.name for path in places.root.iterdir() if "part" in path.name] == []


def test_no_room_for_the_copy_is_said_and_leaves_the_old_book(closed: tuple[BookFolder, BookKey]) -> None:
    places, key = closed

    def fill_up(connection: sqlcipher.Connection) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.execute("CREATE TABLE filler (x)")
        connection.execute("INSERT INTO filler VALUES (zeroblob(1000000))")

    with pytest.raises(DiskFullError):
        migrate(places, key, lambda: None, {SCHEMA_VERSION + 1: fill_up}, SCHEMA_VERSION + 1)

    assert asked(places, key, "PRAGMA user_version") == [(SCHEMA_VERSION,)]


def whole(places: BookFolder, key: BookKey) -> tuple[object, object]:
    """Schema and number of households of a book that must be whole."""
    connection = connect(places.book, key)
    try:
        assert pages_damage(connection) == ""
    finally:
        connection.close()
    ((version,),) = asked(places, key, "PRAGMA user_version")
    ((count,),) = asked(places, key, "SELECT count(*) FROM household")
    return version, count


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_at_any_line_on_the_way_leaves_the_old_book_or_the_new_one(
    closed: tuple[BookFolder, BookKey], tmp_path: Path
) -> None:
    places, key = closed
    ends = set()

    for lines in range(1, 2000, 23):
        tried = BookFolder(tmp_path / f"kill-{lines}")
        shutil.copytree(places.root, tried.root)
        finished = killed_at_line(partial(bring_up, tried, key), lines)
        version, households = whole(tried, key)
        assert households == 3
        ends.add(version)
        bring_up(tried, key)
        assert whole(tried, key) == (NEWEST, 3)
        if finished:
            break

    assert finished
    assert ends == {SCHEMA_VERSION, NEWEST}
