"""A card: a surface with a title, a note beside it, perhaps a link, and a short list inside."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class Card(QFrame):
    """`body` is where the content goes; an untitled card has only that.

    A card gives way where the page is low, because something in it scrolls; a `rigid` one keeps the height of its
    lines. With large text the page scrolls and every card is rigid.
    """

    def __init__(
        self,
        title: str = "",
        note: str = "",
        *,
        role: Role = Role.CARD_TITLE,
        rigid: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme = theme_now()
        self._rigid = rigid or theme.two_columns
        self.setObjectName("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        outer.setSpacing(theme.px(4))
        self.title = Label(title, role)
        self.note = Label(note, Role.SMALL, Tone.MUTED)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(theme.px(8))
        if title:
            self.setAccessibleName(title)
            self.heading.addWidget(self.title, 0, Qt.AlignmentFlag.AlignVCenter)
            self.heading.addWidget(self.note, 0, Qt.AlignmentFlag.AlignVCenter)
            self.heading.addStretch(1)
            outer.addLayout(self.heading)
        else:
            self.title.setParent(self)
            self.note.setParent(self)
            self.title.hide()
            self.note.hide()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(8))
        outer.addLayout(self.body, 1)

    def hasHeightForWidth(self) -> bool:
        return self._rigid and super().hasHeightForWidth()

    def set_note(self, note: str) -> None:
        """Change the words beside the title."""
        self.note.setText(note)

    def add_to_heading(self, widget: QWidget) -> None:
        """A link or chip at the right end of the title line."""
        self.heading.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


def row(*widgets: QWidget | None, spacing: int = 8, stretch: bool = True) -> QHBoxLayout:
    """Widgets side by side; `None` is where the rest of the room goes."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme_now().px(spacing))
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    if stretch and None not in widgets:
        layout.addStretch(1)
    return layout


def column(*widgets: QWidget | QLayout | None, spacing: int = 8, margins: int = 0) -> QVBoxLayout:
    """Widgets and layouts below each other; `None` is where the rest of the room goes."""
    theme = theme_now()
    layout = QVBoxLayout()
    layout.setContentsMargins(*[theme.px(margins)] * 4)
    layout.setSpacing(theme.px(spacing))
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        elif isinstance(widget, QLayout):
            layout.addLayout(widget)
        else:
            layout.addWidget(widget)
    return layout


def empty_layout(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            empty_layout(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
