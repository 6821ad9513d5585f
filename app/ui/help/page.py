"""The page 帮助: the manual and the keys of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.services.office import TOWNSHIP
from app.ui.help.manual import ManualView, manual_sections
from app.ui.page import Page
from app.ui.parts.card import Card
from app.ui.parts.columns import Column
from app.ui.parts.table import DENSE, Table
from app.ui.parts.tabs import Tabs
from app.ui.places import Place
from app.ui.theme import theme_now
from app.ui.work import Work

KEYS = (
    ("Ctrl+K", "找人：姓名、拼音首字母、证件尾号、电话"),
    ("Enter", "往下一格；在清单上打开这一行"),
    ("Ctrl+Enter", "保存、登记"),
    ("Esc", "放弃；填过字才问"),
    ("Ctrl+1 … Ctrl+0", "左边第 1 到第 10 页"),
    ("F6", "回到左边的页名，上下键换页"),
    ("Alt+←", "回到刚才那一页"),
    ("Ctrl+Z", "撤销上一步，上面写着是哪一步"),
    ("F8", "显示身份证和电话全号（会记下来）"),
    ("F9", "贷款合同上，换一天算还清要多少"),
    ("Ctrl+P", "打印"),
    ("Ctrl+L", "锁屏；放着没人动也会锁，几分钟在设置里定"),
    ("Ctrl 和 +、-", "字大、字小"),
    ("Alt+字母", "按按钮括号里的字母"),
)
MANUAL, ALL_KEYS = "手册", "按键"
OF_TOWNSHIP = "乡镇这一头"


class HelpPage(Page):
    """The manual, a section at a time, and the keys; nothing is read from the book here.

    F1 opens it at the section of the page one was on: `Place.detail` is that page's word.
    """

    title = "帮助"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.tabs = Tabs("帮助")
        for word in (MANUAL, ALL_KEYS):
            self.tabs.addTab(word)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._manual())
        self.stack.addWidget(self._keys())
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        card = Card()
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        self.outer.addWidget(card, 1)

    def _manual(self) -> QWidget:
        theme = theme_now()
        self.sections = Table(
            [Column("章节", lambda section: section.title, stretch=True)],
            name="章节",
            row_height=DENSE + 2,
            heading=False,
        )
        self.sections.set_rows(manual_sections())
        self.sections.setFixedWidth(theme.px(180))
        self.manual = ManualView("手册")
        self.sections.chosen.connect(self.manual.show_section)
        page = QWidget()
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(14))
        layout.addWidget(self.sections)
        layout.addWidget(self.manual, 1)
        return page

    def _keys(self) -> QWidget:
        self.keys = Table(
            [Column("按键", lambda pair: pair[0]), Column("做什么", lambda pair: pair[1], stretch=True, explains=True)],
            name="按键",
            row_height=DENSE + 2,
            fit=theme_now().two_columns,
        )
        self.keys.set_rows(KEYS)
        return self.keys

    def open(self, place: Place) -> None:
        super().open(place)
        self.tabs.setCurrentIndex(0)
        if not self._choose(place.detail):
            desk = self.work.book is not None and self.work.book.role == TOWNSHIP
            self._choose(OF_TOWNSHIP if desk else manual_sections()[0].title)

    def _choose(self, title: str) -> bool:
        return self.sections.choose_where(lambda section: section.title == title)

    def first_focus(self) -> QWidget | None:
        return self.sections
