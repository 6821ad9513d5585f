"""How a cell of a table is drawn: ink, chip, bar, second line, hair line, and the bar of the chosen row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.icons import paint_icon
from app.ui.parts.chip import chip_width, paint_chip
from app.ui.parts.columns import Column, Index, ListModel
from app.ui.theme import Role, Theme, theme_now
from app.ui.tokens import Tone

GAP = 8
BAR_HEIGHT = 9
ICON = 16


@dataclass(frozen=True, slots=True)
class RowLook:
    """How a whole row may differ: tinted (due next), faded (past), struck (reversed)."""

    tinted: bool = False
    faded: bool = False
    struck: bool = False


def cell_width(column: Column[Any], row: Any, theme: Theme, body: QFontMetrics, small: QFontMetrics) -> int:
    """Pixels the content of a cell needs, without the gaps."""
    metrics = small if column.small else body
    width = metrics.horizontalAdvance(column.text(row))
    if column.icon is not None:
        width += theme.px(ICON + 6)
    if column.bar is not None:
        width = max(width, theme.px(60))
    if column.chip is not None and (chip := column.chip(row)) is not None:
        width += chip_width(chip, theme) + (theme.px(6) if width else 0)
    if column.second is not None:
        width = max(width, small.horizontalAdvance(column.second(row)))
    return width


class CellPainter(QStyledItemDelegate):
    """Draws every cell of a table; rows have fixed heights, so nothing is measured while painting."""

    def __init__(self, model: ListModel, look: Callable[[Any], RowLook] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._look = look
        self.hovered = -1
        self.gap = GAP
        self.outer_gap = GAP

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = theme_now()
        row = self._model.rows[index.row()]
        column = self._model.columns[index.column()]
        look = self._look(row) if self._look is not None else RowLook()
        painter.save()
        self._ground(painter, option, index, theme, look)
        last = index.column() == len(self._model.columns) - 1
        left = theme.px(self.outer_gap if index.column() == 0 else self.gap)
        box = option.rect.adjusted(left, 0, -theme.px(self.outer_gap if last else self.gap), -1)
        if column.bar is not None:
            _paint_bar(painter, box, column.bar(row), theme)
        else:
            self._content(painter, box, column, row, theme, look)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, theme_now().px(30))

    def _ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme, look: RowLook
    ) -> None:
        tokens = theme.tokens
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = tokens.select if chosen else ""
        if not ground and index.row() == self.hovered:
            ground = tokens.hover
        if not ground and look.tinted:
            ground = tokens.head
        if ground:
            painter.fillRect(option.rect, QColor(ground))
        if index.row() < self._model.rowCount() - 1:
            painter.fillRect(
                QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), QColor(tokens.line)
            )
        if chosen and index.column() == 0:
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), QColor(tokens.accent)
            )

    def _content(
        self, painter: QPainter, box: QRect, column: Column[Any], row: Any, theme: Theme, look: RowLook
    ) -> None:
        tone = column.tone(row) if column.tone is not None else Tone.PLAIN
        if look.faded and tone is Tone.PLAIN:
            tone = Tone.MUTED
        ink = theme.tokens.ink(tone)
        chip = column.chip(row) if column.chip is not None else None
        font = theme.font(Role.SMALL if column.small else Role.BODY)
        font.setStrikeOut(look.struck and chip is None)
        text = column.text(row)
        if column.explains:
            text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        box = self._icon(painter, box, column, row, ink, QFontMetrics(font).horizontalAdvance(text), theme)
        painter.setPen(QColor(ink))
        if column.second is not None:
            below = QFontMetrics(theme.font(Role.SMALL)).elidedText(
                column.second(row), Qt.TextElideMode.ElideRight, box.width() if column.explains else 10_000
            )
            self._two_lines(painter, box, text, below, font, theme)
        elif text:
            painter.setFont(font)
            side_flag = Qt.AlignmentFlag.AlignRight if column.right and chip is None else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, int(side_flag | Qt.AlignmentFlag.AlignVCenter), text)
        if chip is not None:
            left = box.left() + (QFontMetrics(font).horizontalAdvance(text) + theme.px(6) if text else 0)
            if column.right:
                left = box.right() - chip_width(chip, theme) + 1
            paint_chip(painter, left, box.center().y() + 1, chip, theme)

    def _icon(
        self, painter: QPainter, box: QRect, column: Column[Any], row: Any, ink: str, text_width: int, theme: Theme
    ) -> QRect:
        """Draw the icon beside the text; the box that is left for the text, indented where rows may have an icon."""
        if column.icon is None:
            return box
        side, name = theme.px(ICON), column.icon(row)
        left = box.right() - text_width - side - theme.px(5) if column.right else box.left()
        if name:
            spot = QPointF(left, round(box.center().y() - side / 2) + 1)
            paint_icon(painter, name, ink, QRectF(spot, QSize(side, side).toSizeF()))
        return box if column.right else box.adjusted(theme.px(ICON + 6), 0, 0, 0)

    def _two_lines(self, painter: QPainter, box: QRect, text: str, second: str, font: QFont, theme: Theme) -> None:
        small = theme.font(Role.SMALL)
        upper, lower = QFontMetrics(font).height(), QFontMetrics(small).height()
        top = box.top() + (box.height() - upper - lower) // 2
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(font)
        painter.drawText(QRect(box.left(), top, box.width(), upper), left, text)
        painter.setFont(small)
        painter.setPen(theme.color(Tone.MUTED))
        painter.drawText(QRect(box.left(), top + upper, box.width(), lower), left, second)


def _paint_bar(painter: QPainter, box: QRect, share: float, theme: Theme) -> None:
    """A flat outline, filled from the left; the number stands in the next column."""
    height = theme.px(BAR_HEIGHT)
    frame = QRect(box.left(), box.center().y() - height // 2, box.width() - 1, height)
    painter.fillRect(frame, QColor(theme.tokens.raised))
    filled = round(frame.width() * min(max(share, 0.0), 1.0))
    painter.fillRect(QRect(frame.left(), frame.top(), filled, frame.height()), QColor(theme.tokens.accent))
    painter.setPen(QColor(theme.tokens.edge))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)
