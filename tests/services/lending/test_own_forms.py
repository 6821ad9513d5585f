"""A county's own forms: checked, taken into the book, used at once, given up again."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select

from app.domain.errors import DataFileError, NotFoundError, RefusedError
from app.models import JournalEntry
from app.packs.forms import form_source
from app.services.forms import (
    book_form,
    book_forms,
    check_form,
    draw_form,
    export_form,
    form_text,
    import_form,
    reset_form,
    take_form,
)
from app.services.paper_gathering import Selection
from app.services.printing import print_forms
from tests.services.conftest import Borrowing

ON = date(2026, 11, 20)
OWN_TITLE = "到期还款提醒单"


def _own(text: str = "") -> str:
    return (text or form_source("F7")).replace("到期提醒通知书", OWN_TITLE)


def _words(pdf: bytes) -> str:
    document = pdfium.PdfDocument(io.BytesIO(pdf))
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    return str(text)


def test_an_own_form_takes_the_place_of_the_built_in_one(borrowing: Borrowing) -> None:
    take_form(borrowing.book, _own(), "F7.toml", origin="县里发来")

    batch = print_forms(borrowing.book, "f7", Selection(contracts=(borrowing.note,)), on=ON)

    assert OWN_TITLE in _words(batch.pdf)
    with borrowing.book.read() as session:
        view = next(each for each in book_forms(session) if each.id == "F7")
        journalled = session.scalars(select(JournalEntry.act).where(JournalEntry.table == "pack_file")).all()
    assert (view.title, view.version, view.origin, view.own) == (OWN_TITLE, 1, "县里发来", True)
    assert journalled[-1] == "保存表格 F7"


def test_a_form_is_given_up_and_the_built_in_one_holds_again(borrowing: Borrowing) -> None:
    take_form(borrowing.book, _own(), "F7.toml", origin="试")
    take_form(borrowing.book, _own().replace(OWN_TITLE, "第二版"), "F7.toml", origin="试")

    reset_form(borrowing.book, "F7")

    with borrowing.book.read() as session:
        assert form_text(session, "F7") == form_source("F7")
        assert book_form(session, "F7").title == "到期提醒通知书"
    with pytest.raises(RefusedError):
        reset_form(borrowing.book, "F7")


def test_a_form_file_goes_out_and_comes_back(borrowing: Borrowing, tmp_path: Path) -> None:
    file = tmp_path / "F7.toml"
    with borrowing.book.read() as session:
        export_form(session, "F7", file)
    file.write_text("﻿" + _own(file.read_text(encoding="utf-8")), encoding="utf-8")

    assert import_form(borrowing.book, file).title == OWN_TITLE


def test_a_wrong_file_says_file_cell_and_reason_and_changes_nothing(borrowing: Borrowing) -> None:
    wrong = form_source("F1").replace("household.head", "household.heda", 1)

    with pytest.raises(DataFileError) as found:
        take_form(borrowing.book, wrong, "F1.toml", origin="试")

    assert found.value.file == "F1.toml"
    assert "section" in found.value.where
    assert "household.head" in found.value.reason
    with borrowing.book.read() as session:
        assert not next(each for each in book_forms(session) if each.id == "F1").own


def test_a_file_that_is_no_form_is_refused_with_a_sentence(borrowing: Borrowing, tmp_path: Path) -> None:
    for content in (b"\xff\xfe\x00", b"x" * 300_000, b"id = 3"):
        file = tmp_path / "x.toml"
        file.write_bytes(content)
        with pytest.raises(DataFileError):
            import_form(borrowing.book, file)


def test_a_form_is_drawn_while_it_is_written() -> None:
    assert OWN_TITLE in _words(draw_form(_own(), "F7.toml", {}, ON))
    with pytest.raises(DataFileError):
        check_form("id = ", "F7.toml")


def test_an_unknown_form_is_not_found(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session, pytest.raises(NotFoundError):
        book_form(session, "F99")
