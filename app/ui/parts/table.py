"""A ledger table: measured columns, fixed row heights, hair lines; Enter or a click opens the row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import nlargest
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from app.ui.parts.cells import GAP, CellPainter, RowLook, cell_width
from app.ui.parts.columns import Column, ListModel
from app.ui.theme import Role, theme_now

DENSE, LIST, TWO_LINES, HEADING = 28, 30, 49, 26
_SAMPLE = 30
PREFERRED_ROWS = 8
LEAST_EXPLAINED, LEAST_TWO_LINES, LEAST_BAR = 200, 130, 40
MANY = 2000


class Table(QTableView):
    """`opened` comes with the row on Enter or a click; `chosen` with the row the cursor stands on (or None).

    `fit` makes the table as high as its rows, for cards; else it scrolls. `picks` keeps the chosen row tinted.
    """

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        *,
        name: str,
        row_height: int = LIST,
        heading: bool = True,
        fit: bool = False,
        picks: bool = False,
        look: Callable[[Any], RowLook] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme = theme_now()
        kept = [column for column in columns if not (column.secondary and theme.few_columns)]
        self.model_ = ListModel(kept, self)
        self._row_height = theme.px(row_height)
        self._natural: list[int] = []
        self._measured = False
        self._fit, self._picks = fit, picks
        self._cells = CellPainter(self.model_, look, self)
        self._cells.outer_gap = self._cells.gap if picks else 0
        self.setModel(self.model_)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(name)
        self._set_up(heading)
        self.model_.modelReset.connect(self._measure)

    def _set_up(self, heading: bool) -> None:
        theme = theme_now()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._row_height)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(1)
        head.setHighlightSections(False)
        head.setFixedHeight(theme.px(HEADING))
        head.setVisible(heading)
        self._style_heading()
        head.setSectionsClickable(any(column.key is not None for column in self.model_.columns))
        head.sectionClicked.connect(self._sort_by)
        self._sorted: tuple[int, bool] = (-1, False)
        if self._fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._spread)
        self.verticalScrollBar().rangeChanged.connect(self._later.start)  # the bar may come or go, and takes room

    def _style_heading(self) -> None:
        theme, head = theme_now(), self.horizontalHeader()
        tokens = theme.tokens
        head.setStyleSheet(
            f"QHeaderView {{ font-size: {theme.font(Role.SMALL).pointSizeF()}pt; }}"
            f"QHeaderView::section {{ background: transparent; border: none; border-bottom: 1px solid {tokens.edge};"
            f" color: {tokens.muted}; padding: 0 {theme.px(self._cells.gap)}px; }}"
            "QHeaderView::section:first, QHeaderView::section:only-one"
            f" {{ padding-left: {theme.px(self._cells.outer_gap)}px; }}"
            f"QHeaderView::section:last {{ padding-right: {theme.px(self._cells.outer_gap)}px; }}"
        )

    # --- rows ---

    @property
    def rows(self) -> list[Any]:
        """The rows as shown."""
        return self.model_.rows

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; the cursor stays on the same line number where there is one."""
        at = self.currentIndex().row()
        self.model_.set_rows(rows)
        if self._picks and self.model_.rowCount():
            self.choose(min(max(at, 0), self.model_.rowCount() - 1))

    def filter(self, keep: Callable[[Any], bool] | None) -> None:
        """Show only some of the rows."""
        self.model_.filter(keep)

    def arrange(self, key: Callable[[Any], Any] | None) -> None:
        """Another order than the one in which the rows came, until a heading is pressed."""
        self._sorted = (-1, False)
        self.model_.arrange(key)

    @property
    def row(self) -> Any:
        """The row the cursor stands on, or None."""
        at = self.currentIndex().row()
        return self.model_.rows[at] if 0 <= at < len(self.model_.rows) else None

    def choose(self, at: int) -> None:
        """Put the cursor on a line."""
        index = self.model_.index(at, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)

    def choose_where(self, wanted: Callable[[Any], bool]) -> bool:
        """Put the cursor on the first row that is wanted; False where none is."""
        for at, row in enumerate(self.model_.rows):
            if wanted(row):
                self.choose(at)
                return True
        return False

    def _tell_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.model_.rows[current.row()] if current.isValid() else None)

    def _sort_by(self, section: int) -> None:
        if self.model_.columns[section].key is None:
            return
        downwards = self._sorted == (section, False)
        self._sorted = (section, downwards)
        self.model_.sort(section, Qt.SortOrder.DescendingOrder if downwards else Qt.SortOrder.AscendingOrder)

    # --- widths and heights ---

    def measure_once(self, rows: Sequence[Any]) -> None:
        """Measure the columns over these rows, of which any shown later are a part, so that very many need no more."""
        self._measured = len(rows) > MANY
        if self._measured:
            self._measure_rows(rows)

    def sizeHint(self) -> QSize:
        head = self.horizontalHeader().height() if not self.horizontalHeader().isHidden() else 0
        rows = self.model_.rowCount() if self._fit else min(self.model_.rowCount(), PREFERRED_ROWS)
        return QSize(theme_now().px(240), head + rows * self._row_height)

    def minimumSizeHint(self) -> QSize:
        if self._fit:
            return QSize(self._needed(), self.sizeHint().height())
        return QSize(self._needed(), theme_now().px(HEADING) + 2 * self._row_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _needed(self) -> int:
        """The least width: the widest text of each column with half the gap; what explains may be cut."""
        if not self._natural:  # no rows were shown yet
            return 0
        columns = zip(self._natural_widths(GAP // 2), self.model_.columns, strict=True)
        return sum(
            min(width, theme_now().px(_least(column))) if column.explains else width
            for width, column in columns
            if not column.secondary
        )

    def _natural_widths(self, gap: int) -> list[int]:
        theme = theme_now()
        inner, outer = theme.px(gap), theme.px(self._cells.outer_gap)
        last = len(self._natural) - 1
        return [
            width + (outer if at == 0 else inner) + (outer if at == last else inner)
            for at, width in enumerate(self._natural)
        ]

    def _measure(self) -> None:
        if not self._measured:
            self._measure_rows(self.model_.rows)
        if self._fit:
            self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self._spread()

    def _measure_rows(self, rows: Sequence[Any]) -> None:
        """The natural width of each column: the widest real text decides; only the longest candidates are measured."""
        theme = theme_now()
        body, small = QFontMetrics(theme.font(Role.BODY)), QFontMetrics(theme.font(Role.SMALL))
        self._natural = []
        for column in self.model_.columns:
            widest = small.horizontalAdvance(column.heading) if not self.horizontalHeader().isHidden() else 0
            some = _longest(rows, column.text)
            for row in some:
                widest = max(widest, cell_width(column, row, theme, body, small))
            self._natural.append(widest + 2)

    def _spread(self) -> None:
        """Give the columns their room: what is left over goes to stretching columns, else to all gaps alike."""
        if not self._natural:
            return
        room = self.viewport().width()
        gap = GAP if sum(self._natural_widths(GAP)) <= room else GAP // 2
        if gap != self._cells.gap:
            self._cells.gap = gap
            self._style_heading()
        widths = self._natural_widths(gap)
        self._leave_out(widths, room)
        left_over = room - sum(widths)
        for at, column in enumerate(self.model_.columns):
            if left_over < 0 and (column.explains or column.bar is not None):
                less = min(-left_over, max(widths[at] - theme_now().px(_least(column)), 0))
                widths[at] -= less
                left_over += less
        stretching = [at for at, column in enumerate(self.model_.columns) if column.stretch]
        takers = [at for at in stretching or range(len(widths)) if widths[at]]
        if left_over > 0:
            for at in takers:
                widths[at] += left_over // len(takers)
            widths[takers[-1]] += left_over - left_over // len(takers) * len(takers)
        self.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if left_over < 0 and not self._fit
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)
        if self.viewport().width() != room:  # a scroll bar came or went meanwhile
            self._spread()

    def _leave_out(self, widths: list[int], room: int) -> None:
        """Secondary columns go, the last first, while the others do not fit though what explains is cut."""
        theme, columns = theme_now(), self.model_.columns
        spare = [
            max(width - theme.px(_least(column)), 0) if column.explains or column.bar is not None else 0
            for width, column in zip(widths, columns, strict=True)
        ]
        for at in reversed(range(len(widths))):
            gone = columns[at].secondary and sum(widths) - sum(spare) > room
            self.setColumnHidden(at, gone)
            if gone:
                widths[at] = spare[at] = 0

    # --- opening a row ---

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and not self._picks:
            self.opened.emit(self.model_.rows[index.row()])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self._picks and self.row is not None:
            self.opened.emit(self.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.row is not None:
            self.opened.emit(self.row)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if (
            self.model_.rowCount()
            and not self.currentIndex().isValid()
            and event.reason()
            in (
                Qt.FocusReason.TabFocusReason,
                Qt.FocusReason.BacktabFocusReason,
                Qt.FocusReason.ShortcutFocusReason,
            )
        ):
            self.choose(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._picks:
            self.clearSelection()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._cells.hovered:
            self._cells.hovered = row
            self.viewport().update()


def _least(column: Column[Any]) -> int:
    """How narrow a column may become that only explains: a bar, a name with a line below it, a text."""
    if column.bar is not None:
        return LEAST_BAR
    return LEAST_TWO_LINES if column.second is not None else LEAST_EXPLAINED


def _longest(rows: Sequence[Any], text: Callable[[Any], str]) -> list[Any]:
    """The rows whose text may be the widest: all of a short table, else those with most bytes."""
    return list(rows) if len(rows) <= _SAMPLE else nlargest(_SAMPLE, rows, key=lambda row: len(text(row).encode()))
