"""One ring for all widgets: two pixels, two outside the one that has the keyboard; its own colours are untouched.

QFocusFrame is not used: the style gives it a mask that cuts a ring of ours, and it is clipped by tight parents.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from app.ui.theme import theme_now

OUT = 4
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class _Ring(QWidget):
    """The drawing; a child of an ancestor that has room for it, so that it scrolls and is clipped with the widget."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme_now().tokens.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        painter.end()


class FocusRing(QObject):
    """Follows the focus of one window."""

    _ring: _Ring | None = None  # on the class too: Qt may still send an event when Python has let go of the instance
    _widget: QWidget | None = None

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ring: _Ring | None = None
        self._widget: QWidget | None = None
        self._watched: list[QWidget] = []
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    @property
    def around(self) -> QWidget | None:
        """The widget that is ringed, if any."""
        ring = self._ring
        return self._widget if ring is not None and shiboken6.isValid(ring) and not ring.isHidden() else None

    @Slot(QWidget, QWidget)  # a slot that Qt knows and lets go of with the ring
    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        for watched in self._watched:
            if shiboken6.isValid(watched):
                watched.removeEventFilter(self)
        self._watched = []
        if now is None or now is self._window or now.window() is not self._window:
            self._widget = None
            if self._ring is not None and shiboken6.isValid(self._ring):
                self._ring.hide()
            return
        self._widget = now
        self._put(now)

    def _put(self, widget: QWidget) -> None:
        holder = widget.parentWidget()
        while holder is not None and not self._has_room(holder, widget):
            self._watch(holder)
            holder = holder.parentWidget()
        if holder is None:
            return
        self._watch(widget)
        if self._ring is None or not shiboken6.isValid(self._ring):
            self._ring = _Ring()
        if self._ring.parentWidget() is not holder:
            self._ring.setParent(holder)
        self._fit()

    def _watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        self._watched.append(widget)

    def _has_room(self, holder: QWidget, widget: QWidget) -> bool:
        above = holder.parentWidget()
        scrolled = above is not None and isinstance(above.parentWidget(), QAbstractScrollArea)
        return above is None or holder.isWindow() or scrolled or holder.rect().contains(_around(widget, holder))

    def _fit(self) -> None:
        ring, widget = self._ring, self._widget
        if ring is None or widget is None or not shiboken6.isValid(ring) or not shiboken6.isValid(widget):
            return
        holder = ring.parentWidget()
        if holder is None:
            return
        ring.setGeometry(_around(widget, holder))
        ring.setVisible(widget.isVisible())
        ring.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._fit()
        return super().eventFilter(watched, event)


def _around(widget: QWidget, holder: QWidget) -> QRect:
    corner = widget.mapTo(holder, widget.rect().topLeft())
    return widget.rect().translated(corner).adjusted(-OUT, -OUT, OUT, OUT)
