"""Pages one over the other, as large as the one that is seen; Qt's own stack is as large as the largest."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.theme import theme_now


class Stack(QStackedWidget):
    """Hidden pages take no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        return theme_now().two_columns and page is not None and page.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return page.heightForWidth(width) if page is not None else -1


class Leaves(QWidget):
    """Pages of which one is seen, below each other in one column: as high as the wrapped lines of that one need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def add(self, page: QWidget) -> None:
        """One more page; the first one is seen."""
        page.setVisible(not self._pages)
        self._pages.append(page)
        self._column.addWidget(page)

    @property
    def at(self) -> int:
        """The number of the page that is seen."""
        return next((number for number, page in enumerate(self._pages) if not page.isHidden()), 0)

    def turn_to(self, page: QWidget | int) -> None:
        """See another page."""
        wanted = self._pages[page] if isinstance(page, int) else page
        for each in self._pages:
            each.setVisible(each is wanted)
