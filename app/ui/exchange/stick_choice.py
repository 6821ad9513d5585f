"""Which stick: the removable disks that are plugged in, or another folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.services.sticks import Stick, list_sticks
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

GIGABYTE = 1_000_000_000


class StickChoice(QWidget):
    """`folder` is what is chosen; None where nothing is plugged in."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._other: Path | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme_now().px(6))
        self.field = Field("U盘", control=Choice(), bare=True)
        self.field.edited.connect(self.changed)
        self.nothing = Label("没有看到U盘。插好后按“再找”，或者选一个文件夹。", Role.SMALL, Tone.MUTED, wrap=True)
        self.again = Button("再找", self.look, kind="quiet", icon_name="usb", spoken="再找一遍U盘")
        self.other = Button("文件夹", self._choose, kind="quiet", icon_name="inbox", spoken="选一个文件夹代替U盘")
        line = row(self.field, self.again, self.other, spacing=4, stretch=False)
        line.setStretch(0, 1)
        column.addWidget(self.nothing)
        column.addLayout(line)
        self.look()

    @property
    def folder(self) -> Path | None:
        """Where to write or read."""
        value = self.field.value
        return value if isinstance(value, Path) else None

    @property
    def words(self) -> str:
        """The name of what is chosen."""
        return self.field.text

    def look(self) -> None:
        """Look again which disks are plugged in."""
        options: list[tuple[str, object]] = [(_words(stick), stick.folder) for stick in list_sticks() if stick.writable]
        if self._other is not None:
            options.append((f"文件夹 {self._other}", self._other))
        assert isinstance(self.field.control, Choice)
        self.field.control.set_options(options, self._other)
        self.field.setVisible(bool(options))
        self.nothing.setVisible(not options)
        self.changed.emit()

    def take_folder(self, folder: Path) -> None:
        """Use a folder that stands for the stick."""
        self._other = folder
        self.look()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选U盘或文件夹")
        if chosen:
            self.take_folder(Path(chosen))


def _words(stick: Stick) -> str:
    return f"{stick.name}，可用 {stick.free / GIGABYTE:.1f} GB"
