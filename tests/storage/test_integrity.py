"""verify: what it finds in a book, and what it says of a whole one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.errors import WrongPasswordError
from app.models import Household, Member
from app.services.search import search
from app.storage.book import Book
from app.storage.integrity import Check, first_failure, passed, verify, verify_closed
from tests.helpers.books import PASSWORD, new_book, reopened

PAGE = 4096


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path / "账本") as book:
        enter_households(book, 1, 40)
        yield book


def enter_households(book: Book, first: int, last: int) -> None:
    with book.write("记农户") as session:
        for number in range(first, last + 1):
            household = Household(book_code=book.code, village_code=book.code, number=f"H{number:04d}")
            session.add(household)
            session.flush()
            session.add(Member(book_code=book.code, household_id=household.id, name=f"赵{number}"))


def named(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)


def past_the_journal(book: Book, statement: str) -> None:
    """Change rows as somebody with the password and a tool would."""
    with book.pause_writing() as connection:
        connection.execute(statement)


def test_a_whole_book_passes_every_check(book: Book) -> None:
    checks = verify(book)

    assert [check.name for check in checks] == ["key", "pages", "book", "schema", "journal", "rows", "money", "search"]
    assert passed(checks), first_failure(checks)
    assert "80 条记录" in named(checks, "rows").text


def test_a_change_by_the_book_itself_keeps_rows_and_journal_together(book: Book) -> None:
    with book.write("改电话") as session:
        household = session.query(Household).filter_by(number="H0007").one()
        household.phone = "13900000007"
        household.phone_verified_on = date(2026, 11, 20)
    with book.write("删农户") as session:
        session.query(Household).filter_by(number="H0008").one().removed = True

    checks = verify(book)

    assert passed(checks), first_failure(checks)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE household SET phone = '1' WHERE number = 'H0003'", {"rows"}),
        ("UPDATE household SET number = 'X' WHERE number = 'H0003'", {"rows"}),
        ("DELETE FROM member WHERE name = '赵5'", {"rows"}),
        ("UPDATE household SET id = 'x' WHERE number = 'H0003'", {"schema"}),
        ("UPDATE member SET id = 'x' WHERE name = '赵5'", {"rows", "search"}),
        ("UPDATE journal SET who = '别人' WHERE seq = 5", {"journal"}),
        ("UPDATE journal SET changes = '{}' WHERE seq = 5", {"journal", "rows"}),
        ("DELETE FROM journal WHERE seq = 5", {"journal", "rows"}),
        ("DELETE FROM journal WHERE seq = 80", {"rows"}),
        ("UPDATE journal SET seq = 1000 WHERE seq = 5", {"journal"}),
        ("PRAGMA user_version = 0", {"book"}),
        ("PRAGMA application_id = 7", {"book"}),
        ("DROP TABLE visit", {"schema"}),
        ("UPDATE household SET income_per_head_fen = 12.5 WHERE number = 'H0003'", {"rows", "money"}),
    ],
)  # fmt: skip
def test_a_change_past_the_journal_is_found(book: Book, statement: str, broken: set[str]) -> None:
    past_the_journal(book, "PRAGMA foreign_keys = OFF")
    past_the_journal(book, statement)

    checks = verify(book)

    assert {check.name for check in checks if not check.ok} == broken


def test_an_old_page_put_back_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "账本"
    book = new_book(folder)
    enter_households(book, 1, 40)
    book.close()
    before = (folder / "book.db").read_bytes()
    book = reopened(folder)
    with book.write("改名字") as session:
        for member in session.query(Member).all():
            member.name = member.name + "改"
    book.close()
    now = _whole_story(folder)
    after = (folder / "book.db").read_bytes()
    found = []

    for start in range(0, len(before), PAGE):
        old = before[start : start + PAGE]
        if old != after[start : start + PAGE]:
            (folder / "book.db").write_bytes(after[:start] + old + after[start + PAGE :])
            found.append(not passed(verify_closed(folder, PASSWORD)) or _whole_story(folder) == now)

    assert len(found) > 3
    assert all(found)


def _whole_story(folder: Path) -> list[object]:
    """Every row and what each name finds: a page of free space or of counts that was put back changes none of it."""
    with reopened(folder) as book, book.read() as session:
        people = session.query(Member).order_by(Member.id).all()
        told: list[object] = [(member.id, member.name, member.rev) for member in people]
        told += [[hit.member_id for hit in search(session, member.name)] for member in people]
        return told


def test_a_flipped_byte_in_any_page_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "账本"
    book = new_book(folder)
    enter_households(book, 1, 5)
    book.close()
    whole = (folder / "book.db").read_bytes()

    for start in range(0, len(whole), PAGE):
        damaged = bytearray(whole)
        damaged[start + 100] ^= 0x40
        (folder / "book.db").write_bytes(damaged)

        checks = verify_closed(folder, PASSWORD)

        assert not named(checks, "pages").ok


def test_one_lost_copy_of_the_key_file_is_said_and_then_healed(tmp_path: Path) -> None:
    folder = tmp_path / "账本"
    new_book(folder).close()
    (folder / "book.key").write_bytes(b"")

    reopened(folder).close()

    assert (folder / "book.key").read_bytes() == (folder / "book.key.copy").read_bytes()


def test_an_empty_file_in_place_of_the_book_never_passes(tmp_path: Path) -> None:
    folder = tmp_path / "账本"
    new_book(folder).close()
    (folder / "book.db").write_bytes(b"")

    checks = verify_closed(folder, PASSWORD)

    assert not passed(checks)


def test_verify_asks_the_password(tmp_path: Path) -> None:
    folder = tmp_path / "账本"
    new_book(folder).close()

    with pytest.raises(WrongPasswordError):
        verify_closed(folder, "不是这个密码")


def test_a_book_beside_another_key_is_said_to_be_foreign(tmp_path: Path) -> None:
    one, other = tmp_path / "甲", tmp_path / "乙"
    new_book(one).close()
    new_book(other).close()
    shutil.copy(other / "book.db", one / "book.db")

    checks = verify_closed(one, PASSWORD)

    assert not named(checks, "key").ok
    assert "不是这把钥匙的账本" in named(checks, "pages").text


def test_the_texts_of_verify_name_nobody(book: Book) -> None:
    past_the_journal(book, "UPDATE member SET name = '钱百万'")

    checks = verify(book)

    assert not any("钱百万" in check.text or "赵" in check.text for check in checks)


def test_foreign_keys_are_on(book: Book) -> None:
    with book.read() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
