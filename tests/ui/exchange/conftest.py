"""Windows on a village and on a township that trust each other, and an empty stick."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.pairing import accept_partner, set_escrow, write_card
from app.storage.book import Book, open_book
from app.ui.confirmed import Sensitive
from app.ui.exchange.page import ExchangePage
from app.ui.places import Place, Where
from app.ui.preferences import Preferences
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.books import PASSWORD, reopened
from tests.helpers.villages import DAY, Desks, new_township
from tests.ui.conftest import wait_for

ESCROW = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What a test leaves behind is collected here: done by the thread of a reader it would break Qt's objects."""
    was_on = gc.isenabled()
    gc.disable()
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    if was_on:
        gc.enable()


@pytest.fixture(scope="session")
def offices(made_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice village and its township, paired and closed; `lonely` is the village before that."""
    root = tmp_path_factory.mktemp("offices")
    shutil.copytree(made_village, root / "lonely")
    shutil.copytree(made_village, root / "village")
    with reopened(root / "village") as village, new_township(root / "township") as township:
        for one, other in ((village, township), (township, village)):
            card = write_card(one, root / f"{one.role}.card")
            accept_partner(other, card.file, card.fingerprint)
        set_escrow(village, ESCROW, "清溪县", ESCROW[-8:])
    return root


def opened(offices: Path, name: str, to: Path) -> Book:
    return open_book(shutil.copytree(offices / name, to / name), PASSWORD)


@pytest.fixture
def lonely(offices: Path, tmp_path: Path) -> Iterator[Book]:
    with opened(offices, "lonely", tmp_path) as book:
        yield book


@pytest.fixture
def desks(offices: Path, tmp_path: Path) -> Iterator[Desks]:
    stick = tmp_path / "usb"
    stick.mkdir()
    with opened(offices, "village", tmp_path) as village, opened(offices, "township", tmp_path) as township:
        yield Desks(village, township, stick)


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[..., ExchangePage]]:
    """Opens a window on the exchange page of a book, with everything read; a trouble that no part shows fails."""
    doors: list[Work] = []
    windows: list[Window] = []  # a window that nobody holds is collected while its page is still in use
    troubles: list[str] = []

    def build(book: Book, *, size: tuple[int, int] = (1366, 690), detail: str = "") -> ExchangePage:
        door = Work(on=DAY)
        door.confirmed.grant(Sensitive.EXPORT)
        door.trouble.connect(troubles.append)
        doors.append(door)
        window = Window(door, book.folder, Preferences(width=size[0], height=size[1]), exists=True)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.enter(book)
        assert window.shell is not None
        window.shell.go(Place(Where.EXCHANGE, detail=detail))
        window.activateWindow()
        wait_for(door)
        page = window.shell.page
        assert isinstance(page, ExchangePage)
        return page

    yield build
    for door in doors:
        door.stop()
    assert troubles == []
