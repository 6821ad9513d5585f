"""Both faces and the cards: plain names, Tab reaches all, room at every text size, nothing left behind."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.bundles import export_bundle
from app.services.exchange_files import import_at
from app.storage.book import Book
from app.ui.exchange.page import ExchangePage
from app.ui.theme import Theme, apply_theme
from tests.helpers.villages import DAY, Desks, add_household
from tests.ui.test_sweeps import CONTROLS, own, seen

Show = Callable[..., ExchangePage]
FACES = ("village", "pairing", "township", "township pairing")
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
    book: Book = desks.township if face.startswith("township") else desks.village
    return show(book, size=size, detail="pair" if face.endswith("pairing") else "")


def open_everything(page: ExchangePage) -> None:
    """All that can be folded out at the same time."""
    for part in ("receipt", "slip"):
        card = getattr(page.face, part, None)
        if card is not None and part == "receipt":
            card.open_reading()
    page.pairing.escrow.open.click()


@pytest.mark.parametrize("face", FACES)
def test_every_control_has_a_plain_name(show: Show, sent: Desks, face: str) -> None:
    page = open_face(show, sent, face)
    open_everything(page)

    nameless = [
        (type(each).__name__, each.accessibleName())
        for each in own(seen(page, CONTROLS))
        if not each.accessibleName() or "&" in each.accessibleName() or "(" in each.accessibleName()
    ]

    assert nameless == []


@pytest.mark.parametrize("face", FACES)
def test_tab_reaches_everything(show: Show, sent: Desks, face: str) -> None:
    page = open_face(show, sent, face)
    open_everything(page)
    wanted = {
        each for each in own(seen(page, CONTROLS)) if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    }

    reached = set()
    for _ in range(len(wanted) + 60):
        reached.add(QApplication.focusWidget())
        page.window().focusNextChild()

    assert [each.accessibleName() for each in wanted - reached] == []


@pytest.mark.parametrize("face", FACES)
def test_the_smallest_screen_holds_the_page_without_scrolling(show: Show, sent: Desks, face: str) -> None:
    page = open_face(show, sent, face)

    room = page.window().shell.stack.currentWidget().maximumViewportSize()
    assert page.outer.minimumSize().width() <= room.width()
    assert page.outer.minimumSize().height() <= room.height()


@pytest.mark.parametrize("size", [125, 150])
@pytest.mark.parametrize("face", FACES)
def test_large_text_never_scrolls_sideways(show: Show, sent: Desks, qapp: QApplication, face: str, size: int) -> None:
    apply_theme(qapp, Theme(text_size=size))
    page = open_face(show, sent, face, (1366, 768))

    frame = page.window().shell.stack.currentWidget()
    assert page.outer.minimumSize().width() <= frame.viewport().width()


@pytest.mark.parametrize("face", FACES)
def test_there_is_one_primary_button_and_the_keyboard_is_on_the_page(show: Show, sent: Desks, face: str) -> None:
    page = open_face(show, sent, face)

    primary = [each for each in own(seen(page, CONTROLS)) if each.property("kind") == "primary"]
    now = QApplication.focusWidget()
    assert len(primary) == 1
    assert now is not None
    assert page.isAncestorOf(now)


@pytest.mark.parametrize("face", ["village", "township"])
def test_closing_frees_the_page(show: Show, sent: Desks, face: str) -> None:
    page = open_face(show, sent, face)
    window = page.window()
    gone = weakref.ref(page)

    window.work.stop()
    window.close()
    window.deleteLater()
    del page, window
    for _ in range(3):
        QApplication.sendPostedEvents(None, 52)  # DeferredDelete
        QApplication.processEvents()
        gc.collect()

    assert gone() is None
