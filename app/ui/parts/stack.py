"""Pages one over the other, as large as the one that is seen; Qt's own stack is as large as the largest."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.theme import theme_now


class Stack(QStackedWidget):
    """Hidden pages take no room; a `measured` one is always as high as the wrapped lines of its page need."""

    def __init__(self, parent: QWidget | None = None, *, measured: bool = False) -> None:
        super().__init__(parent)
        self._measured = measured
        self.currentChanged.connect(self._changed)

    def _changed(self, _at: int) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        if page is None:
            return super().minimumSizeHint()
        return page.minimumSizeHint().expandedTo(page.minimumSize())

    def hasHeightForWidth(self) -> bool:
        page = self.currentWidget()
        return (self._measured or theme_now().two_columns) and page is not None and page.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return page.heightForWidth(width) if page is not None else -1
