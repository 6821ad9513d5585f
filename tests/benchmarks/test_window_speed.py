"""From nothing to a window that is shown: the program beside a bare PySide6 window with the same font.

The program shows its empty ground first and puts the way in into it right after; that part is not measured here.
"""

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
STAMPED = """
import os, sys, time
from PySide6.QtWidgets import QWidget
show = QWidget.show
def stamp(window):
    show(window)
    window.repaint()
    print(time.monotonic(), flush=True)
    os._exit(0)
QWidget.show = stamp
"""
OURS = (
    STAMPED
    + """
from app.ui.application import main
sys.exit(main(["--smoke", "--book", sys.argv[1]]))
"""
)
BARE = (
    STAMPED
    + f"""
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
font = {str(resource("fonts/NotoSansSC-Regular.ttf"))!r}
family = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(font))[0]
app.setFont(QFont(family, 11))
window = QLabel("惠村")
window.resize(1366, 768)
window.show()
"""
)


def test_the_window_is_shown_within_one_and_a_half_bare_windows(tmp_path: Path) -> None:
    _seconds(OURS, tmp_path)
    _seconds(BARE, tmp_path)

    pairs = [(_seconds(OURS, tmp_path), _seconds(BARE, tmp_path)) for _ in range(ROUNDS)]

    ratio = median(window / plain for window, plain in pairs)
    print(f"window shown: × {ratio:.2f} of a bare window with the same font (at most {MOST})")
    assert ratio <= MOST


def _seconds(script: str, home: Path) -> float:
    """Seconds from the start of a fresh interpreter until its first window is shown."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(home / "compiled")
    began = time.monotonic()
    command = [sys.executable, "-c", script, str(home / "none")]
    done = subprocess.run(command, check=True, timeout=60, env=environment, capture_output=True, text=True)
    return float(done.stdout.splitlines()[0]) - began
