"""Both faces and the cards: plain names, Tab reaches all, room at every text size, nothing left behind."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services.bundles import export_bundle
from app.services.exchange_files import import_at
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.village import VillageFace
from app.ui.places import Place, Where
from app.ui.preferences import Preferences
from app.ui.theme import Theme, apply_theme
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.villages import DAY, Desks, add_household
from tests.ui.conftest import wait_for
from tests.ui.test_sweeps import CONTROLS, own, seen

Show = Callable[..., ExchangePage]
FACES = ("village", "village cards", "township", "township cards")
SMALLEST = (1366, 690)


@pytest.fixture
def sent(desks: Desks) -> Desks:
    """One bundle delivered with rows that came back, and another on its way."""
    add_household(desks.village, "5131239999", "尚木兰", remark="长" * 100_001, head_id="513123198109263429")
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
    desks.answer()
    export_bundle(desks.village, desks.stick, on=DAY)
    return desks


def open_face(show: Show, desks: Desks, face: str, size: tuple[int, int] = SMALLEST) -> ExchangePage:
    book = desks.township if face.startswith("township") else desks.village
    return show(book, size=size, detail="pair" if face.endswith("cards") else "")


def room_of(page: ExchangePage) -> tuple[int, int]:
    size = page.window().shell.stack.currentWidget().maximumViewportSize()
    return size.width(), size.height()


def unfold(page: ExchangePage) -> None:
    """Open what can be folded out."""
    if isinstance(page.face, VillageFace):
        page.face.receipt.open_reading()
    page.pairing.escrow.open.click()


def reached_by_tab(page: ExchangePage, steps: int) -> set[QWidget | None]:
    reached = set()
    for _ in range(steps):
        reached.add(QApplication.focusWidget())
        page.window().focusNextChild()
    return reached


@pytest.mark.parametrize("face", FACES)
def test_a_face_keeps_the_rules_of_every_page(show: Show, sent: Desks, face: str) -> None:
    page = open_face(show, sent, face)
    least, room, now = page.outer.minimumSize().toTuple(), room_of(page), QApplication.focusWidget()
    primary = [each for each in own(seen(page, CONTROLS)) if each.property("kind") == "primary"]
    unfold(page)
    controls = own(seen(page, CONTROLS))
    names = [each.accessibleName() for each in controls]
    wanted = {each for each in controls if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    reached = reached_by_tab(page, len(wanted) + 60)

    assert least[0] <= room[0]
    assert least[1] <= room[1]
    assert len(primary) == 1
    assert now is not None
    assert page.isAncestorOf(now)
    assert [name for name in names if not name or "&" in name or "(" in name] == []
    assert [each.accessibleName() for each in wanted - reached] == []


@pytest.mark.parametrize("size", [125, 150])
@pytest.mark.parametrize("face", FACES)
def test_large_text_never_scrolls_sideways(show: Show, sent: Desks, qapp: QApplication, face: str, size: int) -> None:
    apply_theme(qapp, Theme(text_size=size))
    page = open_face(show, sent, face, (1366, 768))

    assert page.outer.minimumSize().width() <= page.window().shell.stack.currentWidget().viewport().width()


@pytest.mark.parametrize("face", ["village", "township"])
def test_closing_frees_the_page(qapp: QApplication, sent: Desks, face: str) -> None:
    book = sent.village if face == "village" else sent.township
    door = Work(on=DAY)
    window = Window(door, book.folder, Preferences(width=1366, height=718), exists=True)
    window.show()
    window.enter(book)
    assert window.shell is not None
    window.shell.go(Place(Where.EXCHANGE))
    wait_for(door)
    gone = weakref.ref(window.shell.page)

    door.stop()
    window.close()
    window.deleteLater()
    door.deleteLater()
    del window, door
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        gc.collect()

    assert gone() is None
