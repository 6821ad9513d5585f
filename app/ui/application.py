"""Opens the window: reads the few options, makes the application, and builds the parts; nothing heavy before paint."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.entrance.offer import Practice

NO_SCREEN = (
    "没有找到屏幕，窗口打不开。账本没有改动。"
    "请在有桌面的电脑上打开，或用命令行：huicun --help；只试装得对不对：huicun --smoke。"
)

LISTEN_MS = 400


def main(arguments: list[str]) -> int:
    """Open the window on the book at --book (else the usual folder); `--smoke` opens and closes it offscreen."""
    options = _Options(arguments)
    if options.error:
        print(options.error, file=sys.stderr)
        return 2
    if options.smoke:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not has_screen():
        print(NO_SCREEN, file=sys.stderr)
        return 1
    return _run(options)


def has_screen() -> bool:
    """Whether Qt can open a window here; without a display it would abort the program."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class _Options:
    """--smoke, --book DIR, --on DATE; the same words as on the command line, read without argparse."""

    def __init__(self, arguments: list[str]) -> None:
        self.smoke = False
        self.book: Path | None = None
        self.on: date | None = None
        self.error = ""
        words = iter(arguments)
        for word in words:
            name, _, value = word.partition("=")
            if word == "--smoke":
                self.smoke = True
            elif name in ("--book", "--on"):
                self._take(name, value or next(words, ""))
            else:
                self.error = f"没有这个选项：{word}。账本没有改动。请看 huicun --help。"

    def _take(self, name: str, value: str) -> None:
        if not value:
            self.error = f"{name} 后面要有内容。账本没有改动。请看 huicun --help。"
        elif name == "--book":
            self.book = Path(value).expanduser().absolute()
        else:
            try:
                self.on = date.fromisoformat(value)
            except ValueError:
                self.error = f"日期要写成 2026-11-20 这样，现在是 {value}。账本没有改动。请改好再试。"


def _run(options: _Options) -> int:
    from PySide6.QtCore import QTimer

    from app.services.folders import default_folder, has_book, preferences_file
    from app.ui.preferences import read_preferences
    from app.ui.start import make_application
    from app.ui.window import Window
    from app.ui.work import Work

    folder = options.book or default_folder()
    known = has_book(folder)
    if known and not options.smoke and _first_window_answers(folder):
        return 0
    file = preferences_file()
    preferences = read_preferences(file)
    app = make_application(preferences, ground_only=True)
    work = Work(on=options.on)
    offer = None if known else _practice_offer
    window = Window(work, folder, preferences, exists=known, practice=offer, later=True)
    QTimer.singleShot(0, window.begin)
    if options.smoke:
        QTimer.singleShot(0, window.close)
    else:
        _Memory(file).follow(window)
        QTimer.singleShot(LISTEN_MS, window, window.listen)
    if preferences.maximized and not options.smoke:
        window.showMaximized()
    else:
        window.show()
    status = app.exec()
    work.stop()
    return status


def _first_window_answers(folder: Path) -> bool:
    """Whether this book has a window already, which came to the front now."""
    from app.ui.single import raise_the_first

    return raise_the_first(folder)


def _practice_offer() -> Practice:
    from app.demo import PASSWORD, make_village
    from app.ui.entrance.offer import Practice

    return Practice(make_village, PASSWORD)


class _Memory:
    """Writes what the window remembers."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def follow(self, window: object) -> None:
        window.remembered.connect(self._write)  # type: ignore[attr-defined]

    def _write(self, preferences: object) -> None:
        from app.ui.preferences import write_preferences

        write_preferences(self._file, preferences)  # type: ignore[arg-type]
