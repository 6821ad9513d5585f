"""Keys on the exchange page: acts by their key, and places typed into the field that has the keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.exchange.page import ExchangePage
from tests.ui.conftest import wait_for
from tests.ui.typing import press, type_text

ENTER = Qt.Key.Key_Return
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ANIMATED_MS = 150  # a button pressed by its shortcut is seen going down for 100 ms before it acts


def act(page: ExchangePage, key: Qt.Key = ENTER, modifier: Qt.KeyboardModifier = CTRL) -> None:
    """Press the key of a button, and wait for what it does."""
    press(key, modifier)
    QTest.qWait(ANIMATED_MS)
    wait_for(page.work)


def type_place(page: ExchangePage, place: Path) -> None:
    """Type a path over what stands in the field, and press Enter."""
    press(Qt.Key.Key_A, CTRL)
    type_text(str(place))
    press(ENTER)
    wait_for(page.work)
