"""A page of paper on a darker desk: white with black ink in both themes, whole or enlarged."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import theme_now

SHADOW = 4


class _Sheet(QWidget):
    """Paints one page image, fitted into the room there is or at a fixed width."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._image = QImage()
        self._fitted = QImage()
        self.setAccessibleName(name)

    def show_image(self, image: QImage, said: str) -> None:
        self._image, self._fitted = image, QImage()
        self.setAccessibleName(said)
        self.update()

    @property
    def ratio(self) -> float:
        return self._image.height() / self._image.width() if self._image.width() else 297 / 210

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        theme = theme_now()
        margin = theme.px(20)
        room = self.rect().adjusted(margin, margin, -margin, -margin)
        wide = min(room.width(), int(room.height() / self.ratio))
        tall = int(wide * self.ratio)
        page = QRect(room.left() + (room.width() - wide) // 2, room.top(), wide, tall)
        painter.fillRect(page.translated(SHADOW, SHADOW), QColor(theme.tokens.edge))
        painter.fillRect(page, Qt.GlobalColor.white)
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(page, self._fit(wide, tall))
        painter.end()

    def _fit(self, wide: int, tall: int) -> QImage:
        """The page in the dots of this screen; kept, because a page is painted often and changes seldom."""
        pixels = self.devicePixelRatioF()
        size = QSize(round(wide * pixels), round(tall * pixels))
        if self._fitted.size() != size:
            self._fitted = self._image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        return self._fitted


class PaperView(QScrollArea):
    """`whole` shows the page fitted; enlarged it is 1.8 times as wide as the view and scrolls."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._whole = True
        self._sheet = _Sheet(name)
        self.setObjectName("paperdesk")
        self.setAccessibleName(name)
        holder = QWidget()
        holder.setObjectName("paperdesk")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._sheet)
        self.setWidget(holder)
        self.setWidgetResizable(True)

    def show_page(self, image: QImage, said: str) -> None:
        """Show a page; `said` names it for who cannot see it."""
        self._sheet.show_image(image, said)
        self._fit()

    def set_whole(self, whole: bool) -> None:
        """The whole page, or enlarged for reading."""
        self._whole = whole
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole:
            self._sheet.setMinimumSize(QSize(0, 0))
            return
        wide = round(self.viewport().width() * 1.8)
        self._sheet.setMinimumSize(QSize(wide, round(wide * self._sheet.ratio)))
