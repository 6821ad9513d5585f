"""Which column is what: shown with its first cells, corrected by a person, remembered for the next list like it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import InputError, SheetHeadingError
from app.services.imports.columns import ListKind, lacking, look_at_columns, remember_columns
from app.services.roster import import_roster
from app.storage.book import Book
from tests.helpers.sheets import id_of, save

HEADINGS = ["顺序", "户码", "名称", "号码", "身份", "村名"]
ROWS: list[list[object]] = [["名单"], HEADINGS, [1, "5131230001", "何艳兴", id_of(1), "户主", "柳树沟村"]]
SAID = {"户码": "household_number", "名称": "name", "号码": "resident_id", "身份": "relation"}
DAY = date(2026, 11, 20)


def test_an_unknown_sheet_still_shows_its_headings_with_masked_cells(book: Book, tmp_path: Path) -> None:
    look = look_at_columns(book, ListKind.ROSTER, save(tmp_path / "a.xlsx", ROWS))

    assert look.texts == tuple(HEADINGS)
    assert look.missing
    (shown,) = next(each.samples for each in look.headings if each.heading == "号码")
    assert id_of(1) not in shown
    assert "*" in shown


def test_what_a_person_says_is_remembered_for_the_next_list_of_that_source(book: Book, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ROWS)
    with pytest.raises(SheetHeadingError):
        import_roster(book, path, on=DAY)
    look = look_at_columns(book, ListKind.ROSTER, path)

    assert remember_columns(book, ListKind.ROSTER, look, {**look.columns, **SAID})

    later = save(tmp_path / "later.csv", [*ROWS[:2], [1, "5131230002", "单明阳", id_of(2), "户主", "柳树沟村"]])
    assert import_roster(book, later, on=DAY).added == 1
    assert look_at_columns(book, ListKind.ROSTER, later).missing == ()
    assert not remember_columns(book, ListKind.ROSTER, look_at_columns(book, ListKind.ROSTER, later), {
        **look.columns, **SAID
    })  # fmt: skip


def test_a_needed_column_must_be_named_and_none_twice(book: Book, tmp_path: Path) -> None:
    look = look_at_columns(book, ListKind.ROSTER, save(tmp_path / "a.xlsx", ROWS))
    assert lacking(ListKind.ROSTER, {"名称": "name"}) == ("户编号", "证件号码", "与户主关系")
    assert lacking(ListKind.DUE, {"a": "name", "b": "due_on", "c": "principal"}) == ("合同号",)

    with pytest.raises(InputError, match="户编号"):
        remember_columns(book, ListKind.ROSTER, look, {"名称": "name"})
    with pytest.raises(InputError, match="两列都指成了姓名"):
        remember_columns(book, ListKind.ROSTER, look, {**SAID, "顺序": "name"})
