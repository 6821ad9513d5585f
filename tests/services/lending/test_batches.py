"""Batches of papers: order, cover, cancelling, going on after a jam, the self-check's list, preview copy by copy."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select

from app.domain.errors import InputError, MissingFileError, RefusedError, StoppedError
from app.models import Paper
from app.services.paper_gathering import Selection
from app.services.papers import move_paper
from app.services.print_choice import households_with_findings
from app.services.print_preview import plan_preview, preview_copies, preview_copy
from app.services.printing import batch_of, find_paper, print_forms, reprint_from
from tests.services.conftest import Borrowing

ON = date(2026, 11, 20)


def _all(borrowing: Borrowing) -> list[str]:
    with borrowing.book.read() as session:
        return list(session.scalars(select(Paper.serial)))


def _words(pdf: bytes, page: int) -> str:
    document = pdfium.PdfDocument(io.BytesIO(pdf))
    text = document[page].get_textpage().get_text_bounded()
    document.close()
    return str(text)


def test_a_packet_has_cover_route_and_the_papers_of_each_door(borrowing: Borrowing) -> None:
    batch = print_forms(borrowing.book, "F7", Selection(contracts=(borrowing.note,)), on=ON, packet=True)

    with borrowing.book.read() as session:
        forms = [paper.form_id for paper in batch_of(session, batch.serials[2])]
    assert forms == ["packet", "route", "F7", "F6", "F4", "F10"]
    cover = _words(batch.pdf, 0)
    assert all(serial in cover for serial in batch.serials[1:])
    assert "送达" in cover


def test_an_overdue_loan_gets_a_collection_notice_and_no_extension_form(borrowing: Borrowing) -> None:
    late = date(2029, 11, 20)
    batch = print_forms(borrowing.book, "F7", Selection(contracts=(borrowing.note,)), on=late, packet=True)

    with borrowing.book.read() as session:
        forms = [paper.form_id for paper in batch_of(session, batch.serials[0])]
    assert forms == ["packet", "route", "F8", "F6", "F10"]


def test_no_collection_notice_is_printed_for_all_where_nothing_is_overdue(borrowing: Borrowing) -> None:
    with pytest.raises(InputError):
        print_forms(borrowing.book, "F8", Selection(everyone=True), on=ON)

    assert print_forms(borrowing.book, "F8", Selection(everyone=True), on=date(2029, 11, 20)).printed.copies == 1


def test_a_batch_that_is_stopped_records_nothing(borrowing: Borrowing) -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> bool:
        told.append((done, total))
        return len(told) < 3

    with pytest.raises(StoppedError) as stopped:
        print_forms(borrowing.book, "F7", Selection(everyone=True), on=ON, packet=True, progress=stop)

    assert told[-1][1] == 5
    assert "账本没有改动" in str(stopped.value)
    assert _all(borrowing) == []


def test_after_a_jam_the_rest_is_printed_under_the_same_serials(borrowing: Borrowing) -> None:
    batch = print_forms(borrowing.book, "F7", Selection(contracts=(borrowing.note,)), on=ON, packet=True)
    move_paper(borrowing.book, batch.serials[4], "户签", on=ON)
    before = _all(borrowing)

    rest = reprint_from(borrowing.book, batch.serials[3], on=ON)

    assert rest.serials == (batch.serials[3], batch.serials[5])
    assert batch.serials[3] in _words(rest.pdf, 0)
    assert _all(borrowing) == before


def test_a_batch_that_is_all_signed_has_nothing_to_go_on_with(borrowing: Borrowing) -> None:
    (serial,) = print_forms(borrowing.book, "F7", Selection(contracts=(borrowing.note,)), on=ON).serials
    move_paper(borrowing.book, serial, "户签", on=ON)

    with pytest.raises(RefusedError):
        reprint_from(borrowing.book, serial, on=ON)


def test_the_cover_of_a_packet_lists_its_papers_again(borrowing: Borrowing) -> None:
    batch = print_forms(borrowing.book, "F7", Selection(contracts=(borrowing.note,)), on=ON, packet=True)

    again = reprint_from(borrowing.book, batch.serials[0], on=ON)

    assert again.serials == batch.serials
    assert _words(again.pdf, 0) == _words(batch.pdf, 0)
    assert _words(again.pdf, 1) == _words(batch.pdf, 1)


def test_a_scanned_code_with_its_page_finds_the_paper(borrowing: Borrowing) -> None:
    (serial,) = print_forms(borrowing.book, "F1", Selection(blank=True), on=ON).serials

    with borrowing.book.read() as session:
        assert find_paper(session, f"{serial}-2").serial == serial
        assert find_paper(session, serial.lower().replace("-", " ") + "-R").serial == serial


def test_serials_begin_with_the_initials_of_the_village(borrowing: Borrowing) -> None:
    (serial,) = print_forms(borrowing.book, "F1", Selection(blank=True), on=ON).serials

    assert serial[:2].isalpha()
    assert serial[2:4] == "26"
    assert serial[:2] != "HC"


def test_a_preview_is_planned_at_once_and_drawn_copy_by_copy(borrowing: Borrowing) -> None:
    plan = plan_preview(borrowing.book, "F7", Selection(contracts=(borrowing.note,)), on=ON, packet=True)

    assert [copy.form_id for copy in plan.copies] == ["route", "F7", "F6", "F4", "F10"]
    third = preview_copy(borrowing.book, plan, 3)
    assert (third.number, third.pages) == (3, 2)
    assert borrowing.note in _words(third.pdf, 0)
    assert [copy.pages for copy in preview_copies(borrowing.book, plan, 0, 99)] == [1, 1, 1, 2, 1]
    assert _all(borrowing) == []


def test_the_list_of_the_self_check_is_printed(borrowing: Borrowing) -> None:
    late = date(2029, 11, 20)
    with borrowing.book.read() as session:
        named = households_with_findings(session, late)
        with pytest.raises(InputError):
            households_with_findings(session, late, "no-such-code")

    assert print_forms(borrowing.book, "F10", Selection(households=named), on=late).printed.copies == len(named) > 0


def test_where_the_pdf_cannot_be_written_no_paper_is_recorded(borrowing: Borrowing, tmp_path: Path) -> None:
    missing = tmp_path / "没有的文件夹" / "F7.pdf"

    with pytest.raises(MissingFileError) as failed:
        print_forms(borrowing.book, "F7", Selection(everyone=True), on=ON, file=missing)

    assert "没有改动" in str(failed.value)
    assert _all(borrowing) == []


def test_who_has_it_already_is_passed_over(borrowing: Borrowing) -> None:
    with pytest.raises(InputError):
        plan_preview(borrowing.book, "F7", Selection(everyone=True, without=(borrowing.note,)), on=ON)

    with pytest.raises(InputError):
        plan_preview(borrowing.book, "F10", Selection(everyone=True, without=(borrowing.household,)), on=ON)
