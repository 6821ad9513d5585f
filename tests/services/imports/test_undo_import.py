"""Undo of a whole import, at once and later; what came after it stands in the way, by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.errors import NotFoundError, RefusedError
from app.models import Household, Member
from app.resources import resource
from app.services.household_changes import check_phone
from app.services.imports.undo import look_at_undo, past_imports, undo_import
from app.services.lookup import household_numbered
from app.services.roster import import_roster
from app.services.search import search
from app.services.visits import record_visit
from app.storage.book import Book
from tests.services.imports.test_roster_accept import FIRST, LATER, list_of, one

ROSTER = resource("samples/roster-liushugou.xlsx")


@pytest.fixture
def two(book: Book, tmp_path: Path) -> str:
    """Two imports: a household of one, then a second household, a son, and another phone of the first."""
    first = one(1, "5131230001", "户主", household_phone="13800000001")
    import_roster(book, list_of(tmp_path / "a.xlsx", first), on=FIRST)
    changed = one(1, "5131230001", "户主", household_phone="13900000002")
    later = [changed, one(2, "5131230001", "之子"), one(3, "5131230002", "户主")]
    return import_roster(book, list_of(tmp_path / "b.xlsx", *later), on=LATER).act_id


def numbers(book: Book) -> tuple[list[str], int, str]:
    with book.read() as session:
        households = list(session.scalars(select(Household).order_by(Household.number)))
        return (
            [each.number for each in households],
            len(session.scalars(select(Member)).all()),
            households[0].phone if households else "",
        )


def test_an_import_is_taken_back_whole_and_later_too(book: Book, two: str) -> None:
    check_phone(book, "5131230001", state="接通", on=LATER)  # another act, on a row whose other column was imported
    assert numbers(book) == (["5131230001", "5131230002"], 3, "13900000002")

    done = undo_import(book, two)

    assert numbers(book) == (["5131230001"], 1, "13800000001")
    assert done.in_the_way == ()
    with book.read() as session:
        assert [each.undone for each in past_imports(session)] == [True, False]
    with pytest.raises(RefusedError, match="已经撤销过"):
        undo_import(book, two)


def test_what_hangs_on_an_imported_household_stands_in_the_way_and_the_rest_can_go(book: Book, two: str) -> None:
    record_visit(book, "5131230002", kind="入户走访", on=LATER, visitor="周明远", result="见本人")

    with pytest.raises(RefusedError, match=r"户 5131230002.*走访"):
        undo_import(book, two)
    with book.read() as session:
        assert len(look_at_undo(session, two).in_the_way) == 1
    undo_import(book, two, rest=True)

    assert numbers(book) == (["5131230001", "5131230002"], 1, "13800000001")


def test_a_value_changed_since_stands_in_the_way(book: Book, two: str) -> None:
    check_phone(book, "5131230001", phone="13700000003", state="接通", on=LATER)

    with book.read() as session:
        (way,) = look_at_undo(session, two).in_the_way

    assert way.who.startswith("户 5131230001")
    assert "核实电话" in way.why


def test_without_an_import_there_is_nothing_to_undo(book: Book) -> None:
    with pytest.raises(NotFoundError):
        undo_import(book)


def test_the_whole_sample_village_goes_and_search_with_it(book: Book) -> None:
    import_roster(book, ROSTER, on=FIRST)

    undo_import(book)

    assert numbers(book) == ([], 0, "")
    with book.read() as session:
        assert list(search(session, "王")) == []
        with pytest.raises(NotFoundError):
            household_numbered(session, "5131230001")
