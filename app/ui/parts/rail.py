"""The left rail: the pages with their counts; the current one is a raised slip with an ink bar and ink text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.ui.icons import RAIL, paint_icon
from app.ui.parts.chip import Chip
from app.ui.parts.label import Label, Rule
from app.ui.theme import Role, Theme, theme_now
from app.ui.tokens import Tone

WIDTH, WIDTH_LARGE = 184, 166
ITEM, ITEM_LARGE = 38, 29


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One page in the rail: its key, word and drawing; `gap` puts a line before it, `key_hint` shows its key."""

    key: str
    word: str
    icon: str
    gap: bool = False
    key_hint: str = ""


class _Item(QAbstractButton):
    """One word of the rail with its count; space or Enter goes there, arrows move."""

    def __init__(self, entry: RailEntry) -> None:
        super().__init__()
        self.entry = entry
        self._count: Chip | None = None
        theme = theme_now()
        self.setCheckable(True)
        self.setText(entry.word)
        self.setAccessibleName(entry.word)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(ITEM_LARGE if theme.few_columns else ITEM))

    def set_count(self, count: Chip | None) -> None:
        self._count = count
        self.setAccessibleName(f"{self.entry.word}，{count.word}" if count is not None else self.entry.word)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme_now().px(150), self.height())

    def paintEvent(self, event: object) -> None:
        theme = theme_now()
        tokens = theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        slip = QRectF(self.rect()).adjusted(theme.px(8) + 0.5, 1.5, -theme.px(8) - 0.5, -1.5)
        if here or self.underMouse():
            painter.setPen(QColor(tokens.line) if here else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.raised if here else tokens.hover))
            painter.drawRoundedRect(slip, theme.px(4), theme.px(4))
        if here:
            bar = theme.px(22)
            painter.fillRect(QRectF(theme.px(8), (self.height() - bar) / 2, 3, bar), QColor(tokens.accent))
        ink = tokens.accent if here else tokens.text
        side = theme.px(RAIL)
        top = (self.height() - side) // 2
        paint_icon(painter, self.entry.icon, ink if here else tokens.muted, QRectF(theme.px(20), top, side, side))
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(QColor(ink))
        words = self.rect().adjusted(theme.px(50 if not theme.few_columns else 45), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.entry.word)
        self._paint_count(painter, theme)
        painter.end()

    def _paint_count(self, painter: QPainter, theme: Theme) -> None:
        count = self._count if self._count is not None else Chip("", self.entry.key_hint)
        if not count.word:
            return
        font = theme.font(Role.SMALL)
        metrics = QFontMetricsF(font)
        left = self.width() - theme.px(18) - metrics.horizontalAdvance(count.word)
        painter.setFont(font)
        painter.setPen(theme.color(count.tone))
        baseline = self.height() / 2 + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(round(left), round(baseline), count.word)
        if count.icon:
            side = theme.px(14)
            ink = theme.tokens.ink(count.tone)
            spot = QRectF(round(left - side - theme.px(4)), (self.height() - side) // 2, side, side)
            paint_icon(painter, count.icon, ink, spot)


class Rail(QFrame):
    """`wanted` comes with the key of the page that was pressed."""

    wanted = Signal(str)

    def __init__(
        self,
        name: str,
        below: str,
        entries: Sequence[RailEntry],
        foot: Sequence[RailEntry],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.setObjectName("rail")
        self._below: Label | None = None
        self.setFixedWidth(theme.px(WIDTH_LARGE if theme.few_columns else WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, theme.px(8))
        column.setSpacing(1)
        column.addWidget(self._padded(Label(name, Role.PAGE_TITLE)))
        if not theme.few_columns:
            self._below = self._padded(Label(below, Role.SMALL, Tone.MUTED))
            column.addWidget(self._below)
        column.addSpacing(theme.px(8 if not theme.few_columns else 4))
        self._group = QButtonGroup(self)
        self._items: dict[str, _Item] = {}
        for entry in entries:
            self._add(column, entry)
        column.addStretch(1)
        for entry in foot:
            self._add(column, entry)

    def _add(self, column: QVBoxLayout, entry: RailEntry) -> None:
        theme = theme_now()
        if entry.gap:
            line = Rule()
            holder = QWidget()
            inner = QVBoxLayout(holder)
            gap = theme.px(5 if not theme.few_columns else 2)
            inner.setContentsMargins(theme.px(17), gap, theme.px(17), gap)
            inner.addWidget(line)
            column.addWidget(holder)
        item = _Item(entry)
        item.clicked.connect(self._pressed)
        self._group.addButton(item)
        self._items[entry.key] = item
        column.addWidget(item)

    def _padded(self, label: Label) -> Label:
        label.setContentsMargins(theme_now().px(20), 0, theme_now().px(8), 0)
        return label

    def _pressed(self) -> None:
        item = self.sender()
        if isinstance(item, _Item):
            self.wanted.emit(item.entry.key)

    @property
    def keys(self) -> list[str]:
        """The pages in order."""
        return list(self._items)

    def set_below(self, words: str) -> None:
        """Whose book it is."""
        if self._below is not None:
            self._below.setText(words)

    def set_here(self, key: str) -> None:
        """Mark the current page; a page that is not in the rail keeps the mark where it was."""
        if key in self._items:
            self._items[key].setChecked(True)

    def set_count(self, key: str, count: Chip | None) -> None:
        """The number at the right of a page's word, with its weight."""
        if key in self._items:
            self._items[key].set_count(count)

    def focus_here(self) -> None:
        """Give the keyboard to the rail."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.ShortcutFocusReason)
