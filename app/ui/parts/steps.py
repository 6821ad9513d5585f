"""Steps on a stem: done ones folded to a line, the one in hand open with its button, the rest to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.parts.card import empty_layout
from app.ui.parts.label import Label
from app.ui.parts.stage_track import Standing, paint_dot
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

STEM = 36


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its title, what is known of it, where it stands."""

    title: str
    notes: tuple[str, ...]
    standing: Standing


class _StepRow(QWidget):
    def __init__(self, number: int, step: Step, *, last: bool, inset: QWidget | None) -> None:
        super().__init__()
        self._number, self._step, self._last = number, step, last
        theme = theme_now()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(STEM), 0, 0, theme.px(4 if last else 10))
        column.setSpacing(theme.px(3))
        to_come = step.standing is Standing.TO_COME
        title = Label(step.title, Role.CARD_TITLE, Tone.MUTED if to_come else Tone.PLAIN)
        title.setMinimumHeight(theme.px(26))
        column.addWidget(title)
        said = {Standing.DONE: "已办", Standing.NOW: "正在办", Standing.TO_COME: "未办"}[step.standing]
        self.setAccessibleName(f"第 {number} 步 {step.title}：{said}")
        for note in step.notes:
            column.addWidget(Label(note, Role.SMALL, Tone.MUTED, wrap=True))
        if inset is not None:
            column.addWidget(inset)

    def paintEvent(self, event: object) -> None:
        theme = theme_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.px(12)
        middle = QPointF(radius + 1, radius + 1)
        if not self._last:
            done = self._step.standing is Standing.DONE
            pen = QPen(QColor(theme.tokens.accent if done else theme.tokens.edge), 2 if done else 1.5)
            if not done:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(middle.x(), middle.y() + radius + 4), QPointF(middle.x(), self.height() - 2))
        paint_dot(painter, middle, radius, self._step.standing, theme)
        if self._step.standing is not Standing.DONE:
            painter.setFont(theme.font(Role.BODY))
            now = self._step.standing is Standing.NOW
            painter.setPen(theme.color(Tone.ACCENT if now else Tone.MUTED))
            box = self.rect().adjusted(0, 0, 0, 0)
            box.setWidth(2 * radius + 2)
            box.setHeight(2 * radius + 2)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        painter.end()


class Steps(QWidget):
    """`inset` of `show_steps` is the open part of the step in hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_steps(self, steps: Sequence[Step], inset: QWidget | None = None) -> None:
        """Show these steps; the inset hangs under the one that stands `NOW`."""
        empty_layout(self._column)
        for number, step in enumerate(steps, start=1):
            open_part = inset if step.standing is Standing.NOW else None
            self._column.addWidget(_StepRow(number, step, last=number == len(steps), inset=open_part))
        self._column.addStretch(1)


def inset_frame() -> QFrame:
    """The ground of an open part."""
    frame = QFrame()
    frame.setObjectName("inset")
    return frame
