"""A keyboard on the window, and nothing else: it types, presses, tabs to what it reads aloud, and counts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.ui.window import Window
from app.ui.work import Work

LONGEST = 30.0  # seconds for one act on a slow machine
ANIMATED_MS = 130  # a button pressed by its shortcut acts 100 ms later
PAUSE_MS = 300  # the search asks 60 ms after the last key, a draft 250
MOST_TABS = 90
NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ENTER, TAB, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Down


@dataclass
class Keyboard:
    """Every key pressed and every character typed counts as one stroke, in the task that is open.

    Paths count apart: a stick that is plugged in is found by itself, and here it is a folder with a long name.
    """

    window: Window
    work: Work
    shots: Path
    strokes: dict[str, int] = field(default_factory=dict)
    of_paths: dict[str, int] = field(default_factory=dict)
    _task: str = ""

    @contextmanager
    def task(self, name: str) -> Iterator[None]:
        """Count what is pressed inside under this name, then keep a picture of the window."""
        self._task, self.strokes[name], self.of_paths[name] = name, 0, 0
        yield
        self._task = ""
        self.picture(name)

    # --- pressing ---

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """One key; whatever it starts is awaited."""
        self._count(1)
        QTest.keyClick(self.focus, key, modifier)
        if modifier is not NONE:
            QTest.qWait(ANIMATED_MS)
        self.wait()

    def type(self, text: str) -> None:
        """A text; Chinese comes from an input method, a character at a stroke."""
        self._count(len(text))
        self._enter(text)

    def type_path(self, path: Path) -> None:
        """A path over what stands in the field; its characters count apart."""
        self.press(Qt.Key.Key_A, CTRL)
        if self._task:
            self.of_paths[self._task] += len(str(path))
        self._enter(str(path))

    def _enter(self, text: str) -> None:
        if text.isascii():
            QTest.keyClicks(self.focus, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QCoreApplication.sendEvent(self.focus, event)
        QApplication.processEvents()

    def tab_to(self, name: str) -> None:
        """Tab until the one with this name has the keyboard; fails where Tab never comes there."""
        for _ in range(MOST_TABS):
            if self.name == name:
                return
            self._count(1)
            QTest.keyClick(self.focus, TAB)
            QApplication.processEvents()
        raise AssertionError(f"Tab does not reach {name}; it stands at {self.name}")

    def fill(self, name: str, text: str) -> None:
        """Tab to a field and type."""
        self.tab_to(name)
        self.type(text)

    @contextmanager
    def answering(self, path: Path) -> Iterator[None]:
        """What is pressed inside opens a file dialog; the path is typed there, and Enter."""
        answered: list[bool] = []
        QTimer.singleShot(300, self.window, lambda: self._answer(path, answered))
        yield
        assert answered, "no file dialog came up"
        self.window.activateWindow()  # a desktop gives the keyboard back by itself
        QTest.qWaitForWindowActive(self.window)

    def _answer(self, path: Path, answered: list[bool]) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        answered.append(True)
        self.type_path(path)
        self._count(1)
        QTest.keyClick(self.focus, ENTER)

    # --- seeing ---

    @property
    def focus(self) -> QWidget:
        """Who has the keyboard."""
        now = QApplication.focusWidget() or QApplication.activeWindow()
        assert now is not None
        return now

    @property
    def name(self) -> str:
        """What a screen reader calls who has the keyboard."""
        return self.focus.accessibleName()

    def wait(self) -> None:
        """Two quiet rounds of the event loop, because an answer may ask for more."""
        until = time.monotonic() + LONGEST
        quiet = 0
        while quiet < 2:
            QApplication.processEvents()
            quiet = 0 if self.work.busy else quiet + 1
            assert time.monotonic() < until, "the work did not come to an end"
            if self.work.busy:
                time.sleep(0.002)

    def pause(self) -> None:
        """Look up from the keyboard: what waits for a pause in typing comes."""
        QTest.qWait(PAUSE_MS)
        self.wait()

    def picture(self, name: str) -> QImage:
        """A picture of the window, kept as a file; it must show something."""
        image = self.window.grab().toImage()
        assert image.save(str(self.shots / f"{len(list(self.shots.iterdir())):02}-{name}.png"))
        colors = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 5)}
        assert len(colors) > 20, f"the picture of {name} is blank"
        return image

    def table(self) -> str:
        """The strokes of each task, for people."""
        lines = [
            f"{count:>5}  {task}" + (f"（另有路径 {self.of_paths[task]} 字）" if self.of_paths[task] else "")
            for task, count in self.strokes.items()
        ]
        return "\n".join(["按键数  事情", *lines])

    def _count(self, strokes: int) -> None:
        if self._task:
            self.strokes[self._task] += strokes
