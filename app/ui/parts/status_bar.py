"""The status bar: who, saved when, delivered or not, backed up when; at the right size, theme and business day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.parts.card import empty_layout
from app.ui.parts.chip import Chip
from app.ui.parts.label import Icon, Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

HEIGHT = 28


class StatusBar(QFrame):
    """Facts as icon and word; from 140 % on the last ones of each side go first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.setObjectName("status")
        self.setFixedHeight(theme.px(HEIGHT))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(20), 0, theme.px(16), 0)
        self._left, self._right = QHBoxLayout(), QHBoxLayout()
        for side in (self._left, self._right):
            side.setSpacing(theme.px(16))
        line.addLayout(self._left)
        line.addStretch(1)
        line.addLayout(self._right)

    def show_facts(self, left: Sequence[Chip], right: Sequence[str]) -> None:
        """Show these; a tone other than muted or ok colours the words too."""
        empty_layout(self._left)
        empty_layout(self._right)
        for fact in left:
            holder = QWidget()
            pair = QHBoxLayout(holder)
            pair.setContentsMargins(0, 0, 0, 0)
            pair.setSpacing(theme_now().px(6))
            pair.addWidget(Icon(fact.icon, fact.tone, 16), 0, Qt.AlignmentFlag.AlignVCenter)
            loud = fact.tone in (Tone.WARN, Tone.DANGER)
            pair.addWidget(Label(fact.word, Role.SMALL, fact.tone if loud else Tone.MUTED))
            self._left.addWidget(holder)
        for word in right:
            self._right.addWidget(Label(word, Role.SMALL, Tone.MUTED))
