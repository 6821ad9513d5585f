"""Step two of printing: the paper itself, page by page, white on a darker desk."""

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
from app.ui.printing.pages import PagePicture
from app.ui.theme import theme_now


class LookCard(Card):
    """`page_wanted` asks for another page."""

    page_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._number, self._pages, self._title = 0, 0, ""
        self.head = StepHead(2, "看")
        self.before = Button("上一页", self._before, kind="quiet", icon_name="left")
        self.after = Button("下一页", self._after, kind="quiet", icon_name="right")
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
        self.nothing_words = Empty("在左边选好表和人，这里就是要印的纸。", icon_name="sheet")
        self.nothing.setLayout(column(self.nothing_words, None))
        self.stack = Stack()
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.paper)
        self.body.addWidget(self.stack, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing to look at."""
        self._pages = 0
        self.stack.setCurrentWidget(self.nothing)
        self.head.set_standing(Standing.TO_COME)
        self._say_where()

    def show_page(self, picture: PagePicture, title: str) -> None:
        """A page and what it is of."""
        self._number, self._pages, self._title = picture.number, picture.pages, title
        self.stack.setCurrentWidget(self.paper)
        self.paper.show_page(QImage(picture.image), f"{title}，第 {picture.number + 1} 页，共 {picture.pages} 页")
        self.head.set_standing(Standing.NOW)
        self._say_where()

    @property
    def pages(self) -> int:
        """How many pages there are; 0 where there is nothing."""
        return self._pages

    def _say_where(self) -> None:
        self.where.setText(f"第 {self._number + 1} 页，共 {self._pages} 页" if self._pages else "")
        self.before.setEnabled(self._number > 0)
        self.after.setEnabled(self._number + 1 < self._pages)
        for part in (self.before, self.after, self.whole, self.large):
            part.setVisible(bool(self._pages))

    def _before(self) -> None:
        self.page_wanted.emit(self._number - 1)

    def _after(self) -> None:
        self.page_wanted.emit(self._number + 1)

    def _zoom(self, whole: bool) -> None:
        self.paper.set_whole(whole)
