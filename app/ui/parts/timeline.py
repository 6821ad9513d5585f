"""What happened, newest first: a stem with a drawing at each event, years as headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.icons import paint_icon
from app.ui.theme import Role, Theme, theme_now
from app.ui.tokens import Tone

ENTRY, YEAR = 51, 26


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: its day, its drawing, what happened, what explains it."""

    on: date
    icon: str
    text: str
    note: str = ""
    tone: Tone = Tone.PLAIN


class Timeline(QWidget):
    """As high as its entries; the scroll area around it scrolls."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._entries: list[Entry] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_entries([])

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these, in this order."""
        self._entries = list(entries)
        said = "；".join(f"{entry.on:%Y-%m-%d} {entry.text} {entry.note}".strip() for entry in self._entries)
        self.setAccessibleName(f"{self._name}：{said}" if said else f"{self._name}：还没有")
        self.setFixedHeight(self._height())
        self.update()

    def _height(self) -> int:
        theme = theme_now()
        years = len({entry.on.year for entry in self._entries})
        return len(self._entries) * theme.px(ENTRY) + years * theme.px(YEAR) + theme.px(4)

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        theme = theme_now()
        body, small = QFontMetricsF(theme.font(Role.BODY)), QFontMetricsF(theme.font(Role.SMALL))
        widest = max(
            (max(body.horizontalAdvance(e.text), small.horizontalAdvance(e.note)) for e in self._entries),
            default=theme.px(100),
        )
        return QSize(round(theme.px(78) + min(widest, theme.px(200))), theme.px(60))

    def paintEvent(self, event: object) -> None:
        theme = theme_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, year = 0.0, None
        for entry in self._entries:
            if entry.on.year != year:
                year = entry.on.year
                self._year(painter, year, top, theme)
                top += theme.px(YEAR)
            self._entry(painter, entry, top, theme)
            top += theme.px(ENTRY)
        painter.end()

    def _year(self, painter: QPainter, year: int, top: float, theme: Theme) -> None:
        font = theme.font(Role.SMALL)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(theme.color(Tone.MUTED))
        middle = top + theme.px(YEAR) / 2
        text = f"{year} 年"
        painter.drawText(QPointF(0, middle + metrics.ascent() / 2 - 1), text)
        left = metrics.horizontalAdvance(text) + theme.px(8)
        painter.fillRect(QRectF(left, round(middle), self.width() - left, 1), QColor(theme.tokens.line))

    def _entry(self, painter: QPainter, entry: Entry, top: float, theme: Theme) -> None:
        tokens = theme.tokens
        body, small = theme.font(Role.BODY), theme.font(Role.SMALL)
        upper, lower = QFontMetricsF(body), QFontMetricsF(small)
        x, radius = theme.px(57), theme.px(11)
        middle = top + radius + theme.px(3)
        painter.setPen(QPen(QColor(tokens.edge), 1))
        painter.drawLine(QPointF(x, top), QPointF(x, top + theme.px(ENTRY)))
        painter.setBrush(QColor(tokens.surface))
        painter.setPen(QPen(QColor(tokens.ink(entry.tone) if entry.tone is not Tone.PLAIN else tokens.edge), 1))
        painter.drawEllipse(QPointF(x, middle), radius, radius)
        side = theme.px(14)
        paint_icon(painter, entry.icon, tokens.ink(entry.tone), QRectF(x - side / 2, middle - side / 2, side, side))
        painter.setFont(small)
        painter.setPen(theme.color(Tone.MUTED))
        painter.drawText(QPointF(0, middle + lower.ascent() / 2 - 1), f"{entry.on:%m-%d}")
        left = x + radius + theme.px(8)
        wide = self.width() - left
        painter.drawText(
            QPointF(left, middle + upper.height() / 2 + lower.ascent() + 1),
            lower.elidedText(entry.note, Qt.TextElideMode.ElideRight, wide),
        )
        painter.setFont(body)
        painter.setPen(theme.color(entry.tone))
        painter.drawText(
            QPointF(left, middle + upper.ascent() / 2 - 2),
            upper.elidedText(entry.text, Qt.TextElideMode.ElideRight, wide),
        )
