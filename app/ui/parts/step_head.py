"""The head of a column that is a step: its number in a disc (a tick when done), its word, and a note."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.parts.label import Label
from app.ui.parts.stage_track import Standing, paint_dot
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

RADIUS = 13


class _Disc(QWidget):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.standing = Standing.TO_COME
        side = 2 * theme_now().px(RADIUS) + 2
        self.setFixedSize(side, side)

    def paintEvent(self, event: object) -> None:
        theme = theme_now()
        painter = QPainter(self)
        radius = theme.px(RADIUS)
        paint_dot(painter, QPointF(radius + 1, radius + 1), radius - 1, self.standing, theme)
        if self.standing is not Standing.DONE:
            painter.setPen(theme.color(Tone.ACCENT if self.standing is Standing.NOW else Tone.MUTED))
            painter.setFont(theme.font(Role.BODY))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        painter.end()


class StepHead(QWidget):
    """`tail` is room at the right for what belongs to the step's head."""

    def __init__(self, number: int, word: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme_now().px(8))
        self._disc = _Disc(number)
        self._word, self._number = word, number
        self.note = Label(note, Role.SMALL, Tone.MUTED)
        line.addWidget(self._disc)
        line.addWidget(Label(word, Role.STEP_TITLE))
        line.addWidget(self.note)
        line.addStretch(1)
        self.tail = QHBoxLayout()
        line.addLayout(self.tail)
        self.set_standing(Standing.TO_COME)

    def set_standing(self, standing: Standing) -> None:
        """Done, in hand, or to come."""
        self._disc.standing = standing
        said = {Standing.DONE: "已选好", Standing.NOW: "正在看", Standing.TO_COME: "还没办"}[standing]
        self.setAccessibleName(f"第 {self._number} 步 {self._word}，{said}")
        self._disc.update()
