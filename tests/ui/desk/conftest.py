"""A window on a township that has the books of two villages; one application of each waits for its opinion."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.applications import apply_for_loan, give_opinion
from app.services.bundles import export_bundle
from app.services.mirror import import_bundle
from app.storage.book import Book
from app.ui.page import Page
from app.ui.places import Place
from app.ui.preferences import Preferences
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.books import reopened
from tests.helpers.villages import DAY, HEAD_IDS, NEIGHBOUR, VILLAGE, add_household, new_township, new_village, pair
from tests.ui.conftest import wait_for

Open = Callable[..., Page]
NEW_HOUSEHOLD = "5131230003"


@pytest.fixture(scope="session")
def made_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The township's folder, closed."""
    folder = tmp_path_factory.mktemp("desk")
    usb = folder / "usb"
    usb.mkdir()
    with new_township(folder / "township") as township:
        for at in (VILLAGE, NEIGHBOUR):
            with new_village(folder / at[0], at) as village:
                pair(village, township, folder)
                add_household(village, NEW_HOUSEHOLD, "龚素珍", head_id=HEAD_IDS[1])
                number = apply_for_loan(
                    village, NEW_HOUSEHOLD, borrower_id=HEAD_IDS[1], amount=Decimal(30_000), months=24,
                    purpose="生猪养殖", kind="first", on=DAY, reason="银行核定在办",
                ).number  # fmt: skip
                give_opinion(village, number, stage="village", result="pass", by="周明远", on=DAY)
                import_bundle(township, export_bundle(village, usb, on=DAY).file)
    return folder / "township"


@pytest.fixture
def township(made_desk: Path, tmp_path: Path) -> Iterator[Book]:
    with reopened(shutil.copytree(made_desk, tmp_path / "township")) as book:
        yield book


@pytest.fixture
def opened(qtbot: QtBot, township: Book) -> Iterator[Open]:
    """Opens the window on a place of the township, with everything read."""
    doors, windows, troubles = [], [], []

    def build(place: Place, size: tuple[int, int] = (1366, 690)) -> Page:
        door = Work(on=DAY)
        door.trouble.connect(troubles.append)
        window = Window(door, township.folder, Preferences(width=size[0], height=size[1]), exists=True)
        doors.append(door)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.enter(township)
        assert window.shell is not None
        window.shell.go(place)
        window.activateWindow()
        wait_for(door)
        assert window.shell.page is not None
        return window.shell.page

    yield build
    for door in doors:
        door.stop()
    assert troubles == []
    gc.collect()
