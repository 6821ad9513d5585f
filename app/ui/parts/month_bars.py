"""Twelve months of maturities as bars with their values; the peak is hatched, flagged and named."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.icons import paint_icon
from app.ui.parts.hatch import paint_hatch
from app.ui.theme import Role, Theme, theme_now
from app.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month: its year and number, the height, the words above the bar, and whether it is a peak."""

    year: int
    month: int
    height: float
    label: str
    peak: bool = False


class MonthBars(QWidget):
    """The chart has no axis: every bar says its own value."""

    def __init__(self, name: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._unit = name, unit
        self._bars: tuple[MonthBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a screen reader says the name of who has the keyboard

    def show_months(self, bars: tuple[MonthBar, ...]) -> None:
        """Months in order, oldest at the left."""
        self._bars = bars
        said = "，".join(
            f"{bar.year}年{bar.month}月 {bar.label}{self._unit}{'（高峰）' if bar.peak else ''}" for bar in bars
        )
        self.setAccessibleName(f"{self._name}：{said}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme_now().px(250), theme_now().px(270))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme_now().px(230), theme_now().px(130))

    def paintEvent(self, event: object) -> None:
        if not self._bars:
            return
        theme = theme_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = theme.font(Role.SMALL)
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        line = metrics.height()
        base = self.height() - 2 * line - theme.px(2)
        room = base - line - theme.px(2)
        step = self.width() / len(self._bars)
        top = max(bar.height for bar in self._bars) or 1
        flagged = False
        for number, bar in enumerate(self._bars):
            middle = step * (number + 0.5)
            height = room * bar.height / top
            box = QRectF(round(middle - step * 0.29), round(base - height), round(step * 0.58), round(height))
            self._one(painter, bar, box, theme)
            self._words(painter, bar, middle, box.top(), base, metrics, theme)
            if bar.peak and not flagged:
                self._flag(painter, bar, box, number, metrics, theme)
                flagged = True
        painter.setPen(QPen(QColor(theme.tokens.edge), 1))
        painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))
        self._years(painter, step, base + 2 * line, metrics, theme)
        painter.end()

    def _one(self, painter: QPainter, bar: MonthBar, box: QRectF, theme: Theme) -> None:
        tokens = theme.tokens
        if not bar.peak:
            painter.fillRect(box, QColor(tokens.accent))
            return
        painter.fillRect(box, QColor(tokens.warn_tint))
        paint_hatch(painter, box, tokens.warn, step=theme.px(5))
        painter.setPen(QPen(QColor(tokens.warn), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, 0))

    def _words(
        self,
        painter: QPainter,
        bar: MonthBar,
        middle: float,
        top: float,
        base: float,
        metrics: QFontMetricsF,
        theme: Theme,
    ) -> None:
        tokens = theme.tokens
        if bar.height:
            painter.setPen(QColor(tokens.text))
            painter.drawText(QPointF(middle - metrics.horizontalAdvance(bar.label) / 2, top - theme.px(4)), bar.label)
        month = str(bar.month)
        painter.setPen(QColor(tokens.text if bar is self._bars[0] else tokens.muted))
        painter.drawText(
            QPointF(middle - metrics.horizontalAdvance(month) / 2, base + metrics.ascent() + theme.px(2)), month
        )

    def _flag(
        self, painter: QPainter, bar: MonthBar, box: QRectF, number: int, metrics: QFontMetricsF, theme: Theme
    ) -> None:
        word = f"{bar.month}月高峰"
        side = theme.px(14)
        wide = side + theme.px(4) + metrics.horizontalAdvance(word)
        value = metrics.horizontalAdvance(bar.label) / 2
        left = box.center().x() + max(value, box.width() / 2) + theme.px(8)
        baseline = box.top() - theme.px(4)
        if left + wide > self.width():
            left = box.center().x() - max(value, box.width() / 2) - theme.px(8) - wide
        next_top = max((other.height for other in self._bars[number + 1 : number + 5]), default=0)
        if next_top > bar.height * 0.93:
            return
        paint_icon(painter, "flag", theme.tokens.warn, QRectF(left, baseline - side + 2, side, side))
        painter.setPen(theme.color(Tone.WARN))
        painter.drawText(QPointF(left + side + theme.px(4), baseline), word)

    def _years(self, painter: QPainter, step: float, baseline: float, metrics: QFontMetricsF, theme: Theme) -> None:
        painter.setPen(theme.color(Tone.MUTED))
        before = None
        for number, bar in enumerate(self._bars):
            if bar.year == before:
                continue
            left = step * number
            if before is not None:
                painter.fillRect(
                    QRectF(left, baseline - 2 * metrics.height() + 2, 1, 2 * metrics.height()),
                    QColor(theme.tokens.line),
                )
            painter.drawText(QPointF(left + theme.px(4), baseline - metrics.descent()), str(bar.year))
            before = bar.year
