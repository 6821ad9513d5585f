"""A label in one of the roles and tones of the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from app.ui.icons import pixmap
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class Label(QLabel):
    """Plain text, never rich; wraps where asked, and never cuts."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.PLAIN,
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme_now().font(role))
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_tone(tone)

    def set_tone(self, tone: Tone) -> None:
        """Change the ink."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme_now().color(tone))
        self.setPalette(palette)


class Icon(QWidget):
    """A drawing beside a word; it has no accessible name of its own because the word speaks."""

    def __init__(self, name: str, tone: Tone = Tone.PLAIN, size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self._side = theme_now().px(size)
        self.setFixedSize(QSize(self._side, self._side))

    def set_icon(self, name: str, tone: Tone) -> None:
        """Show another drawing."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap(self._name, theme_now().tokens.ink(self._tone), self._side))
        painter.end()


class Rule(QFrame):
    """A hair line across; the darker `head` one stands under a heading."""

    def __init__(self, *, head: bool = False, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("headrule" if head else "rule")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
