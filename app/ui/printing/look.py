"""Step two of printing: the paper itself, copy by copy and page by page, white on a darker desk."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, row
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label
from app.ui.parts.paper_view import PaperView
from app.ui.parts.stack import Stack
from app.ui.parts.stage_track import Standing
from app.ui.parts.step_head import StepHead
from app.ui.printing.pages import Look
from app.ui.theme import theme_now

EMPTY = "在左边选好表和人，这里就是要印的纸。"


class LookCard(Card):
    """`turned` asks for the page before (-1) or after (+1) the one in sight, over the ends of the copies."""

    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._look: Look | None = None
        self.head = StepHead(2, "看")
        self.before = Button("", self._before, kind="quiet", icon_name="left", spoken="上一页")
        self.after = Button("", self._after, kind="quiet", icon_name="right", spoken="下一页")
        for button, key in ((self.before, "Ctrl+PgUp"), (self.after, "Ctrl+PgDown")):
            button.setShortcut(key)
            button.setToolTip(f"{button.accessibleName()}（{key}）")
        self.where = Label("")
        self.whole, self.large = Button("整页", kind="toggle"), Button("放大", kind="toggle")
        group = QButtonGroup(self)
        for button in (self.whole, self.large):
            group.addButton(button)
        turning = row(self.before, self.where, self.after, self.whole, self.large, spacing=6, stretch=False)
        self.whole.setChecked(True)
        self.whole.toggled.connect(self._zoom)
        self.body.addWidget(self.head)
        if theme_now().few_columns:
            self.body.addLayout(turning)
        else:
            self.head.tail.addLayout(turning)
        self.paper = PaperView("预览")
        self.nothing = QWidget()
        self.nothing_words = Empty(EMPTY, icon_name="sheet")
        self.nothing.setLayout(column(self.nothing_words, None))
        self.stack = Stack()
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.paper)
        self.body.addWidget(self.stack, 1)
        self.clear()

    def clear(self, why: str = EMPTY) -> None:
        """Nothing to look at, and why."""
        self._look = None
        self.nothing_words.say(why)
        self.stack.setCurrentWidget(self.nothing)
        self.head.set_standing(Standing.TO_COME)
        self._say_where()

    def show_look(self, look: Look) -> None:
        """A page of a copy."""
        self._look = look
        self.stack.setCurrentWidget(self.paper)
        self.paper.show_page(QImage(look.picture.image), f"{look.copy.title}，{self._words(look)}")
        self.head.set_standing(Standing.NOW)
        self._say_where()

    @property
    def at(self) -> tuple[int, int]:
        """Which copy and which page of it is in sight, from 0."""
        return (self._look.copy.number, self._look.picture.number) if self._look is not None else (0, 0)

    @property
    def copies(self) -> int:
        """How many copies there are; 0 where there is nothing."""
        return len(self._look.plan.copies) if self._look is not None else 0

    @property
    def pages(self) -> int:
        """How many pages the copy in sight has; 0 where there is nothing."""
        return self._look.copy.pages if self._look is not None else 0

    def _words(self, look: Look) -> str:
        words = f"第 {look.copy.number + 1} 份，共 {len(look.plan.copies)} 份"
        return f"{words}（{look.picture.number + 1}/{look.copy.pages} 页）" if look.copy.pages > 1 else words

    def _say_where(self) -> None:
        look = self._look
        self.where.setText(self._words(look) if look is not None else "")
        for part in (self.before, self.after, self.whole, self.large):
            part.setVisible(look is not None)
        if look is not None:
            self.before.setEnabled(self.at != (0, 0))
            self.after.setEnabled(self.at != (len(look.plan.copies) - 1, look.copy.pages - 1))

    def _before(self) -> None:
        self.turned.emit(-1)

    def _after(self) -> None:
        self.turned.emit(1)

    def _zoom(self, whole: bool) -> None:
        self.paper.set_whole(whole)
