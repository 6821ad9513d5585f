"""A QR of a short text, black on white in both themes, with its quiet zone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
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

    def show_text(self, text: str, *, error: str = "m") -> None:
        """Show the code of a text; a long one for a screen may have the lower error level "l"."""
        import segno

        matrix = segno.make(text, error=error, micro=False, boost_error=False).matrix
        self._cells = [[bool(cell) for cell in line] for line in matrix]
        self.update()

    @property
    def cell(self) -> int:
        """Pixels of one cell: whole ones, so that its edges are sharp."""
        return self.width() // (len(self._cells) + 2 * QUIET)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._cells:
            cell = self.cell
            edge = (self.width() - cell * len(self._cells)) // 2
            for y, line in enumerate(self._cells):
                for x, dark in enumerate(line):
                    if dark:
                        painter.fillRect(edge + x * cell, edge + y * cell, cell, cell, Qt.GlobalColor.black)
        painter.end()
