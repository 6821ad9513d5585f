"""Unfinished forms: kept without waiting, told as values when something is wrong, gone with their household."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from app.models import Household
from app.services.drafts import clear_drafts, drop_draft, list_drafts, read_draft, save_draft
from app.storage.book import Book
from tests.helpers.books import reopened
from tests.services.conftest import Borrowing

VALUES = {"purpose": "养牛", "amount": Decimal("30000.00"), "spouse": None, "ticked": [True, False]}


def test_a_draft_comes_back_after_a_restart_and_is_dropped_when_saved(borrowing: Borrowing) -> None:
    name = f"apply:{borrowing.household}"

    assert save_draft(borrowing.book, name, {"purpose": "养鸡"}) == ""
    assert save_draft(borrowing.book, name, VALUES) == ""
    borrowing.book.close()

    with reopened(borrowing.book.folder) as again:
        found = read_draft(again, name)
        assert found is not None
        assert found.about == borrowing.household
        assert found.values == {"purpose": "养牛", "amount": "30000.00", "spouse": None, "ticked": [True, False]}
        assert list_drafts(again) == [found]
        drop_draft(again, name)
        assert (read_draft(again, name), list_drafts(again)) == (None, [])


def test_a_lock_waits_neither_for_a_long_import_nor_for_a_page_that_reads(book: Book) -> None:
    kept: list[str] = []
    locking = threading.Thread(target=lambda: kept.append(save_draft(book, "visit:", {"found": "在家"})))

    with book.write("导入名单"), book.read():
        locking.start()
        locking.join(timeout=5)

    assert kept == [""]


def test_a_damaged_draft_is_a_value(book: Book) -> None:
    save_draft(book, "visit:", {"found": "在家"})
    (path,) = book.places.drafts.iterdir()
    path.write_bytes(path.read_bytes()[:-1])

    found = read_draft(book, "visit:")

    assert found is not None
    assert found.damaged
    assert [draft.damaged for draft in list_drafts(book)] == [True]
    assert save_draft(book, "visit:", {"found": "外出"}) == ""
    assert not list_drafts(book)[0].damaged


def test_a_disk_without_room_is_said_and_stops_nothing(book: Book) -> None:
    book.places.drafts.write_bytes(b"a file where the folder should be")

    assert save_draft(book, "visit:", {"found": "在家"}).endswith("。")
    assert (read_draft(book, "visit:"), list_drafts(book), clear_drafts(book)) == (None, [], 0)


@pytest.mark.parametrize("about", ["household", "note", "row"])
def test_a_draft_goes_with_what_it_was_for(borrowing: Borrowing, about: str) -> None:
    book = borrowing.book
    with book.read() as session:
        row = session.query(Household).one()
    save_draft(book, "visit:" + {"household": borrowing.household, "note": borrowing.note, "row": row.id}[about], {})
    save_draft(book, "visit:H-gone", {})
    save_draft(book, "new household", {})

    assert clear_drafts(book) == 1

    assert len(list_drafts(book)) == 2
    if about != "note":
        with book.write("删农户") as session:
            session.query(Household).one().removed = True
        assert clear_drafts(book) == 1


def test_a_form_nobody_came_back_to_goes_after_a_season(book: Book) -> None:
    save_draft(book, "new household", {})

    assert clear_drafts(book, now=book.moment() + timedelta(days=89)) == 0
    assert clear_drafts(book, now=book.moment() + timedelta(days=91)) == 1
