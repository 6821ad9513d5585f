"""Reference cycles are collected on the main thread only.

Python would collect them on whichever thread happens to allocate, and a widget that is freed on the reading or writing
thread takes its timers and events with it in the wrong place: Qt then calls into freed memory.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class Collector(QObject):
    """Looks once a second whether a generation is due, as the interpreter itself would."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> int:
        """Collect the oldest generation that is due; how many objects were freed."""
        gc.disable()  # a library may have switched it on again
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [number for number in range(3) if limits[number] and counts[number] > limits[number]]
        return gc.collect(max(due)) if due else 0
