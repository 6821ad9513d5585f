"""One value over time: a line with its points, the first, highest, lowest and last named; nothing lies in colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import Role, theme_now


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One point: the words below it, its height, and its value in words."""

    words: str
    height: float
    label: str


class LineChart(QWidget):
    """Starts at nothing, so that the height of the line is the size of the value."""

    def __init__(self, name: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._unit = name, unit
        self._points: tuple[ChartPoint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_points(self, points: Sequence[ChartPoint]) -> None:
        """Show these in their order, and say them."""
        self._points = tuple(points)
        said = "，".join(f"{point.words} {point.label}" for point in points) or "没有"
        self.setAccessibleName(f"{self._name}（{self._unit}）：{said}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme_now().px(400), theme_now().px(180))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme_now().px(260), theme_now().px(110))

    def paintEvent(self, event: object) -> None:
        if not self._points:
            return
        theme = theme_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = theme.font(Role.SMALL)
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        base = self.height() - metrics.height() - theme.px(4)
        places = self._places(base, base - metrics.height() - theme.px(8))
        painter.setPen(QPen(QColor(theme.tokens.edge), 1))
        painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))
        painter.setPen(QPen(QColor(theme.tokens.accent), 2))
        painter.drawPolyline(QPolygonF(places))
        painter.setBrush(QColor(theme.tokens.surface))
        for place in places:
            painter.drawEllipse(place, theme.px(3), theme.px(3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._words(painter, places, base, metrics)
        painter.end()

    def _places(self, base: float, room: float) -> list[QPointF]:
        step = self.width() / len(self._points)
        top = max(point.height for point in self._points) or 1
        return [
            QPointF(step * (number + 0.5), base - room * point.height / top)
            for number, point in enumerate(self._points)
        ]

    def _words(self, painter: QPainter, places: list[QPointF], base: float, metrics: QFontMetricsF) -> None:
        theme = theme_now()
        heights = [point.height for point in self._points]
        named = {0, len(heights) - 1, heights.index(max(heights)), heights.index(min(heights))}
        taken = -1.0
        for number, (point, place) in enumerate(zip(self._points, places, strict=True)):
            painter.setPen(QColor(theme.tokens.muted))
            width = metrics.horizontalAdvance(point.words)
            if place.x() - width / 2 > taken:
                painter.drawText(QPointF(place.x() - width / 2, base + metrics.ascent() + theme.px(2)), point.words)
                taken = place.x() + width / 2 + theme.px(4)
            if number in named:
                painter.setPen(QColor(theme.tokens.text))
                wide = metrics.horizontalAdvance(point.label)
                left = min(max(place.x() - wide / 2, 0), self.width() - wide)
                painter.drawText(QPointF(left, place.y() - theme.px(7)), point.label)
