"""A chip: an icon and a word of state on a tint; never a button, at most three beside a name."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from app.ui.icons import CHIP, paint_icon
from app.ui.theme import Role, Theme, theme_now
from app.ui.tokens import Tone

HEIGHT = 22


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip says; the shape of the icon carries the weight, the tone repeats it."""

    icon: str
    word: str
    tone: Tone = Tone.MUTED


def chip_width(chip: Chip, theme: Theme) -> int:
    """Pixels a chip takes."""
    text = QFontMetrics(theme.font(Role.SMALL)).horizontalAdvance(chip.word)
    return text + theme.px(CHIP) + theme.px(4) + 2 * theme.px(7)


def paint_chip(painter: QPainter, left: float, middle: float, chip: Chip, theme: Theme) -> None:
    """Draw a chip with its left edge and its vertical middle where asked."""
    height = theme.px(HEIGHT)
    box = QRectF(left, round(middle - height / 2), chip_width(chip, theme), height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(chip.tone))
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    ink = theme.tokens.ink(chip.tone)
    side = theme.px(CHIP)
    left = box.left() + theme.px(7)
    paint_icon(
        painter, chip.icon, ink, QRectF(QPointF(left, round(box.center().y() - side / 2)), QSize(side, side).toSizeF())
    )
    painter.setPen(QColor(ink))
    font = theme.font(Role.SMALL)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(left + side + theme.px(4), baseline), chip.word)


class ChipLabel(QWidget):
    """A chip that stands in a layout."""

    def __init__(self, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = chip
        self.set_chip(chip)

    @property
    def chip(self) -> Chip:
        return self._chip

    def set_chip(self, chip: Chip) -> None:
        """Say something else."""
        self._chip = chip
        theme = theme_now()
        self.setFixedSize(chip_width(chip, theme), theme.px(HEIGHT))
        self.setAccessibleName(chip.word)
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        paint_chip(painter, 0, self.height() / 2, self._chip, theme_now())
        painter.end()
