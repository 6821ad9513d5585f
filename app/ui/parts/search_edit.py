"""A line to search in: a lens at its left, and its key at the right while it is empty."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.icons import paint_icon
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

LENS = 16


class SearchEdit(QLineEdit):
    """Nothing but a line edit with drawings in its margins."""

    def __init__(self, placeholder: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self._key = key
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setTextMargins(theme.px(LENS + 8), 0, 0, 0)
        self.setMinimumWidth(QFontMetrics(self.font()).horizontalAdvance(placeholder) + theme.px(LENS + 40))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = theme_now()
        tokens = theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(LENS)
        paint_icon(painter, "search", tokens.muted, QRectF(theme.px(11), (self.height() - side) // 2, side, side))
        if self._key and not self.text():
            font = theme.font(Role.SMALL)
            metrics = QFontMetricsF(font)
            wide = metrics.horizontalAdvance(self._key) + theme.px(20)
            tall = theme.px(23)
            box = QRectF(self.width() - wide - theme.px(7) + 0.5, (self.height() - tall) // 2 + 0.5, wide, tall)
            painter.setPen(QColor(tokens.line))
            painter.setBrush(QColor(tokens.head))
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))
            painter.setFont(font)
            painter.setPen(theme.color(Tone.MUTED))
            baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(box.left() + theme.px(10), baseline), self._key)
        painter.end()
