"""A fact under its label, with what explains it beside it in small."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class Fact(QWidget):
    """`large` is for money and days, else ids and phones in body size."""

    def __init__(self, label: str, *, large: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._label = label
        column.addWidget(Label(label, Role.SMALL, Tone.MUTED))
        line = QHBoxLayout()
        line.setSpacing(theme_now().px(7))
        self.value = Label("", Role.FACT if large else Role.BODY)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = Label("", Role.SMALL, Tone.MUTED)
        line.addWidget(self.value)
        line.addWidget(self.note, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        column.addLayout(line)

    def show_fact(self, value: str, note: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Change it."""
        self.value.setText(value)
        self.value.set_tone(tone)
        self.note.setText(note)
        self.setAccessibleName(f"{self._label}：{value} {note}".strip())
