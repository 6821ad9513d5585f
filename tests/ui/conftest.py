"""A themed application, an invented village made once, and a copy of it for each test that opens a window."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.storage.book import Book, open_book
from app.ui.confirmed import Sensitive
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
    gc.disable()  # as in the program: widgets are never freed on a worker thread
    yield qapp
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect(0)
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


@pytest.fixture
def window(qtbot: QtBot, village: Book) -> Iterator[Window]:
    """A window on the village, with everything read and shown, and the password given a moment ago for every kind."""
    door = Work(on=TODAY)
    troubles: list[str] = []
    door.trouble.connect(troubles.append)
    shown = Window(door, village.folder, Preferences(width=1366, height=718), exists=True)
    qtbot.addWidget(shown)
    shown.show()
    shown.enter(village)
    for kind in Sensitive:
        door.confirmed.grant(kind)
    settle(qtbot, door)
    yield shown
    door.stop()
    assert troubles == []
    gc.collect()


def settle(qtbot: QtBot, door: Work) -> None:
    """Wait until every answer has come and was shown."""
    wait_for(door)


def wait_for(door: Work, seconds: float = 10.0) -> None:
    """Two quiet rounds of the event loop, because an answer may ask for more; fails when it takes too long."""
    until = time.monotonic() + seconds
    quiet = 0
    while quiet < 2:
        QApplication.processEvents()
        quiet = 0 if door.busy else quiet + 1
        assert time.monotonic() < until, "the work did not come to an end"
        if door.busy:
            time.sleep(0.002)
