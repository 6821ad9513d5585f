"""The way in, by keyboard alone: set-up with its recovery code typed back, unlock, a wrong password, locking."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import office
from app.storage.book import open_book
from app.storage.keys import KdfCost
from app.ui.entrance.setup import SetupPage
from app.ui.entrance.unlock import UnlockPage
from app.ui.preferences import Preferences
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.books import CHEAP, PASSWORD
from tests.ui.conftest import settle
from tests.ui.practice import TODAY
from tests.ui.typing import press, type_text


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> KdfCost:
    """New books with a cheap key, so that a test takes no half second for it."""
    made = office.make_book
    monkeypatch.setattr(office, "make_book", lambda *given, **named: made(*given, cost=CHEAP, **named))
    return CHEAP


def opened(qtbot: QtBot, folder: Path, *, exists: bool) -> tuple[Window, Work]:
    door = Work(on=TODAY)
    window = Window(door, folder, Preferences(width=1366, height=718), exists=exists)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window, door


def test_a_new_book_is_made_with_the_keyboard_alone(qtbot: QtBot, tmp_path: Path, cheap: KdfCost) -> None:
    window, door = opened(qtbot, tmp_path / "book", exists=False)
    page = window.findChild(SetupPage)
    page.name.take_focus()

    for text in ("柳树沟村", "513123001201", "云岭镇", "清溪县", "周明远"):
        type_text(text)
        press(Qt.Key.Key_Tab)
    page.officer.take_focus()
    press(Qt.Key.Key_Return)
    type_text(PASSWORD)
    assert "强" in page.password.control.accessibleDescription()
    press(Qt.Key.Key_Return)
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    settle(qtbot, door)
    sheet = page.sheet
    groups = sheet.shown.text().split()
    assert len(groups) == 6
    for field, at in zip((sheet.check.first, sheet.check.second), sheet.check.asked, strict=True):
        field.take_focus()
        type_text(groups[at].lower())
    press(Qt.Key.Key_Return)
    assert sheet.shown.text() == ""
    press(Qt.Key.Key_Return)
    settle(qtbot, door)

    assert window.shell is not None
    assert window.shell.page.view.first.text == "还没有农户。先导入名单，再做别的。"
    assert QApplication.focusWidget() is window.shell.page.first.button
    door.stop()
    with open_book(tmp_path / "book", PASSWORD) as book:
        assert (book.name, book.officer) == ("柳树沟村", "周明远")


def test_a_wrong_code_and_a_short_password_are_said_in_place(qtbot: QtBot, tmp_path: Path) -> None:
    window, door = opened(qtbot, tmp_path / "book", exists=False)
    page = window.findChild(SetupPage)
    page.name.set_text("柳树沟村")
    page.officer.set_text("周明远")
    page.code.set_text("5131")

    page.next_button.click()
    assert page.code.error.startswith("区划代码是 12 位数字，现在是 4 位。")
    page.code.set_text("513123001201")
    page.next_button.click()
    page.password.set_text("abc")
    page.again.set_text("abd")
    page.make_button.click()

    assert page.password.error == "还差 5 个字符。"
    assert page.again.error == "两遍不一样，请再输一遍。"
    assert not (tmp_path / "book").exists()
    door.stop()


def test_groups_that_are_typed_wrongly_do_not_let_in(qtbot: QtBot, tmp_path: Path, cheap: KdfCost) -> None:
    door = Work(on=TODAY)
    page = SetupPage(door, tmp_path / "book")
    qtbot.addWidget(page)
    page.show()
    for field, text in ((page.name, "柳树沟村"), (page.code, "513123001201"), (page.officer, "周明远")):
        field.set_text(text)
    page.next_button.click()
    page.password.set_text(PASSWORD)
    page.again.set_text(PASSWORD)
    page.make_button.click()
    settle(qtbot, door)
    made: list[object] = []
    page.made.connect(made.append)

    page.sheet.check.first.set_text("AAAA")
    page.sheet.check.second.set_text("BBBB")
    page.sheet.done.click()

    assert made == []
    assert "不一样" in page.sheet.check.first.error
    assert page._pages.at == 2
    door.book = page._book
    door.stop()


def test_a_wrong_password_is_said_under_the_field_and_the_right_one_opens(
    qtbot: QtBot, made_village: Path, tmp_path: Path
) -> None:
    import shutil

    shutil.copytree(made_village, tmp_path / "book")
    window, door = opened(qtbot, tmp_path / "book", exists=True)
    page = window.findChild(UnlockPage)

    type_text("不是这个密码", page.password.control)
    press(Qt.Key.Key_Return)
    settle(qtbot, door)
    assert page.password.error
    assert "账本" in page.password.error
    page.password.line.clear()
    type_text(PASSWORD, page.password.control)
    press(Qt.Key.Key_Return)
    settle(qtbot, door)

    assert window.shell is not None
    assert window.windowTitle() == "惠村 柳树沟村"
    door.stop()


def test_a_locked_window_shows_nothing_and_comes_back_where_it_was(qtbot: QtBot, window: Window) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    shell = window.shell

    window.lock()
    assert not shell.isVisible()
    page = window.findChildren(UnlockPage)[-1]
    type_text(PASSWORD, page.password.control)
    page.open_button.click()
    settle(qtbot, window.work)

    assert shell.isVisible()
    assert window.work.book is not None
