"""PySide6 6.12.0 drops a reference to None on every void call and kills the interpreter after minutes."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QWidget

CALLS = 2_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from CPython 3.12 on")
def test_void_calls_keep_the_reference_count_of_none(qtbot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)

    for number in range(CALLS):
        widget.setWindowTitle(str(number))

    assert abs(sys.getrefcount(None) - before) < CALLS // 10
