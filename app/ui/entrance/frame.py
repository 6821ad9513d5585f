"""The ground of the pages before the book is open: the program's name, and one column in the middle."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class EntrancePage(QWidget):
    """`column` is where the content goes; it scrolls where the text is large."""

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.setObjectName("desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setObjectName("desk")
        line = QHBoxLayout(holder)
        line.setContentsMargins(theme.px(20), theme.px(24), theme.px(20), theme.px(20))
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(4))
        middle.addWidget(Label("惠村", Role.PAGE_TITLE))
        middle.addWidget(Label("金融村官的账本：到期、走访、文书，都在这一本里", Role.SMALL, Tone.MUTED))
        middle.addSpacing(theme.px(12))
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(theme.px(width))
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(*[theme.px(20)] * 4)
        self.column.setSpacing(theme.px(12))
        middle.addWidget(card)
        middle.addStretch(1)
        line.addStretch(1)
        line.addLayout(middle)
        line.addStretch(1)
        scroll.setWidget(holder)
        outer.addWidget(scroll)
