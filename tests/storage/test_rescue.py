"""Rescue: what still reads of a damaged book, and what the journal still knows of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import BookExistsError, DamagedBookError
from app.models import Household, Member
from app.storage.book import Book, open_book
from app.storage.integrity import verify
from app.storage.rescue import rescue
from app.storage.restore import restore
from tests.helpers.books import PASSWORD, new_book, reopened

PAGE = 4096


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed book of 300 households with a member each."""
    with new_book(tmp_path / "账本") as book, book.write("登记农户") as session:
        for number in range(300):
            household = Household(book_code=book.code, village_code=book.code, number=f"H{number:03d}")
            session.add(household)
            session.flush()
            session.add(Member(book_code=book.code, household_id=household.id, name=f"人{number:03d}"))
    return tmp_path / "账本"


def root_page(book: Book, table: str) -> int:
    """The page that leads to all others of a table (the first page of a file is 1)."""
    with book.pause_writing() as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return int(root)


def damage(folder: Path, *pages: int) -> None:
    data = bytearray((folder / "book.db").read_bytes())
    for page in pages:
        data[(page - 1) * PAGE + 777] ^= 1
    (folder / "book.db").write_bytes(data)


def counted(folder: Path) -> tuple[int, int]:
    with reopened(folder) as book, book.read() as session:
        return session.query(Household).count(), session.query(Member).count()


def test_a_whole_book_is_rescued_whole(folder: Path, tmp_path: Path) -> None:
    found = rescue(folder, PASSWORD, tmp_path / "救回")

    assert found.damaged_tables == ()
    assert found.from_journal == 0
    with reopened(tmp_path / "救回") as book:
        assert [check.name for check in verify(book) if not check.ok] == []


def test_rows_of_damaged_pages_come_back_from_the_journal(folder: Path, tmp_path: Path) -> None:
    size = (folder / "book.db").stat().st_size // PAGE
    rescued = 0
    for page in range(2, size + 1, 17):
        whole = (folder / "book.db").read_bytes()
        damage(folder, page)
        to = tmp_path / f"救回-{page}"
        try:
            found = rescue(folder, PASSWORD, to)
        except DamagedBookError:  # the page that names the book
            continue
        finally:
            (folder / "book.db").write_bytes(whole)
        households, members = counted(to)
        if "journal" not in found.damaged_tables:
            assert (households, members) == (300, 300), page
        rescued += 1

    assert rescued > 3


def test_a_table_without_its_root_comes_back_from_the_journal(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as book:
        root = root_page(book, "member")
    damage(folder, root)

    found = rescue(folder, PASSWORD, tmp_path / "救回")

    assert found.damaged_tables == ("member",)
    assert found.from_journal == 300
    assert counted(tmp_path / "救回") == (300, 300)


def test_the_damaged_book_is_not_touched(folder: Path, tmp_path: Path) -> None:
    damage(folder, 30)
    before = (folder / "book.db").read_bytes()

    rescue(folder, PASSWORD, tmp_path / "救回")

    assert (folder / "book.db").read_bytes() == before


def test_what_was_rescued_can_take_the_damaged_books_place(folder: Path, tmp_path: Path) -> None:
    with reopened(folder) as book:
        root = root_page(book, "member")
    damage(folder, root)
    rescue(folder, PASSWORD, tmp_path / "救回")

    done = restore(folder, str(tmp_path / "救回"), PASSWORD)

    assert done.set_aside is not None
    assert counted(folder) == (300, 300)


def test_a_book_without_its_first_page_is_beyond_rescue_and_said_so(folder: Path, tmp_path: Path) -> None:
    damage(folder, 1)

    with pytest.raises(DamagedBookError):
        rescue(folder, PASSWORD, tmp_path / "救回")

    assert not (tmp_path / "救回" / "book.db").exists()


def test_rescue_never_writes_over_a_book(folder: Path) -> None:
    with pytest.raises(BookExistsError):
        rescue(folder, PASSWORD, folder)

    open_book(folder, PASSWORD).close()
