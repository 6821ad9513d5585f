"""The one door to file dialogs of the exchange, and a path that can as well be typed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

_NARROW = 120


class Way(Enum):
    """What kind of place is chosen."""

    FILE = "选文件"
    FOLDER = "选文件夹"
    EITHER = "选文件 "
    SAVE = "选位置"


def choose_place(parent: QWidget, way: Way, title: str, start: str, kinds: str = "") -> Path | None:
    """Ask for a place; None where nothing was chosen. Without a desktop Qt's own dialog is taken."""
    options = QFileDialog.Option(0)
    if QGuiApplication.platformName() == "offscreen":
        options = QFileDialog.Option.DontUseNativeDialog
    if way is Way.FOLDER:
        chosen = QFileDialog.getExistingDirectory(parent, title, start, options | QFileDialog.Option.ShowDirsOnly)
    elif way is Way.SAVE:
        chosen = QFileDialog.getSaveFileName(parent, title, start, kinds, options=options)[0]
    else:
        chosen = QFileDialog.getOpenFileName(parent, title, start, kinds, options=options)[0]
    return Path(chosen) if chosen else None


class PlaceField(QWidget):
    """A line for a path with its button; `entered` comes on Enter and when a place was chosen in the dialog."""

    edited = Signal()
    entered = Signal()

    def __init__(self, label: str, way: Way, *, kinds: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way, self._label, self._kinds = way, label, kinds
        theme = theme_now()
        self.field = Field(label, needed=True, bare=True)
        self.field.line.setMinimumWidth(theme.px(_NARROW))
        self.field.line.setClearButtonEnabled(False)
        self.field.edited.connect(self.edited)
        self.field.entered.connect(self.entered)
        word = Label(label, Role.SMALL, Tone.MUTED)
        word.setBuddy(self.field.line)
        self.button = Button(way.value.strip(), self._choose, spoken=f"{way.value.strip()}：{label}")
        line = QHBoxLayout()
        line.setSpacing(theme.px(6))
        line.addWidget(self.field, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.folder_button = Button("文件夹", self._choose_folder, spoken=f"选文件夹：{label}")
        if way is Way.EITHER:
            self.button.set_word("文件", f"选文件：{label}")
        else:
            self.folder_button.hide()
        line.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        column.addWidget(word)
        column.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def place(self) -> Path | None:
        """What is typed; `~` is the user's own folder."""
        text = self.field.text
        return Path(text).expanduser() if text else None

    def set_place(self, place: Path | None) -> None:
        """Put a path in."""
        text = str(place) if place is not None else ""
        if text != self.field.text:
            self.field.set_text(text)

    def take_focus(self) -> None:
        """Put the keyboard here, with the old path ready to be typed over."""
        self.field.take_focus()
        self.field.line.selectAll()

    def needed(self) -> Path | None:
        """The place; where there is none, say so and take the keyboard."""
        if not self.field.judge():
            self.take_focus()
            return None
        return self.place

    def _choose(self) -> None:
        self._ask(Way.FILE if self._way is Way.EITHER else self._way)

    def _choose_folder(self) -> None:
        self._ask(Way.FOLDER)

    def _ask(self, way: Way) -> None:
        chosen = choose_place(self, way, self._label, self.field.text, self._kinds)
        if chosen is not None:
            self.set_place(chosen)
            self.entered.emit()

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(theme_now().px(260), 0))
