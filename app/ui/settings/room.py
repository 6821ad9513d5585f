"""A room of 设置: a column on one subject, read when it is first seen and again when its facts changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.ui.changed import Changed
from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

if TYPE_CHECKING:
    from app.ui.settings.page import SettingsPage

FIELD_WIDTH = 360


class Room(QWidget):
    """`key` names it in a place, `word` stands on its tab; `township` where a township's desk has it too."""

    key: ClassVar[str] = ""
    word: ClassVar[str] = ""
    township: ClassVar[bool] = True
    hears: ClassVar[Changed] = Changed.SETTINGS

    def __init__(self, page: SettingsPage) -> None:
        super().__init__()
        self.page, self.work = page, page.work
        self.stale = True
        theme = theme_now()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, theme.px(8), 0, 0)
        self.column.setSpacing(theme.px(8))
        self.said = Label("", wrap=True)
        self.build()
        self.column.addStretch(0)

    def build(self) -> None:
        """Lay it out."""

    def refresh(self) -> None:
        """Read again and show."""

    def first_focus(self) -> QWidget | None:
        """Who has the keyboard when the room opens."""
        return None

    def title(self, words: str) -> None:
        """A heading inside the room."""
        self.column.addWidget(Label(words, Role.CARD_TITLE))

    def note(self, words: str) -> Label:
        """An explanation in small muted ink."""
        label = Label(words, Role.SMALL, Tone.MUTED, wrap=True)
        self.column.addWidget(label)
        return label

    def say(self, words: str) -> None:
        """What was done, or why it was not."""
        self.said.setText(words)

    def choose_file(self, title: str, kinds: str) -> Path | None:
        """Ask for a file to read."""
        chosen, _kind = QFileDialog.getOpenFileName(self, title, "", kinds)
        return Path(chosen) if chosen else None
