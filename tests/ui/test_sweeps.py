"""What holds for every page: names, Tab order, room, keys, one primary button, and nothing left behind when closed."""

from __future__ import annotations

import gc
import shutil
import weakref
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.storage.book import Book, open_book
from app.ui.fonts import load_fonts
from app.ui.loans.acts.catalogue import FORMS
from app.ui.page import Page
from app.ui.places import Place, Where
from app.ui.preferences import Preferences
from app.ui.registry import PAGES
from app.ui.settings.page import ROOMS
from app.ui.theme import Theme, apply_theme
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.books import PASSWORD
from tests.ui.conftest import settle, wait_for
from tests.ui.practice import TODAY, application, note

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
HOUSEHOLD = "5131230043"
APPLICATION = "SQ2026-0001"
ACTS = tuple(name for name in FORMS if name != "reverse")
PLACES = (
    Place(Where.TODAY),
    Place(Where.HOUSEHOLDS, HOUSEHOLD),
    Place(Where.HOUSEHOLDS, detail="new"),
    Place(Where.IMPORT, detail="roster"),
    Place(Where.HOUSEHOLDS, HOUSEHOLD, "务工"),
    Place(Where.HOUSEHOLDS, HOUSEHOLD, "文书"),
    Place(Where.HOUSEHOLDS, HOUSEHOLD, "户情"),
    Place(Where.HOUSEHOLDS, HOUSEHOLD, "历史"),
    Place(Where.VILLAGE),
    Place(Where.VILLAGE, "应贷未贷"),
    Place(Where.RATING, HOUSEHOLD),
    Place(Where.LOANS),
    Place(Where.LOAN, note(0)),
    *(Place(Where.LOAN, note(0), act) for act in ACTS),
    Place(Where.SLIPS),
    Place(Where.APPLY, HOUSEHOLD),
    Place(Where.APPLY, HOUSEHOLD, "record"),
    Place(Where.APPLY, APPLICATION, "application"),
    Place(Where.APPLY, HOUSEHOLD, f"record:{note(1)}"),
    Place(Where.DUE),
    Place(Where.DUE, detail="overdue"),
    Place(Where.VISITS),
    Place(Where.PRINT, "45", "due:F7"),
    Place(Where.PRINT, detail="papers"),
    Place(Where.PRINT, detail="calibrate"),
    Place(Where.FORMS, "F1"),
    Place(Where.LEDGERS),
    Place(Where.LEDGERS, detail="reports"),
    Place(Where.CHECK),
    Place(Where.EXCHANGE),
    Place(Where.SETTINGS),
    *(Place(Where.SETTINGS, detail=room.key) for room in ROOMS),
    Place(Where.HELP),
)


def go_to(window: Window, place: Place) -> Page:
    """Open a place and wait until it is shown whole."""
    assert window.shell is not None
    window.shell.go(place)
    wait_for(window.work)
    page = window.shell.page
    assert page is not None
    return page


def seen(page: QWidget, kinds: tuple[type, ...]) -> list[QWidget]:
    """The controls of a page that can be seen and used."""
    return [
        child
        for child in page.findChildren(QWidget)
        if isinstance(child, kinds) and child.isVisibleTo(page) and not isinstance(child, QScrollBar)
    ]


def own(controls: list[QWidget]) -> list[QWidget]:
    """Without the inner parts of a combo box, which speak through it."""
    return [each for each in controls if not isinstance(each.parentWidget(), QComboBox) and _whole(each)]


def _whole(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QComboBox | QAbstractItemView):
            return False
        above = above.parentWidget()
    return True


@dataclass
class Swept:
    """What was found wrong on one walk through all pages, by what should hold."""

    nameless: list[object] = field(default_factory=list)
    unreached: list[object] = field(default_factory=list)
    scrolling: list[object] = field(default_factory=list)
    primaries: list[object] = field(default_factory=list)
    unfocused: list[object] = field(default_factory=list)
    doubled: list[object] = field(default_factory=list)
    stray: list[object] = field(default_factory=list)


class _StrayWindows(QObject):
    """Notes every part that shows itself before it has a place, which flashes as a window of its own."""

    def __init__(self, found: Swept, window: Window) -> None:
        super().__init__()
        self._found, self._window = found, window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched is not self._window
        if shown and watched.isWindow():
            self._found.stray.append((type(watched).__name__, watched.accessibleName()))
        return False


@pytest.fixture(scope="module")
def swept(made_village: Path, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Swept:
    """One walk through all pages at 1366 × 690, 100 %."""
    load_fonts()
    apply_theme(qapp, Theme())
    folder = tmp_path_factory.mktemp("sweep") / "book"
    shutil.copytree(made_village, folder)
    door = Work(on=TODAY)
    window = Window(door, folder, Preferences(width=1366, height=690), exists=True)
    window.show()
    book = open_book(folder, PASSWORD)
    assert application(book) == APPLICATION
    window.enter(book)
    window.activateWindow()
    found = Swept()
    watch = _StrayWindows(found, window)
    qapp.installEventFilter(watch)
    for place in PLACES:
        page = go_to(window, place)
        _sweep(found, window, page, place)
    qapp.removeEventFilter(watch)
    door.stop()
    window.close()
    window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return found


def _sweep(found: Swept, window: Window, page: Page, place: Place) -> None:
    at = (str(place.where), place.detail)
    now = QApplication.focusWidget()
    if now is None or not page.isAncestorOf(now):
        found.unfocused.append((at, now))
    frame = window.shell.stack.currentWidget()
    room, size = frame.maximumViewportSize(), page.size()
    if size.width() > room.width() or size.height() > room.height():
        found.scrolling.append((at, size.toTuple(), room.toTuple()))
    controls = own(seen(page, CONTROLS))
    for control in controls:
        name = control.accessibleName()
        if not name or "&" in name or "(" in name:
            found.nameless.append((at, type(control).__name__, name))
    primary = [each for each in controls if each.property("kind") == "primary" and each.isEnabled()]
    if len(primary) > 1 and place.detail not in ACTS:  # an act in place has its own beside the page's
        found.primaries.append((at, [each.accessibleName() for each in primary]))
    keys: dict[str, str] = {}
    for button in controls:
        key = button.shortcut().toString() if isinstance(button, QAbstractButton) else ""
        if key and key in keys:
            found.doubled.append((at, key, keys[key], button.accessibleName()))
        keys[key] = button.accessibleName()
    found.unreached += [(at, each.accessibleName()) for each in _unreached(window, controls)]


def _unreached(window: Window, controls: list[QWidget]) -> list[QWidget]:
    """The controls at which Tab never stops; of an exclusive group one is enough, arrows reach the others."""
    wanted = [each for each in controls if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    reached: set[QWidget] = set()
    if wanted:
        wanted[0].setFocus()
    for _ in range(len(wanted) + 60):
        now = QApplication.focusWidget()
        if now is not None:
            reached.add(now)
        window.focusNextChild()
    groups = {each.group() for each in reached if isinstance(each, QAbstractButton) and each.group() is not None}
    return [
        each
        for each in wanted
        if each not in reached and not (isinstance(each, QAbstractButton) and each.group() in groups)
    ]


def test_every_control_of_every_page_has_a_plain_name(swept: Swept) -> None:
    assert swept.nameless == []


def test_tab_reaches_every_control_of_every_page(swept: Swept) -> None:
    assert swept.unreached == []


def test_every_page_fits_the_smallest_screen_at_a_hundred_per_cent(swept: Swept) -> None:
    assert swept.scrolling == []


def test_a_page_has_at_most_one_primary_button_in_sight(swept: Swept) -> None:
    assert swept.primaries == []


def test_the_keyboard_is_on_the_page_when_it_opens(swept: Swept) -> None:
    assert swept.unfocused == []


def test_no_two_buttons_of_a_page_answer_to_the_same_key(swept: Swept) -> None:
    assert swept.doubled == []


def test_no_part_flashes_as_a_window_of_its_own(swept: Swept) -> None:
    assert swept.stray == []


@pytest.mark.parametrize("size", [125, 150, 200])
def test_large_text_never_needs_to_scroll_sideways(qtbot: QtBot, village: Book, qapp: QApplication, size: int) -> None:
    apply_theme(qapp, Theme(text_size=size))
    door = Work(on=TODAY)
    window = Window(door, village.folder, Preferences(width=1366, height=768, text_size=size), exists=True)
    qtbot.addWidget(window)
    window.show()
    application(village)
    window.enter(village)
    settle(qtbot, door)
    too_wide = []
    for place in PLACES:
        page = go_to(window, place)
        frame = window.shell.stack.currentWidget()
        allowed = 1.0 if size < 200 else 1.6
        if page.outer.minimumSize().width() > frame.viewport().width() * allowed:
            too_wide.append((place.where, place.detail, page.outer.minimumSize().width(), frame.viewport().width()))
    door.stop()

    assert too_wide == []


def test_closing_frees_every_page(qtbot: QtBot, village: Book) -> None:
    door = Work(on=TODAY)
    window = Window(door, village.folder, Preferences(width=1366, height=718), exists=True)
    window.show()
    window.enter(village)
    settle(qtbot, door)
    pages = [weakref.ref(go_to(window, place)) for place in PLACES if not place.detail]

    window.close()
    qtbot.waitUntil(window.isHidden, timeout=20_000)  # a backup comes first
    window.deleteLater()
    door.deleteLater()
    del window, door
    for _ in range(3):
        QApplication.sendPostedEvents(None, 52)  # DeferredDelete
        QApplication.processEvents()
        gc.collect()

    assert [ref() for ref in pages if ref() is not None] == []


def test_every_page_of_the_registry_is_swept() -> None:
    pages = {entry.where for entry in PAGES if entry.village}  # the township's own: tests/ui/desk
    assert pages == {place.where for place in PLACES}
