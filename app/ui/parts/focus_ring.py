"""One ring for all widgets: two pixels, two outside the one that has the keyboard; its own colours are untouched."""

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
        self._followed: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or now.window() is not self._window or now.metaObject().className() in _UNRINGED:
            self._followed = None
            self.setWidget(None)  # type: ignore[arg-type]  # Qt takes nobody, its stub does not say so
            return
        self._followed = now
        self.setWidget(now)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        answer = super().eventFilter(watched, event)
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ZOrderChange):
            self._fit()
        return answer

    def _fit(self) -> None:
        widget, parent = self._followed, self.parentWidget()
        if widget is not None and parent is not None:
            corner = widget.mapTo(parent, widget.rect().topLeft())
            box = widget.rect().translated(corner).adjusted(-OUT, -OUT, OUT, OUT)
            self.clearMask()
            if box != self.geometry():
                self.setGeometry(box)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme_now().tokens.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        painter.end()
