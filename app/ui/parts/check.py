"""A check box in our look: a box with a tick and its words; the whole line is the target."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from app.ui.icons import paint_icon
from app.ui.theme import theme_now
from app.ui.tokens import Tone

BOX = 17


class Check(QCheckBox):
    """Said as it is written; space toggles it."""

    def __init__(self, words: str, *, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(words)
        self.setChecked(on)

    def sizeHint(self) -> QSize:
        theme = theme_now()
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(theme.px(BOX + 8) + width + 2, theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, spot: QPoint) -> bool:
        return self.rect().contains(spot)

    def paintEvent(self, event: object) -> None:
        theme = theme_now()
        tokens = theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(BOX)
        box = QRectF(0.5, (self.height() - side) // 2 + 0.5, side - 1, side - 1)
        on = self.isChecked()
        painter.setPen(QPen(QColor(tokens.accent if on else tokens.edge), 1))
        painter.setBrush(QColor(tokens.accent if on else tokens.raised))
        painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        if on:
            paint_icon(painter, "tick", tokens.on_accent, box.adjusted(1, 1, -1, -1))
        painter.setPen(theme.color(Tone.PLAIN if self.isEnabled() else Tone.MUTED))
        words = self.rect().adjusted(theme.px(BOX + 8), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.end()
