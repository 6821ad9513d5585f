"""Our line drawings, in the colour of the text beside them; an icon never stands without a word or a name."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.resources import resource, root

CHIP, BUTTON, RAIL = 14, 18, 20


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def icon_names() -> list[str]:
    """Every drawing there is."""
    return sorted(path.stem for path in (root() / "icons").glob("*.svg"))


def paint_icon(painter: QPainter, name: str, color: str, box: QRectF) -> None:
    """Draw an icon into a square of the painter, for painted parts."""
    painter.drawPixmap(box.toRect(), pixmap(name, color, round(box.width())))


def pixmap(name: str, color: str, size: int) -> QPixmap:
    """An icon as a picture of `size` logical pixels, sharp on the screen we are on."""
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio()
    key = f"{name} {color} {size} {ratio}"
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        picture = _render(name, color, size, ratio)
        QPixmapCache.insert(key, picture)
    return picture


def _render(name: str, color: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", color).encode()))
    side = round(size * ratio)
    picture = QPixmap(QSize(side, side))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, color: str, size: int, disabled: str = "") -> QIcon:
    """An icon for a button: in `color`, and in `disabled` where the button is off."""
    made = QIcon(pixmap(name, color, size))
    if disabled:
        made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return made
