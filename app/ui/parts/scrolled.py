"""A part that may grow longer than its room: it scrolls, so that buttons below it stay in view."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import theme_now


def scrolled(part: QWidget, name: str) -> QWidget:
    """The part inside a scroll area that has no frame and never takes the keyboard.

    With large text the whole page scrolls, and the part stands as it is.
    """
    if theme_now().two_columns:
        return part
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    holder = QWidget()
    holder.setObjectName("scrolled")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(part)
    column.addStretch(1)
    area.setWidget(holder)
    return area
