"""One ring for all widgets: two pixels, two outside the widget that has the keyboard; colour of the widget untouched."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication, QFocusFrame, QWidget

from app.ui.theme import theme_now

OUT = 4
_UNRINGED = ("QMenu", "QComboBoxPrivateContainer", "QMainWindow")


class FocusRing(QFocusFrame):
    """Follows the focus of one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        QApplication.instance().focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or now.window() is not self._window or now.metaObject().className() in _UNRINGED:
            self.setWidget(None)
            return
        self.setWidget(now)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        answer = super().eventFilter(watched, event)
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._fit()
        return answer

    def _fit(self) -> None:
        widget, parent = self.widget(), self.parentWidget()
        if widget is not None and parent is not None:
            corner = widget.mapTo(parent, widget.rect().topLeft())
            box = widget.rect().translated(corner).adjusted(-OUT, -OUT, OUT, OUT)
            if box != self.geometry():
                self.setGeometry(box)

    def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme_now().tokens.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        painter.end()
