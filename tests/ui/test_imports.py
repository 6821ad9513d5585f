"""The page 导入: columns are corrected by keyboard, lines accepted or not, refused rows saved, the import undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.models import Household
from app.ui.imports import page as import_page
from app.ui.imports.page import COLUMNS, DONE, FILE, LINES, ImportPage
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.helpers.sheets import HEADINGS, id_of, person, save
from tests.ui.conftest import settle
from tests.ui.typing import press


def opened(qtbot: QtBot, window: Window, kind: str = "roster") -> ImportPage:
    """The page open on one kind of list."""
    assert window.shell is not None
    window.shell.go(Place(Where.IMPORT, detail=kind))
    settle(qtbot, window.work)
    page = window.shell.page
    assert isinstance(page, ImportPage)
    return page


@pytest.fixture
def active(qtbot: QtBot, window: Window) -> Window:
    """The window with the keyboard."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def households(window: Window) -> int:
    assert window.work.book is not None
    with window.work.book.read() as session:
        return session.scalar(select(func.count()).select_from(Household)) or 0


def test_unknown_columns_are_named_by_keyboard_and_known_the_next_time(
    qtbot: QtBot, active: Window, tmp_path: Path
) -> None:
    page = opened(qtbot, active)
    headings = ["户码", "姓名", "证件号码", "与户主关系", "行政村"]
    rows = [headings, ["5131239901", "单小雨", id_of(801), "户主", "柳树沟村"]]
    page.look_at(save(tmp_path / "other.xlsx", rows))
    settle(qtbot, active.work)
    assert page.step == COLUMNS
    assert "户编号" in page.columns.missing.text()
    assert QApplication.focusWidget() is page.columns.table

    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Down)
    while page.columns.is_what.value != "household_number":
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.step == LINES)  # Qt shows the button pressed for a moment
    settle(qtbot, active.work)

    assert page.lines.take.word == "导入 1 条"
    page.lines.dropped.emit()
    page.look_at(save(tmp_path / "again.xlsx", rows))
    settle(qtbot, active.work)
    assert page.step == LINES


def test_lines_are_accepted_by_space_refused_rows_saved_and_the_import_undone(
    qtbot: QtBot, active: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = households(active)
    page = opened(qtbot, active)
    people = [person(1, household_number=f"99{n}", person_number=f"99{n}01", resident_id=id_of(n)) for n in (811, 812)]
    page.look_at(save(tmp_path / "new.xlsx", [HEADINGS, *people, person(3, resident_id="12")]))
    settle(qtbot, active.work)
    page.lines.lines.choose_where(lambda line: line.row == 2)
    page.lines.lines.setFocus()

    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.step == DONE)

    assert page.done.result.text() == "已导入 1 条。"
    assert households(active) == before + 1
    page.save_refused_to(tmp_path / "back.xlsx")
    settle(qtbot, active.work)
    sheet = load_workbook(tmp_path / "back.xlsx").worksheets[0]
    assert [sheet.cell(row, 1).value for row in (4, 5)] == [2, 4]
    monkeypatch.setattr(import_page, "ask", lambda *_: True)
    page.done.undo.click()
    settle(qtbot, active.work)
    assert (households(active), page.step) == (before, FILE)
    assert page.file.past.rows[0].undone


def test_a_bank_list_is_compared_and_nothing_of_ours_changes(qtbot: QtBot, window: Window) -> None:
    page = opened(qtbot, window, "bank")

    page.look_at(Path("resources/samples/bank-list-liushugou.xlsx"))
    settle(qtbot, window.work)

    assert page.step == LINES
    assert not page.lines.save_checked.isHidden()
    assert {str(line.sort) for line in page.lines.lines.rows} <= {"不一致", "只有本账有", "只有银行有"}
