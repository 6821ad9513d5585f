"""The page 帮助: the keys of the window, and the working day in a few lines."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.page import Page
from app.ui.parts.card import Card
from app.ui.parts.columns import Column
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.table import DENSE, Table
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
    ("Ctrl+L", "锁屏；十五分钟没人动也会锁"),
    ("Ctrl 和 +、-", "字大、字小"),
    ("Alt+字母", "按按钮括号里的字母"),
)
DAY = (
    "早上先看“今日”，第一行写着先办哪件，回车就去办。",
    "新名单来了，在“农户”里导入；不能导入的行会写明为什么，其余照样进来。",
    "有人要贷款，在这一户点“新申请”；规定写在右边，边填边看。各级的意见在申请上一级一级登记，最后照银行合同登记放款。",
    "还款照银行凭证登记。登错了不改，用冲正。村官不收现金。",
    "快到期的，在“到期与逾期”里一起打印通知书，按走访路线送到门上；回来在“走访”里一户一户登记。",
    "隔几天做一次交换包，写到U盘，连交接单交给乡镇；拿回执，读进来，才算“已送达”。",
    "每天关机前看看备份。U盘上也留一份。",
)


class HelpPage(Page):
    """Nothing is read from the book here."""

    title = "帮助"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        theme = theme_now()
        self.keys = Table(
            [Column("按键", lambda pair: pair[0]), Column("做什么", lambda pair: pair[1], stretch=True, explains=True)],
            name="按键",
            row_height=DENSE + 2,
            fit=theme.two_columns,
        )
        self.keys.set_rows(KEYS)
        keys = Card("按键")
        keys.body.addWidget(self.keys, 1)
        day = Card("一天怎么用")
        lines = QWidget()
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for number, line in enumerate(DAY, start=1):
            column.addWidget(Label(f"{number}. {line}", wrap=True))
        day.body.addWidget(scrolled(lines, "一天怎么用"), 1)
        layout: QHBoxLayout | QVBoxLayout = QVBoxLayout() if theme.two_columns else QHBoxLayout()
        layout.setSpacing(theme.px(12))
        layout.addWidget(day, 1)
        layout.addWidget(keys, 1)
        self.outer.addLayout(layout, 1)

    def first_focus(self) -> QWidget | None:
        return self.keys
