"""Papers: their order, who holds them, what is missing, one household's file, scans, reprints."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import InputError, MissingFileError, NotFoundError, RefusedError, SealedFileError
from app.domain.paper_life import CHAIN, STATES, next_states
from app.domain.scan_content import MOST_BYTES, kind_of
from app.services.extensions import extend
from app.services.fact_reversals import reverse_fact
from app.services.household_files import household_file
from app.services.paper_gathering import Selection
from app.services.papers import list_papers, move_paper, paper_story, papers_elsewhere
from app.services.printing import find_paper, print_forms, reprint_paper
from app.services.scans import attach_scan, check_scans, read_scan, save_scan, scans_of
from tests.services.conftest import Borrowing

ON = date(2026, 11, 20)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 50 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"x" * 20 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


@pytest.fixture
def serial(borrowing: Borrowing) -> str:
    """A printed extension form (F4) of the loan."""
    (made,) = print_forms(borrowing.book, "F4", Selection(contracts=(borrowing.note,)), on=ON).serials
    return made


def _moved(borrowing: Borrowing, serial: str, *states: str) -> None:
    for day, state in enumerate(states, 20):
        move_paper(borrowing.book, serial, state, on=date(2026, 11, day), reason="原因")


def test_a_paper_walks_its_whole_life_and_every_step_is_told(borrowing: Borrowing, serial: str) -> None:
    _moved(borrowing, serial, *CHAIN[1:])

    with borrowing.book.read() as session:
        story = paper_story(session, serial)
        (view,) = list_papers(session, date(2026, 11, 30))
    assert [step.after for step in story] == list(CHAIN[1:])
    assert [step.holder for step in story][2:5] == ["乡镇", "乡镇", "承贷银行"]
    assert (view.state, view.holder, view.held_days) == ("归档", "档案柜", 4)


def test_a_paper_with_a_signature_missing_is_not_sent(borrowing: Borrowing, serial: str) -> None:
    move_paper(borrowing.book, serial, "户签", on=ON, missing="配偶签字", deadline=date(2026, 11, 30))
    with pytest.raises(RefusedError) as refused:
        move_paper(borrowing.book, serial, "送乡镇", on=ON, missing="配偶签字")
    assert "配偶签字" in refused.value.reason
    with borrowing.book.read() as session:
        assert [view.missing for view in list_papers(session, ON, missing_only=True)] == ["配偶签字"]

    move_paper(borrowing.book, serial, "户签", on=date(2026, 11, 21))
    move_paper(borrowing.book, serial, "送乡镇", on=date(2026, 11, 22))

    with borrowing.book.read() as session:
        assert list_papers(session, ON, missing_only=True) == []
        assert [view.held_days for view in papers_elsewhere(session, date(2026, 11, 25))] == [3]


def test_a_paper_does_not_walk_back_but_by_being_returned_with_a_reason(borrowing: Borrowing, serial: str) -> None:
    _moved(borrowing, serial, "户签", "送乡镇")
    with pytest.raises(RefusedError):
        move_paper(borrowing.book, serial, "户签", on=date(2026, 11, 25))
    with pytest.raises(RefusedError):
        move_paper(borrowing.book, serial, "退回补正", on=date(2026, 11, 25))

    move_paper(borrowing.book, serial, "退回补正", on=date(2026, 11, 25), reason="少村章")
    move_paper(borrowing.book, serial, "村章", on=date(2026, 11, 26))

    with borrowing.book.read() as session:
        assert [step.reason for step in paper_story(session, serial)][-2:] == ["少村章", ""]


def test_days_do_not_run_backwards_and_words_are_known(borrowing: Borrowing, serial: str) -> None:
    _moved(borrowing, serial, "户签", "村章")

    with pytest.raises(InputError):
        move_paper(borrowing.book, serial, "送乡镇", on=date(2026, 11, 20))
    with pytest.raises(InputError):
        move_paper(borrowing.book, serial, "飞走", on=ON)


def test_every_state_can_be_left_for_void_and_void_for_nothing() -> None:
    assert all("作废" in next_states(state) for state in STATES)
    assert next_states("作废") == ("作废",)


def test_a_reprint_is_marked_and_the_old_paper_is_void(borrowing: Borrowing, serial: str, tmp_path: Path) -> None:
    out = tmp_path / "again.pdf"

    batch = reprint_paper(borrowing.book, serial, on=date(2026, 11, 22), reason="淋湿了", file=out)

    (new,) = batch.serials
    assert out.read_bytes() == batch.pdf
    with borrowing.book.read() as session:
        assert find_paper(session, new).reprint_of == serial
        assert (find_paper(session, serial).state, [view.serial for view in list_papers(session, ON)]) == (
            "作废",
            [new],
        )
    with pytest.raises(RefusedError):
        reprint_paper(borrowing.book, serial, on=ON, reason="再来")


def test_the_file_of_a_household_says_what_is_missing(borrowing: Borrowing) -> None:
    extend(borrowing.book, borrowing.note, until=date(2027, 3, 2), reason="未出栏", on=ON)
    (serial,) = print_forms(borrowing.book, "F4", Selection(contracts=(borrowing.note,)), on=ON).serials
    with borrowing.book.read() as session:
        before = household_file(session, borrowing.household, ON)

    _moved(borrowing, serial, "户签", "村章", "归档")
    with borrowing.book.read() as session:
        after = household_file(session, borrowing.household, date(2026, 11, 30))

    assert {"F1", "F2", "F3", "F4"} <= {line.form for line in before.missing}
    assert (after.wanted, after.have) == (before.wanted, before.have + 1)
    assert "F4" not in {line.form for line in after.missing}
    assert next(line for line in after.lines if line.form == "F4").why == f"{borrowing.note} 展期"


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (JPEG, "jpeg"), (PNG, "png")])
def test_a_scan_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
    assert kind_of(content[:-20]) is None
    assert kind_of(b"MZ" + content) is None


def test_a_scan_is_sealed_beside_the_book_and_opened_again(borrowing: Borrowing, tmp_path: Path) -> None:
    source = tmp_path / "申请表.pdf"
    source.write_bytes(PDF)

    scan = attach_scan(borrowing.book, source, on=ON, household_number=borrowing.household, form="F1")

    (sealed,) = (borrowing.book.folder / "scans").iterdir()
    assert PDF[:20] not in sealed.read_bytes()
    assert read_scan(borrowing.book, scan.id) == PDF
    assert save_scan(borrowing.book, scan.id, tmp_path / "out.pdf") == len(PDF)
    with borrowing.book.read() as session:
        assert [each.title for each in scans_of(session, borrowing.household)] == ["申请表"]
        file = household_file(session, borrowing.household, ON)
    assert "F1" not in {line.form for line in file.missing}


def test_a_scan_of_a_paper_belongs_to_its_household_and_can_be_taken_back(
    borrowing: Borrowing, serial: str, tmp_path: Path
) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(JPEG)
    scan = attach_scan(borrowing.book, source, on=ON, serial=serial)
    assert (scan.household, scan.form, scan.kind) == (borrowing.household, "F4", "jpeg")

    reverse_fact(borrowing.book, scan.id, on=ON, reason="扫错了")

    with borrowing.book.read() as session:
        assert scans_of(session, borrowing.household) == []
    with pytest.raises(NotFoundError):
        read_scan(borrowing.book, scan.id)


def test_a_wrong_file_is_not_taken(borrowing: Borrowing, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    given = {"on": ON, "household_number": borrowing.household}

    source.write_bytes(b"MZ not a scan")
    with pytest.raises(InputError):
        attach_scan(borrowing.book, source, **given)
    source.write_bytes(PDF + b"\0" * MOST_BYTES)
    with pytest.raises(InputError):
        attach_scan(borrowing.book, source, **given)
    with pytest.raises(MissingFileError):
        attach_scan(borrowing.book, tmp_path / "none.pdf", **given)

    assert not (borrowing.book.folder / "scans").exists()


def test_a_damaged_or_lost_scan_is_found(borrowing: Borrowing, tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    source.write_bytes(PNG)
    scan = attach_scan(borrowing.book, source, on=ON, household_number=borrowing.household)
    assert check_scans(borrowing.book) == []

    (sealed,) = (borrowing.book.folder / "scans").iterdir()
    sealed.write_bytes(sealed.read_bytes()[:-1])

    with pytest.raises(SealedFileError):
        read_scan(borrowing.book, scan.id)
    assert [view.id for view, _text in check_scans(borrowing.book)] == [scan.id]
