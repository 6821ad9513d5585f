"""The stages of a loan on one line: done is a filled tick, now is ringed and named, to come is hollow and dotted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.icons import paint_icon
from app.ui.theme import Role, Theme, theme_now
from app.ui.tokens import Tone

HEIGHT = 68


class Standing(StrEnum):
    """Where a stage or step stands."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to come"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, the line below it (a date, days left), and where it stands."""

    name: str
    below: str
    standing: Standing


_SAID = {Standing.DONE: "已过", Standing.NOW: "正在", Standing.TO_COME: "未到"}


def paint_dot(painter: QPainter, middle: QPointF, radius: float, standing: Standing, theme: Theme) -> None:
    """The disc of a stage or step."""
    tokens = theme.tokens
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if standing is Standing.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(middle, radius, radius)
        side = round(radius * 1.4)
        paint_icon(painter, "tick", tokens.on_accent, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side))
        return
    now = standing is Standing.NOW
    painter.setPen(QPen(QColor(tokens.accent if now else tokens.edge), 2 if now else 1.5))
    painter.setBrush(QColor(tokens.surface))
    painter.drawEllipse(middle, radius, radius)


class StageTrack(QWidget):
    """Stages from left to right; the accessible name reads them in order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[Stage, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stages(self, stages: tuple[Stage, ...]) -> None:
        """Show these stages."""
        self._stages = stages
        said = "；".join(f"{stage.name} {stage.below} {_SAID[stage.standing]}" for stage in stages)
        self.setAccessibleName(f"办理到哪一步：{said}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme_now().px(600), theme_now().px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        theme = theme_now()
        metrics = QFontMetricsF(theme.font(Role.SMALL))
        widest = max((metrics.horizontalAdvance(max(s.name, s.below, key=len)) for s in self._stages), default=60)
        return QSize(round((widest + theme.px(8)) * max(len(self._stages), 1)), theme.px(HEIGHT))

    def paintEvent(self, event: object) -> None:
        if not self._stages:
            return
        theme = theme_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(self._stages)
        radius = theme.px(11)
        middle = radius + 2.0
        for number, stage in enumerate(self._stages):
            x = step * (number + 0.5)
            if number:
                self._line(
                    painter, QPointF(x - step + radius + 3, middle), QPointF(x - radius - 3, middle), stage, theme
                )
            paint_dot(painter, QPointF(x, middle), radius, stage.standing, theme)
            if stage.standing is Standing.NOW:
                painter.setBrush(QColor(theme.tokens.accent))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(QPointF(x, middle), radius * 0.4, radius * 0.4)
            self._words(painter, x, middle + radius + theme.px(4), stage, theme)
        painter.end()

    def _line(self, painter: QPainter, start: QPointF, end: QPointF, stage: Stage, theme: Theme) -> None:
        to_come = stage.standing is Standing.TO_COME
        pen = QPen(QColor(theme.tokens.edge if to_come else theme.tokens.accent), 1.5 if to_come else 2)
        if to_come:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(start, end)

    def _words(self, painter: QPainter, x: float, top: float, stage: Stage, theme: Theme) -> None:
        body, small = theme.font(Role.BODY), theme.font(Role.SMALL)
        upper, lower = QFontMetricsF(body), QFontMetricsF(small)
        now = stage.standing is Standing.NOW
        if now:
            wide = max(upper.horizontalAdvance(stage.name), lower.horizontalAdvance(stage.below)) + theme.px(8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.tint(Tone.ACCENT))
            painter.drawRoundedRect(
                QRectF(x - wide / 2, top, wide, upper.height() + lower.height() - theme.px(2)), theme.px(4), theme.px(4)
            )
        tone = Tone.ACCENT if now else Tone.MUTED if stage.standing is Standing.TO_COME else Tone.PLAIN
        painter.setFont(body)
        painter.setPen(theme.color(tone))
        painter.drawText(
            QPointF(x - upper.horizontalAdvance(stage.name) / 2, top + upper.ascent() - theme.px(1)), stage.name
        )
        painter.setFont(small)
        painter.setPen(theme.color(Tone.ACCENT if now else Tone.MUTED))
        below = top + upper.height() + lower.ascent() - theme.px(3)
        painter.drawText(QPointF(x - lower.horizontalAdvance(stage.below) / 2, below), stage.below)
