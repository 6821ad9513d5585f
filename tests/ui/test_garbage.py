"""Widgets in reference cycles are freed on the main thread, whoever allocates."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.garbage import Collector


class Knot:
    """Something that only the cycle collector can free, and that tells on which thread it was."""

    freed_on: list[threading.Thread] = []

    def __init__(self) -> None:
        self.myself = self
        weakref.finalize(self, lambda: Knot.freed_on.append(threading.current_thread()))


def test_a_worker_that_allocates_much_collects_nothing(qapp: QApplication) -> None:
    Collector(qapp)
    Knot.freed_on.clear()
    Knot()

    worker = threading.Thread(target=lambda: [[number] for number in range(200_000)])
    worker.start()
    worker.join()
    assert Knot.freed_on == []

    [[number] for number in range(5_000)]
    gc.collect()
    assert Knot.freed_on == [threading.main_thread()]


def test_the_collector_frees_what_is_due(qtbot: QtBot, qapp: QApplication) -> None:
    collector = Collector(qapp)
    for _ in range(2_000):
        knot: list[object] = []
        knot.append(knot)
    widget = QWidget()
    widget.myself = widget
    gone = weakref.ref(widget)
    del widget

    freed = collector.look()

    assert freed >= 2_000
    assert gone() is None
