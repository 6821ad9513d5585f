"""打印: copy by copy, skipping, the self-check's list, one more household, calibration, scanning, printing again."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models import Paper
from app.services.calibration import calibration_page
from app.services.printers import read_offsets
from app.ui.places import Place, Where
from app.ui.printing.page import PrintPage
from app.ui.printing.printer import PrintJob, make_printer
from app.ui.window import Window
from tests.ui.conftest import settle
from tests.ui.practice import SERIALS

CONTROL = Qt.KeyboardModifier.ControlModifier
PAUSE = 150


def open_at(qtbot: QtBot, window: Window, key: str = "", detail: str = "") -> PrintPage:
    """The page, with everything read, planned and counted."""
    assert window.shell is not None
    window.shell.go(Place(Where.PRINT, key, detail))
    rest(qtbot, window)
    page = window.shell.page
    assert isinstance(page, PrintPage)
    return page


def rest(qtbot: QtBot, window: Window) -> None:
    """Until the pause after a choice is over and all copies are counted."""
    qtbot.wait(PAUSE)
    settle(qtbot, window.work)


@pytest.fixture
def into_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that the system's dialog answers with."""
    file = tmp_path / "out.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    return file


def papers(window: Window, form_id: str) -> list[Paper]:
    assert window.work.book is not None
    with window.work.book.read() as session:
        return list(session.scalars(select(Paper).where(Paper.form_id == form_id).order_by(Paper.id)))


def test_copies_are_looked_at_one_by_one_and_counted_meanwhile(qtbot: QtBot, window: Window) -> None:
    page = open_at(qtbot, window, "8", "due:F7")
    assert page.look.copies == 2
    page.choose.packet.click()
    rest(qtbot, window)

    assert page.look.where.text() == "第 1 份，共 9 份"
    for _ in range(4):
        qtbot.keyClick(page.look.after, Qt.Key.Key_Space)
        settle(qtbot, window.work)
    assert page.look.where.text() == "第 4 份，共 9 份（2/2 页）"
    assert "9 份，11 页，已排好" in page.act._check_rows[0][1].text()
    assert page.act._check_rows[1][1].text() == "没有缺字"
    page.choose.people.choose(1)
    settle(qtbot, window.work)
    assert page.look.where.text() == "第 6 份，共 9 份"


def test_who_has_it_already_is_passed_over_and_others_are_added(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    page = open_at(qtbot, window, "8", "due:F7")
    page.save_to(tmp_path / "first.pdf")
    settle(qtbot, window.work)
    page.choose.choose_due(16)
    rest(qtbot, window)
    whole = page.look.copies
    page.act.skip.click()
    rest(qtbot, window)
    assert page.choose.count.text() == f"{whole - 2} 份，跳过 2 份"
    assert page.look.copies == whole - 2
    page.act.skip.click()
    rest(qtbot, window)
    assert page.look.copies == whole

    page.choose.people.choose(0)
    page.choose._skip_one()
    rest(qtbot, window)
    assert page.look.copies == whole - 1
    page.choose.choose_form("F10")
    rest(qtbot, window)
    whole = page.look.copies
    page.choose.add.click()
    page.choose.adding.setText("5131230002")
    page.choose.adding.returnPressed.emit()
    settle(qtbot, window.work)
    rest(qtbot, window)

    assert page.look.copies == whole + 1
    assert "加上了" in page.act.said.text()


def test_the_list_of_the_self_check_is_chosen(qtbot: QtBot, window: Window) -> None:
    page = open_at(qtbot, window, "0", "due:F7")
    assert page.look.copies == 0
    assert "没有可以打印的" in page.look.nothing_words._sentence.text()
    assert not page.act.save.isEnabled()

    page.choose.mode.control.choose("check")
    rest(qtbot, window)

    assert page.look.copies == sum(not person.stop for person in page.choose.people.rows) > 0


def test_a_pdf_in_a_folder_that_is_gone_is_told_and_nothing_is_recorded(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    told: list[str] = []
    page = open_at(qtbot, window, "8", "due:F7")
    before = len(papers(window, "F7"))
    window.work.trouble.disconnect()
    window.work.trouble.connect(told.append)

    page.save_to(tmp_path / "gone" / "notices.pdf")
    settle(qtbot, window.work)

    assert len(told) == 1
    assert "没有改动" in told[0]
    assert len(papers(window, "F7")) == before


def test_a_scanned_serial_and_enter_twice_marks_a_paper_signed(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    page = open_at(qtbot, window, "8", "due:F7")
    page.save_to(tmp_path / "notices.pdf")
    rest(qtbot, window)
    printed = papers(window, "F7")[-1]
    page = open_at(qtbot, window, "", "papers")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert QApplication.focusWidget() is page.log.search

    page.log.search.setText(f"{printed.serial}-1")
    qtbot.keyClick(page.log.search, Qt.Key.Key_Return)
    qtbot.keyClick(page.log.save, Qt.Key.Key_Return)
    settle(qtbot, window.work)

    assert {paper.serial: paper.state for paper in papers(window, "F7")}[printed.serial] == "户签"
    assert page.log.search.text() == ""


def test_a_paper_comes_back_only_with_a_reason(qtbot: QtBot, window: Window) -> None:
    page = open_at(qtbot, window, SERIALS[0], "papers")
    for state in ("户签", "退回补正"):
        page.log.pick(SERIALS[0])
        page.log.state.set_text(state)
        page.log.missing.set_text("")
        page.log.save.click()
        settle(qtbot, window.work)
    assert "要写明原因" in page.log.said.text()

    page.log.pick(SERIALS[0])
    page.log.state.set_text("退回补正")
    page.log.missing.set_text("")
    page.log.reason.set_text("少村章")
    page.log.save.click()
    settle(qtbot, window.work)

    assert window.work.book is not None
    with window.work.book.read() as session:
        paper = session.scalars(select(Paper).where(Paper.serial == SERIALS[0])).one()
    assert (paper.state, paper.reason) == ("退回补正", "少村章")


def test_a_paper_is_printed_again_and_a_batch_goes_on(
    qtbot: QtBot, window: Window, tmp_path: Path, into_file: Path
) -> None:
    page = open_at(qtbot, window, "8", "due:F7")
    page.save_to(tmp_path / "notices.pdf")
    rest(qtbot, window)
    second = papers(window, "F7")[-1]
    page = open_at(qtbot, window, second.serial, "papers")

    page.log.rest.click()
    settle(qtbot, window.work)
    assert len(pdfium.PdfDocument(into_file)) == 1
    page.log.pick(second.serial)
    page.log.reprint.click()
    assert page.log.reason.error
    page.log.reason.set_text("淋湿了")
    page.log.reprint.click()
    settle(qtbot, window.work)

    states = {paper.serial: paper.state for paper in papers(window, "F7")}
    assert states[second.serial] == "作废"
    assert "补打" in pdfium.PdfDocument(into_file)[0].get_textpage().get_text_bounded()


def test_a_serial_typed_into_the_search_of_the_window_leads_to_its_paper(qtbot: QtBot, window: Window) -> None:
    assert window.shell is not None
    window.shell._search(SERIALS[1])
    settle(qtbot, window.work)

    window.shell.go(Place(Where.PRINT, SERIALS[1], "papers"))
    settle(qtbot, window.work)

    page = window.shell.page
    assert isinstance(page, PrintPage)
    assert page.log.table.row.paper.serial == SERIALS[1]


def test_calibration_keeps_how_far_a_printer_is_off(qtbot: QtBot, window: Window, into_file: Path) -> None:
    page = open_at(qtbot, window, "", "calibrate")
    card = page.calibrate.card
    assert not card.keep.isEnabled()
    assert "还没有装打印机" in card.which.text()
    page.act.show_printers(["得力 P2500"])
    page._show_calibration()
    for field, number in zip(card.fields, ("1.5", "-0.5", "0", "25"), strict=True):
        field.set_text(number)

    card.keep.click()
    assert "不超过 20" in card.fields[3].error
    card.fields[3].set_text("2")
    card.keep.click()
    card.save.click()
    settle(qtbot, window.work)

    assert window.work.book is not None
    assert read_offsets(window.work.book.folder)["得力 P2500"] == ((1.5, -0.5), (0.0, 2.0))
    assert page._offset == ((1.5, -0.5), (0.0, 2.0))
    assert "向右 1.5 毫米" in pdfium.PdfDocument(into_file)[0].get_textpage().get_text_bounded()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_pages_are_sent_one_by_one_and_a_printer_that_refuses_is_told(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    good, bad = make_printer("", copies=1, duplex=False), make_printer("", copies=1, duplex=False)
    good.setOutputFileName(str(tmp_path / "sent.pdf"))
    bad.setOutputFileName(str(tmp_path / "gone" / "sent.pdf"))
    outcomes: list[object] = []
    for printer in (good, bad):
        job = PrintJob(window.work, calibration_page(), printer)
        job.finished.connect(lambda: outcomes.append("sent"))
        job.failed.connect(outcomes.append)
        job.start()
        settle(qtbot, window.work)

    good.setOutputFileName(str(tmp_path / "half.pdf"))
    job = PrintJob(window.work, calibration_page(), good)
    job.stopped.connect(lambda page: outcomes.append(f"stopped {page}"))
    job.start()
    window.work.cancel()
    settle(qtbot, window.work)

    assert outcomes == ["sent", 0, "stopped 0"]
    assert len(pdfium.PdfDocument(tmp_path / "sent.pdf")) == 2
