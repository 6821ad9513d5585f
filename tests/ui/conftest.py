"""A themed application, an invented village made once, and a copy of it for each test that opens a window."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.storage.book import Book, open_book
from app.ui.fonts import load_fonts
from app.ui.preferences import Preferences
from app.ui.theme import Theme, apply_theme
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.books import PASSWORD
from tests.ui.practice import TODAY, practice_book


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """Our fonts and the light theme at 100 %, before and after each test."""
    load_fonts()
    apply_theme(qapp, Theme())
    yield qapp
    if qapp.property("huicun_theme") != Theme():
        apply_theme(qapp, Theme())


@pytest.fixture(scope="session")
def made_village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the practice village, closed."""
    folder = tmp_path_factory.mktemp("village") / "book"
    practice_book(folder).close()
    return folder


@pytest.fixture
def village(made_village: Path, tmp_path: Path) -> Iterator[Book]:
    """A copy of the practice village, open."""
    folder = tmp_path / "book"
    shutil.copytree(made_village, folder)
    book = open_book(folder, PASSWORD)
    yield book
    book.close()


@pytest.fixture
def work() -> Iterator[Work]:
    """The door off the main thread, without a book."""
    door = Work(on=TODAY)
    yield door
    door.stop()


OpenWindow = Callable[..., Window]


@pytest.fixture
def window(qtbot: QtBot, village: Book) -> Iterator[Window]:
    """A window on the village, with everything read and shown."""
    door = Work(on=TODAY)
    troubles: list[str] = []
    door.trouble.connect(troubles.append)
    shown = Window(door, village.folder, Preferences(width=1366, height=718), exists=True)
    qtbot.addWidget(shown)
    shown.show()
    shown.enter(village)
    settle(qtbot, door)
    yield shown
    door.stop()
    assert troubles == []


def settle(qtbot: QtBot, door: Work) -> None:
    """Wait until every answer has come and was shown."""
    qtbot.waitUntil(lambda: not door.busy, timeout=10_000)
    for _ in range(3):
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not door.busy, timeout=10_000)
