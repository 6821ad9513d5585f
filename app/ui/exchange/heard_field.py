"""A line for what is heard on the phone: while it is typed, the line below says how far it agrees."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.exchange_heard import Match
from app.ui.parts.label import Icon, Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

Compare = Callable[[str], tuple[Match, str]]
_LOOKS = {
    Match.EMPTY: ("info", Tone.MUTED),
    Match.SO_FAR: ("tick", Tone.ACCENT),
    Match.RIGHT: ("done", Tone.OK),
    Match.WRONG: ("stop", Tone.DANGER),
}


class HeardField(QWidget):
    """`compare` is a rule of a lower floor; `entered` comes on Enter, whatever was typed."""

    entered = Signal()
    compared = Signal()

    def __init__(self, label: str, compare: Compare, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compare = compare
        self.match = Match.EMPTY
        theme = theme_now()
        self.line = QLineEdit()
        self.line.setAccessibleName(label)
        word = Label(label, Role.SMALL, Tone.MUTED)
        word.setBuddy(self.line)
        self._icon, self._words = Icon("info", Tone.MUTED, 14), Label("", Role.SMALL, Tone.MUTED, wrap=True)
        below = QHBoxLayout()
        below.setSpacing(theme.px(5))
        below.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        column.addWidget(word)
        column.addWidget(self.line)
        column.addLayout(below)
        self.line.textChanged.connect(self.look)
        self.line.returnPressed.connect(self.entered)
        self.look()

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    @property
    def words(self) -> str:
        """The sentence below."""
        return self._words.text()

    def take_focus(self) -> None:
        """Put the keyboard here."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Begin again."""
        self.line.clear()
        self.look()

    def look(self, *_text: object) -> None:
        """Compare again; what is heard has changed, or what it is compared with."""
        self.match, words = self._compare(self.line.text())
        icon, tone = _LOOKS[self.match]
        self._icon.set_icon(icon, tone)
        self._words.set_tone(tone)
        self._words.setText(words)
        self.line.setAccessibleDescription(words)
        wrong = self.match is Match.WRONG
        if bool(self.line.property("wrong")) != wrong:
            self.line.setProperty("wrong", wrong)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
        self.compared.emit()
