"""When nobody is at the desk: no key and no mouse for some minutes, the screen locked, the computer put to sleep.

Idling and a night's sleep are seen here, on every system; what the desktop itself tells comes from `away_linux` and
`away_windows`, which say nothing where there is nobody to ask.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

USUAL_MINUTES = 5
MINUTES = (2, 5, 10, 15, 30)
TICK_MS = 10_000
SLEPT_SECONDS = 60.0
_INPUT = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}


class Away(QObject):
    """`gone` comes when the book should be hidden; it watches from `start` to `stop`."""

    gone = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._seen = clock()
        self._system: QObject | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.gone)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.look_at_clock)
        self.set_minutes(minutes)

    @property
    def minutes(self) -> int:
        """After how many minutes without a key the book is hidden."""
        return self._idle.interval() // 60_000

    def set_minutes(self, minutes: int) -> None:
        """Another time; one that is not offered counts as the usual five minutes."""
        self._idle.setInterval((minutes if minutes in MINUTES else USUAL_MINUTES) * 60_000)

    def start(self) -> None:
        """The book is in sight from now on."""
        if self._system is None:
            self._system = _desktop(self)
            # an input method swallows the keys of Chinese; what moves then is the cursor
            QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.touch)
        self._seen = self._clock()
        self._idle.start()
        self._tick.start()

    def stop(self) -> None:
        """The book is hidden, or closed."""
        self._idle.stop()
        self._tick.stop()

    def touch(self) -> None:
        """Somebody is there: the minutes begin anew."""
        if self._idle.isActive():
            self._idle.start()

    def look_at_clock(self) -> None:
        """A tick that comes more than a minute late: the computer slept, or its clock was set."""
        now = self._clock()
        late, self._seen = abs(now - self._seen) - TICK_MS / 1000, now
        if late > SLEPT_SECONDS:
            self.gone.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.touch()
        return super().eventFilter(watched, event)


if sys.platform == "win32":

    def _desktop(away: Away) -> QObject:
        """What tells of this system's screen lock and sleep, connected."""
        from app.ui.away_windows import SessionWords

        words = SessionWords(away)
        words.gone.connect(away.gone)
        return words

else:

    def _desktop(away: Away) -> QObject:
        """What tells of this system's screen lock and sleep, connected; quiet where there is no message bus."""
        from app.ui.away_linux import DesktopWords

        words = DesktopWords.of_this_session(away)
        words.gone.connect(away.gone)
        return words
