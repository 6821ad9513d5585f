"""A list to choose from, with our own arrow; typing a letter or a character jumps to the entry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.ui.icons import paint_icon
from app.ui.theme import theme_now

ARROW = 14


class Choice(QComboBox):
    """Values may differ from the words shown: `value` is the data of the chosen entry."""

    def __init__(
        self,
        options: Sequence[str | tuple[str, object]] = (),
        *,
        chosen: object = None,
        editable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setEditable(editable)
        self.set_options(options, chosen)

    def set_options(self, options: Sequence[str | tuple[str, object]], chosen: object = None) -> None:
        """Other entries; the first is chosen where none is named."""
        self.clear()
        for option in options:
            words, value = option if isinstance(option, tuple) else (option, option)
            self.addItem(words, value)
        self.choose(chosen)

    def choose(self, value: object) -> None:
        """Choose the entry that stands for a value."""
        at = next((at for at in range(self.count()) if self.itemData(at) == value), -1)
        if at < 0 and self.isEditable():
            self.setEditText("" if value is None else str(value))
        else:
            self.setCurrentIndex(max(at, 0))

    @property
    def value(self) -> object:
        """The data of the chosen entry, or what was typed."""
        at = self.currentIndex()
        typed = self.isEditable() and self.currentText() != self.itemText(at)
        return self.currentText().strip() if typed or at < 0 else self.itemData(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # turning the wheel scrolls the page and never changes a value

    def sizeHint(self) -> QSize:
        theme = theme_now()
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(self.itemText(at)) for at in range(self.count())), default=0)
        return QSize(max(widest, theme.px(60)) + theme.px(10 + 10 + ARROW + 12), theme.px(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme_now().px(120)), theme_now().px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = theme_now()
        side = theme.px(ARROW)
        painter = QPainter(self)
        ink = theme.tokens.text if self.isEnabled() else theme.tokens.muted
        box = QRectF(self.width() - side - theme.px(9), (self.height() - side) // 2, side, side)
        paint_icon(painter, "down", ink, box)
        painter.end()
