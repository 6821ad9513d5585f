"""Buttons side by side that go on in the next line where there is no more room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import theme_now

GAP = 6


class Flow(QWidget):
    """Reading order is Tab order; a hidden button takes no room."""

    def __init__(self, parts: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = list(parts)
        for part in self._parts:
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(self._least(), self.heightForWidth(max(self.width(), self._least())))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return max((place.bottom() + 1 for place in places if place.isValid()), default=0)

    def _least(self) -> int:
        return max((part.sizeHint().width() for part in self._parts), default=0)

    def _places(self, width: int) -> list[QRect]:
        gap = theme_now().px(GAP)
        found: list[QRect] = []
        at = QPoint(0, 0)
        tall = 0
        for part in self._parts:
            if part.isHidden():
                found.append(QRect())
                continue
            size = part.sizeHint()
            if at.x() and at.x() + size.width() > width:
                at = QPoint(0, at.y() + tall + gap)
                tall = 0
            found.append(QRect(at, size))
            at.setX(at.x() + size.width() + gap)
            tall = max(tall, size.height())
        return found

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for part, place in zip(self._parts, self._places(self.width()), strict=True):
            part.setGeometry(place)
        self.setFixedHeight(self.heightForWidth(self.width()))
