"""The overdue rate on a line: the village's own value, the red line of its pack, and other marks known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.parts.hatch import paint_hatch
from app.ui.theme import Role, Theme, theme_now
from app.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled line on the gauge; values are in one unit with the gauge's own value (per cent)."""

    label: str
    at: float
    tone: Tone


class Gauge(QWidget):
    """A thin bar with a pointer below it; zones beyond a mark are hatched as well as tinted."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._value = 0.0
        self._label = ""
        self._marks: tuple[Mark, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a screen reader says the name of who has the keyboard

    def show_value(self, label: str, value: float, marks: tuple[Mark, ...]) -> None:
        """`label` is the whole text below the pointer (本村 0.23%)."""
        self._label, self._value, self._marks = label, value, tuple(sorted(marks, key=lambda mark: mark.at))
        said = "，".join([label, *(mark.label for mark in self._marks)])
        self.setAccessibleName(f"{self._name}：{said}")
        self.update()

    def sizeHint(self) -> QSize:
        theme = theme_now()
        return QSize(theme.px(240), theme.px(70))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme_now().px(200), theme_now().px(70))

    def paintEvent(self, event: object) -> None:
        theme = theme_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(0.5, theme.px(24) + 0.5, self.width() - 1, theme.px(15))
        top = max([self._value, *(mark.at for mark in self._marks)], default=0) or 1
        per_unit = frame.width() / (top * 1.2)
        self._zones(painter, frame, per_unit, theme)
        self._bar(painter, frame, per_unit, theme)
        self._labels(painter, frame, per_unit, theme)
        painter.end()

    def _zones(self, painter: QPainter, frame: QRectF, per_unit: float, theme: Theme) -> None:
        tokens = theme.tokens
        painter.fillRect(frame, theme.tint(Tone.OK))
        for number, mark in enumerate(self._marks):
            zone = QRectF(frame)
            zone.setLeft(frame.left() + mark.at * per_unit)
            painter.fillRect(zone, QColor(tokens.surface))
            painter.fillRect(zone, theme.tint(mark.tone))
            last = number == len(self._marks) - 1
            if not last:
                zone.setRight(frame.left() + self._marks[number + 1].at * per_unit)
            paint_hatch(painter, zone, tokens.ink(mark.tone), step=theme.px(6), crossed=mark.tone is Tone.DANGER)
        painter.setPen(QColor(tokens.edge))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)

    def _bar(self, painter: QPainter, frame: QRectF, per_unit: float, theme: Theme) -> None:
        ink = QColor(theme.tokens.text)
        end = frame.left() + min(self._value * per_unit, frame.width())
        thick = theme.px(7)
        painter.fillRect(QRectF(frame.left() + 1, frame.center().y() - thick / 2, end - frame.left(), thick), ink)
        side = theme.px(6)
        tip = QPointF(end, frame.bottom() + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-side, side + 2), tip + QPointF(side, side + 2)]))

    def _labels(self, painter: QPainter, frame: QRectF, per_unit: float, theme: Theme) -> None:
        small = theme.font(Role.SMALL)
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        taken = -1.0
        for mark in self._marks:
            x = frame.left() + mark.at * per_unit
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(QRectF(x - 1, frame.top() - 5, 2, frame.height() + 10), theme.color(mark.tone))
            painter.setPen(theme.color(mark.tone))
            width = metrics.horizontalAdvance(mark.label)
            left = min(max(x - width / 2, taken), self.width() - width)
            painter.drawText(QPointF(left, frame.top() - theme.px(8)), mark.label)
            taken = left + width + theme.px(8)
        body = theme.font(Role.BODY)
        painter.setFont(body)
        painter.setPen(QColor(theme.tokens.text))
        width = QFontMetricsF(body).horizontalAdvance(self._label)
        x = frame.left() + min(self._value * per_unit, frame.width())
        left = min(max(x - width / 2, 0), self.width() - width)
        painter.drawText(QPointF(left, frame.bottom() + theme.px(27)), self._label)
