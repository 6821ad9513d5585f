"""Hatching: what colour says on a chart, lines say too, so that a grey print reads the same."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen


def paint_hatch(painter: QPainter, box: QRectF, color: str, *, step: float = 5, crossed: bool = False) -> None:
    """Thin slanted lines inside a box; `crossed` draws both slants."""
    painter.save()
    painter.setClipRect(box)
    painter.setPen(QPen(QColor(color), 1))
    at = box.left() - box.height()
    while at < box.right():
        painter.drawLine(QLineF(at, box.bottom(), at + box.height(), box.top()))
        if crossed:
            painter.drawLine(QLineF(at, box.top(), at + box.height(), box.bottom()))
        at += step
    painter.restore()
