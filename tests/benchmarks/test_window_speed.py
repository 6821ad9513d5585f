"""From nothing to a window that is shown: the program beside a bare PySide6 window with the same font, as processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from app.resources import resource

pytestmark = pytest.mark.bench

ROUNDS = 9
MOST = 1.5
BARE = f"""
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
family = QFontDatabase.applicationFontFamilies(
    QFontDatabase.addApplicationFont({str(resource("fonts/NotoSansSC-Regular.ttf"))!r})
)[0]
app.setFont(QFont(family, 11))
window = QLabel("惠村")
window.show()
QTimer.singleShot(0, window.close)
app.exec()
"""


def test_the_window_is_shown_within_one_and_a_half_bare_windows(tmp_path: Path) -> None:
    ours = [sys.executable, "-m", "app", "--smoke", "--book", str(tmp_path / "none")]
    bare = [sys.executable, "-c", BARE]
    _seconds(ours, tmp_path)
    _seconds(bare, tmp_path)

    pairs = [(_seconds(ours, tmp_path), _seconds(bare, tmp_path)) for _ in range(ROUNDS)]

    ratio = median(window / plain for window, plain in pairs)
    print(f"window shown: × {ratio:.2f} of a bare window with the same font (at most {MOST})")
    assert ratio <= MOST


def _seconds(command: list[str], home: Path) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home)}
    began = time.perf_counter()
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return time.perf_counter() - began
