"""The empty state of a list: one muted icon, one sentence what will stand here, one button that starts it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.label import Icon, Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class Empty(QWidget):
    """Left aligned in the list's place; a tick where being empty is good news."""

    def __init__(
        self,
        sentence: str,
        *,
        verb: str = "",
        pressed: Callable[[], object] | None = None,
        good: bool = False,
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        line.setSpacing(theme.px(8))
        tone = Tone.OK if good else Tone.MUTED
        icon = Icon(icon_name or ("done" if good else "todo"), tone, 20)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(8))
        self._sentence = Label(sentence, Role.BODY, Tone.PLAIN if good else Tone.MUTED, wrap=True)
        words.addWidget(self._sentence)
        if verb:
            self.button = Button(verb, pressed)
            words.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        line.addLayout(words, 1)

    def say(self, sentence: str) -> None:
        """Another sentence."""
        self._sentence.setText(sentence)
