"""The top bar: where we are, undo by its name, search, lock; always at the same place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.columns import Column
from app.ui.parts.label import Label
from app.ui.parts.search_edit import SearchEdit
from app.ui.parts.table import LIST, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

HEIGHT = 54
SEARCH_WIDTH = 340
SHOWN = 9
PAUSE_MS = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of the search: what to show, and where it leads."""

    text: str
    note: str
    place: object


class TopBar(QFrame):
    """`searched` comes while typing; the window answers with `show_found`."""

    searched = Signal(str)
    chosen = Signal(object)
    undo_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.setFixedHeight(theme.px(HEIGHT))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(20), theme.px(2), theme.px(20), 0)
        line.setSpacing(theme.px(10))
        self.title = Label("", Role.PAGE_TITLE)
        self.subtitle = Label("", Role.SMALL, Tone.MUTED)
        self.undo = Button("撤销", self.undo_wanted.emit, kind="muted", icon_name="undo")
        self.undo.hide()
        self.search = SearchEdit("姓名、拼音、证件尾号、电话", key="Ctrl+K")
        self.search.setAccessibleName("搜索：姓名、拼音、证件尾号、电话")
        self.search.setFixedWidth(theme.px(SEARCH_WIDTH))
        self.lock = Button("锁屏", self.lock_wanted.emit, kind="muted", icon_name="lock")
        self.lock.setShortcut(QKeySequence("Ctrl+L"))
        self.lock.setToolTip("锁屏(Ctrl+L)")
        line.addWidget(self.title)
        line.addWidget(self.subtitle)
        line.addStretch(1)
        line.addWidget(self.undo)
        line.addSpacing(theme.px(8))
        line.addWidget(self.search)
        line.addWidget(self.lock)
        QShortcut(QKeySequence("Ctrl+K"), self, self.focus_search)
        QShortcut(QKeySequence("Ctrl+Z"), self, self._undo_by_key)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.search.textEdited.connect(self._typed)
        self.search.installEventFilter(self)
        self._hits: _Hits | None = None
        self._has_undo = False

    def show_where(self, title: str, subtitle: str) -> None:
        """The page's title, and what it is open on."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)

    def show_undo(self, act: str) -> None:
        """Name the act that undo would take back; nothing hides it."""
        self.undo.set_word(f"撤销：{act}", f"撤销：{act}")
        self.undo.setToolTip("Ctrl+Z")
        self.undo.setVisible(bool(act) and not theme_now().two_columns)
        self.undo.setEnabled(bool(act))
        self._has_undo = bool(act)

    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_found(self, word: str, found: list[Found]) -> None:
        """The hits for what was typed, if it still stands there."""
        if word != self.search.text().strip() or not word:
            self._put_away()
            return
        if self._hits is None:
            self._hits = _Hits(self.window())
            self._hits.table.opened.connect(self._choose)
        self._hits.show_below(self.search, found)

    def _undo_by_key(self) -> None:
        if self._has_undo:
            self.undo_wanted.emit()

    def _typed(self, _text: str) -> None:
        self._pause.start()

    def _ask(self) -> None:
        word = self.search.text().strip()
        if word:
            self.searched.emit(word)
        else:
            self._put_away()

    def _choose(self, found: Found) -> None:
        self._put_away()
        self.search.clear()
        self.chosen.emit(found.place)

    def _put_away(self) -> None:
        if self._hits is not None:
            self._hits.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        if watched is self.search and event.type() is QEvent.Type.FocusOut:
            self._put_away()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        hits = self._hits if self._hits is not None and self._hits.isVisible() else None
        if key == Qt.Key.Key_Escape:
            self._put_away()
            self.search.clear()
            return True
        if hits is None or not hits.table.rows:
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            hits.table.choose((hits.table.currentIndex().row() + step) % len(hits.table.rows))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(hits.table.row or hits.table.rows[0])
            return True
        return False


class _Hits(QFrame):
    """The list under the search; a plain child of the window, so that the keyboard stays in the search."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        self.table = Table(
            [
                Column("", lambda found: found.text, stretch=True),
                Column("", lambda found: found.note, right=True, small=True, tone=lambda found: Tone.MUTED),
            ],
            name="搜索结果",
            row_height=LIST,
            heading=False,
            picks=True,
        )
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.clicked.connect(self._clicked)
        self.nothing = Label("没有找到。可以换拼音首字母、证件后四位或电话试试。", Role.SMALL, Tone.MUTED, wrap=True)
        self.nothing.setContentsMargins(10, 6, 10, 6)
        column.addWidget(self.table)
        column.addWidget(self.nothing)

    def _clicked(self) -> None:
        if self.table.row is not None:
            self.table.opened.emit(self.table.row)

    def show_below(self, edit: QLineEdit, found: list[Found]) -> None:
        theme = theme_now()
        self.table.set_rows(found[:SHOWN])
        self.table.setVisible(bool(found))
        self.nothing.setVisible(not found)
        height = theme.px(LIST) * min(len(found), SHOWN) + 6 if found else theme.px(48)
        corner = edit.mapTo(self._window, QPoint(0, edit.height() + 4))
        self.setGeometry(corner.x(), corner.y(), edit.width(), height)
        self.raise_()
        self.show()
