"""The practice village: made anew from invented samples, opened in the window or lived for one day without a screen."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.storage.book import Book

DAY = date(2026, 11, 20)
PASSWORD = "练习村的密码2026"  # noqa: S105 - of the practice village only, printed when it is made


@dataclass(frozen=True, slots=True)
class Practice:
    """Where the practice village is made, with which password, and on which day it lives."""

    folder: Path
    password: str
    on: date


def practice(folder: Path | None, password: str | None, on: date | None) -> Practice:
    """What was asked for, else the practice folder, its printed password, and its usual day."""
    from app.services.folders import practice_folder

    return Practice(folder or practice_folder(), password or PASSWORD, on or DAY)


def make_village(on: date) -> Book:
    """The practice village in its usual folder, made anew up to a day; answers the open book."""
    chosen = practice(None, None, on)
    return _make_past(chosen)


def open_window(chosen: Practice) -> int:
    """Make the village's past, then open the window on it; says so where there is no screen."""
    from app.ui.application import has_screen
    from app.ui.application import main as window

    if not has_screen():
        print("没有找到屏幕。要不开窗口过练习日，请用：huicun demo --headless --out 文件夹。", file=sys.stderr)
        return 1
    _make_past(chosen).close()
    print(f"练习村在 {chosen.folder}，密码：{chosen.password}", flush=True)
    return window(["--book", str(chosen.folder), "--on", chosen.on.isoformat()])


def live_day(chosen: Practice, out: Path) -> Path:
    """Live the day without a screen and leave its papers in `out`; answers the path of summary.json."""
    from app.demo.day import live

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return live(chosen.folder, chosen.password, chosen.on, out)


def _make_past(chosen: Practice) -> Book:
    from app.demo.village import make_past, set_practice_aside

    set_practice_aside(chosen.folder, chosen.password)
    return make_past(chosen.folder, chosen.password, chosen.on)
