"""Pictures of the main pages of an open book, drawn without a screen: for the practice day, the manual, and tests."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice
from PySide6.QtWidgets import QApplication

from app.files import make_folder, write_atomic
from app.ui.places import Place, Where
from app.ui.preferences import Preferences
from app.ui.registry import in_rail
from app.ui.start import make_application
from app.ui.window import SIZE, Window
from app.ui.work import Work

if TYPE_CHECKING:
    from app.storage.book import Book

LONGEST = 20.0  # seconds for one page to have read and shown everything


@dataclass(frozen=True, slots=True)
class Picture:
    """One page to draw: the name of its file and the place it is open on."""

    name: str
    place: Place


def save_pictures(book: Book, on: date, folder: Path, more: tuple[Picture, ...] = ()) -> list[Path]:
    """Draw every page of the rail, and `more`, into PNG files in `folder`; the book stays open. Answers the files."""
    app = make_application(Preferences())
    make_folder(folder, what="图片文件夹")
    work = Work(on=on)
    window = Window(work, book.folder, Preferences(), exists=True)
    try:
        window.resize(*SIZE)
        window.enter(book)
        window.show()
        pictures = [Picture(str(entry.where), Place(Where(entry.where))) for entry in in_rail(book.role)]
        return [_draw(app, window, work, picture, folder) for picture in (*pictures, *more)]
    finally:
        work.book = None  # whoever opened the book closes it
        window.close()
        work.stop()


def _draw(app: QApplication, window: Window, work: Work, picture: Picture, folder: Path) -> Path:
    assert window.shell is not None
    window.shell.go(picture.place)
    _settle(app, work)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    path = folder / f"{picture.name}.png"
    write_atomic(path, bytes(buffer.data().data()), what="图片")
    return path


def _settle(app: QApplication, work: Work) -> None:
    """Let the page read and paint; two quiet rounds, because an answer may ask for more."""
    until = time.monotonic() + LONGEST
    quiet = 0
    while quiet < 2 and time.monotonic() < until:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        quiet = 0 if work.busy else quiet + 1
