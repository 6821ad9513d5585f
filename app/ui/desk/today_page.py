"""The page 今日 of a township: its villages side by side, what is due in all of them, and what waits at this desk."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.desk_today import DeskToday, VillageWatch, read_desk_today
from app.services.due import DueLine
from app.ui.changed import Changed
from app.ui.exchange.states import age_words
from app.ui.page import Page
from app.ui.parts.card import Card
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.stack import Stack
from app.ui.parts.table import DENSE, Table
from app.ui.parts.tabs import Tabs
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.today.cards import MonthsCard, NewsCard
from app.ui.tokens import Tone
from app.ui.words import bare_wan, in_wan, long_day, money, near_day, percent, short_day
from app.ui.work import Work

DUE, OVERDUE = "到期", "逾期"


class DeskTodayPage(Page):
    """A row of a village leads to its findings; the lists below are of all villages, the nearest day first."""

    title = "今日"
    hears = Changed.ALL

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        theme = theme_now()
        self.villages = Table(_village_columns(), name="各村", row_height=DENSE + 1, fit=theme.two_columns)
        self.villages.opened.connect(self._open_village)
        self.nothing = Empty(
            "还没有收到哪个村的账。先和村里结对，再导入他们的交换包。", verb="去交换", pressed=self._to_exchange
        )
        self.card = Card("各村")
        self.card.body.addWidget(self.villages, 1)
        self.card.body.addWidget(self.nothing)
        self.card.body.addStretch(0)
        self.months = MonthsCard()
        self.waiting = NewsCard("等着办", "去签意见", Place(Where.OPINIONS))
        self.exchange = NewsCard("交换", "去交换", Place(Where.EXCHANGE))
        for news in (self.waiting, self.exchange):
            news.go.connect(self.go)
        self._lay_out(self._lists())

    def _lists(self) -> Card:
        self.tabs = Tabs("到期还是逾期")
        self.stack = Stack()
        self.due = Table(_due_columns(self.work, "还剩"), name="各村到期", row_height=DENSE + 1)
        self.overdue = Table(_due_columns(self.work, "逾期"), name="各村逾期", row_height=DENSE + 1)
        self.calm = (Empty("这些天里没有到期的贷款。", good=True), Empty("没有逾期。", good=True))
        for table, calm in zip((self.due, self.overdue), self.calm, strict=True):
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(table, 1)
            column.addWidget(calm)
            column.addStretch(0)
            self.stack.addWidget(holder)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        card = Card()
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        return card

    def _lay_out(self, lists: Card) -> None:
        theme = theme_now()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.px(12))
        left.addWidget(self.card, 1)
        left.addWidget(lists, 1)
        right.addWidget(self.months, 0 if theme.two_columns else 1)
        right.addWidget(self.waiting)
        right.addWidget(self.exchange)
        if theme.two_columns:
            right.addStretch(1)
        columns = QVBoxLayout() if theme.two_columns else QHBoxLayout()
        columns.setSpacing(theme.px(12))
        columns.addLayout(left, 3)
        columns.addLayout(right, 1)
        self.outer.addLayout(columns, 1)

    def refresh(self) -> None:
        self.work.read(read_desk_today, self.work.today, done=self.show_view)
        today = self.work.today
        self.name_it(short_day(today) if theme_now().few_columns else long_day(today))

    def show_view(self, view: DeskToday) -> None:
        """Show what was read."""
        self.card.set_note(
            f"{len(view.villages)} 个村，余额 {in_wan(view.rate.balance)}，逾期率 {view.rate.percent}%"
            + (f"，红线 {percent(view.red_line)}" if view.red_line is not None else "")
            if view.villages
            else ""
        )
        self.villages.set_rows(view.villages)
        self.villages.setVisible(bool(view.villages))
        self.nothing.setVisible(not view.villages)
        self.tabs.show_words([(f"{view.window_days} 天内{DUE}", len(view.due)), (OVERDUE, len(view.overdue))])
        for table, calm, rows in ((self.due, self.calm[0], view.due), (self.overdue, self.calm[1], view.overdue)):
            table.set_rows(rows)
            table.setVisible(bool(rows))
            calm.setVisible(not rows)
        self.months.show_months(view.months)
        self._show_news(view)

    def _show_news(self, view: DeskToday) -> None:
        if view.waiting:
            self.waiting.show_lines(
                [("waiting", Tone.WARN, f"{view.waiting} 份申请等意见", "可以选几份，一次签同样的意见。")]
            )
        else:
            self.waiting.show_lines([("done", Tone.OK, "没有申请等意见", "")])
        lines = []
        if view.held:
            lines.append(("stop", Tone.DANGER, f"{view.held} 个包挂起", "可能有两台电脑在用，要人来定。"))
        if view.silent:
            lines.append(("warning", Tone.WARN, f"{view.silent} 个村满 28 天没有送账", ""))
        if view.owed:
            lines.append(("pencil", Tone.ACCENT, f"欠 {view.owed} 个村回执", "插上U盘就能写。"))
        self.exchange.show_lines(lines or [("done", Tone.OK, "各村的账都收了，回执都开了", "")])

    def first_focus(self) -> QWidget | None:
        return self.villages if self.villages.rows else None

    def _open_village(self, one: VillageWatch) -> None:
        self.go.emit(Place(Where.CROSS, one.code))

    def _to_exchange(self) -> None:
        self.go.emit(Place(Where.EXCHANGE))


def _village_columns() -> list[Column[VillageWatch]]:
    return [
        Column("村", lambda one: one.name, key=lambda one: one.name),
        Column("笔", lambda one: str(one.loans), key=lambda one: one.loans, right=True, secondary=True),
        Column(
            "余额（万元）", lambda one: bare_wan(one.rate.balance), key=lambda one: int(one.rate.balance), right=True
        ),
        Column(
            "逾期率",
            lambda one: f"{one.rate.percent}%",
            key=lambda one: int(one.rate.rate * 1_000_000),
            right=True,
            tone=lambda one: Tone.DANGER if one.over_red_line else Tone.PLAIN,
        ),
        Column("", lambda one: "", chip=_red_line_chip),
        Column("到期", lambda one: f"{one.due_loans} 笔" if one.due_loans else "—", key=_due_key, right=True),
        Column("等意见", lambda one: f"{one.waiting} 份" if one.waiting else "—", right=True, secondary=True),
        Column("账多久了", _age, right=True, tone=_age_tone, stretch=True),
    ]


def _due_key(one: VillageWatch) -> int:
    return one.due_loans


def _red_line_chip(one: VillageWatch) -> Chip:
    if one.over_red_line:
        return Chip("stop", "超红线", Tone.DANGER)
    if one.overdue_loans:
        return Chip("warning", f"逾期 {one.overdue_loans} 笔", Tone.WARN)
    return Chip("done", "无逾期", Tone.OK)


def _age(one: VillageWatch) -> str:
    return age_words(one.exchange) if one.exchange is not None else "没有送过"


def _age_tone(one: VillageWatch) -> Tone:
    return Tone.DANGER if one.exchange is None or one.exchange.stale else Tone.PLAIN


def _due_columns(work: Work, days: str) -> list[Column[DueLine]]:
    return [
        Column("日子", lambda one: near_day(one.due, work.today), spoken=lambda one: f"{one.due:%Y-%m-%d}"),
        Column(days, lambda one: f"{one.days} 天", key=lambda one: one.days, right=True),
        Column("村", lambda one: one.line.village, key=lambda one: one.line.village),
        Column("组", lambda one: one.line.household.group_name, tone=lambda one: Tone.MUTED, secondary=True),
        Column("户", lambda one: one.line.head or one.line.borrower.name),
        Column("银行", lambda one: one.line.loan.bank, tone=lambda one: Tone.MUTED, secondary=True, explains=True),
        Column("应还（元）", lambda one: money(one.amount), key=lambda one: int(one.amount * 100), right=True),
    ]
