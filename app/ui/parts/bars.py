"""A few bars with their values above and their words below; those that weigh are hatched as well as coloured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.parts.hatch import paint_hatch
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the words below it, its height, the words above it, and how much it weighs."""

    words: str
    height: float
    label: str
    tone: Tone = Tone.ACCENT


class Bars(QWidget):
    """No axis: every bar says its own value. A bar in another tone than ink is hatched, danger crosswise."""

    def __init__(self, name: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._unit = name, unit
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these, and say them."""
        self._bars = tuple(bars)
        said = "，".join(f"{bar.words} {bar.label}" for bar in bars) or "没有"
        self.setAccessibleName(f"{self._name}（{self._unit}）：{said}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme_now().px(300), theme_now().px(180))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme_now().px(220), theme_now().px(110))

    def paintEvent(self, event: object) -> None:
        if not self._bars:
            return
        theme = theme_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = theme.font(Role.SMALL)
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        base = self.height() - metrics.height() - theme.px(4)
        room = base - metrics.height() - theme.px(4)
        step = self.width() / len(self._bars)
        top = max(bar.height for bar in self._bars) or 1
        for number, bar in enumerate(self._bars):
            middle = step * (number + 0.5)
            height = room * bar.height / top
            box = QRectF(round(middle - step * 0.25), round(base - height), round(step * 0.5), round(height))
            if height:
                _paint_bar(painter, box, bar.tone)
            painter.setPen(QColor(theme.tokens.text))
            _centred(painter, middle, box.top() - theme.px(4), bar.label, metrics)
            painter.setPen(QColor(theme.tokens.muted))
            _centred(painter, middle, base + metrics.ascent() + theme.px(2), bar.words, metrics)
        painter.setPen(QPen(QColor(theme.tokens.edge), 1))
        painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))
        painter.end()


def _paint_bar(painter: QPainter, box: QRectF, tone: Tone) -> None:
    theme = theme_now()
    if tone is Tone.ACCENT:
        painter.fillRect(box, QColor(theme.tokens.accent))
        return
    painter.fillRect(box, theme.tint(tone))
    paint_hatch(painter, box, theme.tokens.ink(tone), step=theme.px(5), crossed=tone is Tone.DANGER)
    painter.setPen(QPen(theme.color(tone), 1))
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, 0))


def _centred(painter: QPainter, middle: float, baseline: float, text: str, metrics: QFontMetricsF) -> None:
    painter.drawText(QPointF(middle - metrics.horizontalAdvance(text) / 2, baseline), text)
