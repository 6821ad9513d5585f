"""The first start offers the practice village, and one key leads into it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.storage.book import Book
from app.ui.entrance.offer import Practice
from app.ui.entrance.setup import SetupPage
from app.ui.preferences import Preferences
from app.ui.start import make_application
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.books import PASSWORD, new_book


def test_alt_t_makes_the_practice_village_and_goes_in(qtbot: QtBot, tmp_path: Path) -> None:
    make_application(Preferences())
    asked: list[date] = []

    def village(on: date) -> Book:
        asked.append(on)
        return new_book(tmp_path / "practice")

    work = Work(on=date(2026, 11, 20))
    window = Window(work, tmp_path / "none", Preferences(), exists=False, practice=lambda: Practice(village, PASSWORD))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    page = window.findChild(SetupPage)
    assert page is not None

    qtbot.keyClick(page.practice_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.shell is not None, timeout=10_000)

    assert asked == [date(2026, 11, 20)]
    assert work.book is not None
    assert work.book.info.practice
    qtbot.waitUntil(lambda: not work.busy, timeout=10_000)
    work.stop()
    window.close()


def test_without_a_maker_nothing_is_offered(qtbot: QtBot, tmp_path: Path) -> None:
    make_application(Preferences())
    work = Work()
    page = SetupPage(work, tmp_path)
    qtbot.addWidget(page)

    assert not hasattr(page, "practice_button")
    work.stop()
