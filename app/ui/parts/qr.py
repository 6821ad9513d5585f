"""A QR of a short text, black on white in both themes, with its quiet zone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.ui.theme import theme_now

QUIET = 2


class QrView(QWidget):
    """Square; `name` says what the code is for."""

    def __init__(self, name: str, side: int = 112, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: list[list[bool]] = []
        self.setAccessibleName(name)
        length = theme_now().px(side)
        self.setFixedSize(QSize(length, length))

    def show_text(self, text: str) -> None:
        """Show the code of a text, error level M."""
        import segno

        self._cells = [[bool(cell) for cell in line] for line in segno.make(text, error="m", micro=False).matrix]
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._cells:
            cell = self.width() / (len(self._cells) + 2 * QUIET)
            for y, line in enumerate(self._cells):
                for x, dark in enumerate(line):
                    if dark:
                        left, top = (x + QUIET) * cell, (y + QUIET) * cell
                        painter.fillRect(QRectF(left, top, cell + 0.5, cell + 0.5), Qt.GlobalColor.black)
        painter.end()
