"""The page 签意见 of a township: applications that wait, one opinion for many, and what became of those written."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.desk_opinions import (
    SentOpinion,
    Standing,
    WaitingApplication,
    sent_opinions,
    waiting_applications,
    withdraw_opinion,
    write_opinions,
)
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, row
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.finding_list import FindingList
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, TWO_LINES, Table
from app.ui.parts.tabs import Tabs
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money
from app.ui.work import Work

STAGES = (("乡镇意见", "township"), ("银行意见", "bank"), ("县里意见", "county"))
RESULTS = (("同意", "pass"), ("退回补正", "supplement"), ("不同意", "refuse"))
_STANDING = {
    Standing.ON_ITS_WAY: Chip("waiting", "还没有回音", Tone.ACCENT),
    Standing.DONE: Chip("done", "村里已登记", Tone.OK),
    Standing.REFUSED: Chip("stop", "村里退回", Tone.DANGER),
}


class OpinionsPage(Page):
    """Enter marks an application; the opinion goes to all that are marked, or to none."""

    title = "签意见"
    hears = Changed.LOANS | Changed.EXCHANGE

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._marked: set[tuple[str, str]] = set()
        self.tabs = Tabs("等着签的，还是签过的")
        self.stack = Stack()
        self.stack.addWidget(self._waiting())
        self.stack.addWidget(self._sent())
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        card = Card()
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        self.outer.addWidget(card, 1)
        self._draft = self.keeps(card, "opinions")

    def _waiting(self) -> QWidget:
        theme = theme_now()
        self.table = Table(
            [
                Column("", lambda one: "", icon=self._tick, spoken=self._said),
                Column("村", lambda one: one.village, key=lambda one: one.village),
                Column("申请", lambda one: one.view.number, second=lambda one: f"{one.view.applied_on}"),
                Column("借款人", lambda one: one.view.borrower, second=lambda one: one.view.purpose, stretch=True),
                Column("金额（元）", lambda one: money(one.view.amount), second=_months, right=True),
            ],
            name="等意见的申请",
            row_height=TWO_LINES,
            picks=True,
        )
        self.table.opened.connect(self._mark)
        self.table.chosen.connect(self._show_findings)
        self.nothing = Empty("没有申请等意见。村里的交换包导入以后，要签意见的会列在这里。", good=True)
        self.all = Button("全部选上", self._mark_all, kind="quiet", key="A")
        self.findings = FindingList()
        self.stage = Field("哪一级", control=Choice(STAGES))
        self.result = Field("结果", control=Choice(RESULTS))
        self.by = Field("签意见的人", needed=True)
        self.note = Field("意见", control=QPlainTextEdit())
        self.note.control.setFixedHeight(theme.px(76))
        self.write = Button("签意见", self._write, kind="primary", key="Ctrl+Enter", icon_name="pencil")
        self.said = Label("在左边按回车，选上要签的申请。", Role.SMALL, Tone.MUTED, wrap=True)
        form = QVBoxLayout()
        form.setSpacing(theme.px(10))
        for part in (self.stage, self.result, self.by, self.note, self.write, self.said):
            form.addWidget(part)
        form.addWidget(scrolled(self.findings, "这份申请要留意的"), 1)
        page = QWidget()
        line = QVBoxLayout(page) if theme.two_columns else QHBoxLayout(page)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(18))
        line.addLayout(column(row(None, self.all), self.table, self.nothing), 2)
        line.addLayout(form, 1)
        return page

    def _sent(self) -> QWidget:
        self.sent = Table(
            [
                Column("日期", lambda one: f"{one.on}", key=lambda one: one.on.isoformat()),
                Column("村", lambda one: one.village, key=lambda one: one.village),
                Column("申请", lambda one: one.number),
                Column("意见", _opinion_words, stretch=True, explains=True),
                Column("签的人", lambda one: one.by, tone=lambda one: Tone.MUTED, secondary=True),
                Column("到了没有", lambda one: "", chip=lambda one: _STANDING[one.standing]),
            ],
            name="签过的意见",
            row_height=LIST,
            picks=True,
        )
        self.sent.chosen.connect(self._show_why)
        self.none_sent = Empty("还没有签过意见。")
        self.why = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.withdraw = Button("撤回这一份", self._withdraw, key="Z", icon_name="undo")
        page = QWidget()
        page.setLayout(column(self.sent, self.none_sent, row(self.why, None, self.withdraw)))
        return page

    def refresh(self) -> None:
        self.work.read(waiting_applications, done=self.show_waiting)
        self.work.read(sent_opinions, done=self.show_sent)
        if not self.by.text and self.work.book is not None:
            self.by.set_text(self.work.book.officer)
        self._draft.begin()

    def show_waiting(self, found: list[WaitingApplication]) -> None:
        """Show what waits; marks of applications that wait no more are dropped."""
        self._marked &= {_key(one) for one in found}
        self.table.set_rows(found)
        self.table.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self.all.setEnabled(bool(found))
        self.tabs.show_words([("等着签的", len(found)), ("签过的", len(self.sent.rows))])
        self._say_marked()

    def show_sent(self, found: list[SentOpinion]) -> None:
        """Show what was written."""
        self.sent.set_rows(found)
        self.sent.setVisible(bool(found))
        self.none_sent.setVisible(not found)
        self.tabs.show_words([("等着签的", len(self.table.rows)), ("签过的", len(found))])
        self._show_why(self.sent.row)

    def first_focus(self) -> QWidget | None:
        return self.table

    # --- marking ---

    def _tick(self, one: WaitingApplication) -> str:
        return "tick" if _key(one) in self._marked else "todo"

    def _said(self, one: WaitingApplication) -> str:
        return "已选" if _key(one) in self._marked else "没有选"

    def _mark(self, one: WaitingApplication) -> None:
        self._marked ^= {_key(one)}
        self.said.setText("")
        self.table.viewport().update()
        self._say_marked()

    def _mark_all(self) -> None:
        every = {_key(one) for one in self.table.rows}
        self._marked = set() if self._marked == every else every
        self.table.viewport().update()
        self._say_marked()

    def _say_marked(self) -> None:
        number = len(self._marked)
        self.write.setEnabled(number > 0)
        self.write.set_word(f"给这 {number} 份签意见" if number else "签意见")
        every = {_key(one) for one in self.table.rows}
        self.all.set_word("全部不选" if every and self._marked == every else "全部选上")

    def _show_findings(self, one: WaitingApplication | None) -> None:
        self.findings.show_findings(one.view.findings if one is not None else ())

    # --- acts ---

    def _write(self) -> None:
        if first_wrong([self.by]) is not None:
            return
        self.work.write(
            write_opinions,
            sorted(self._marked),
            stage=str(self.stage.value),
            result=str(self.result.value),
            by=self.by.text,
            on=self.work.today,
            note=self.note.text,
            changes=Changed.LOANS | Changed.EXCHANGE,
            what="签意见",
            done=self._written,
        )

    def _written(self, ids: list[str]) -> None:
        self._marked.clear()
        self.note.set_text("")
        self._draft.end()
        self.said.setText(f"签了 {len(ids)} 份，下一份回执带回村里。")

    def _show_why(self, one: SentOpinion | None) -> None:
        self.why.setText(f"退回的原因：{one.reason}" if one is not None and one.reason else "")
        self.withdraw.setEnabled(one is not None and one.standing is Standing.ON_ITS_WAY)

    def _withdraw(self) -> None:
        one = self.sent.row
        if isinstance(one, SentOpinion):
            changes = Changed.LOANS | Changed.EXCHANGE
            self.work.write(withdraw_opinion, one.id, changes=changes, what="撤回意见")


def _key(one: WaitingApplication) -> tuple[str, str]:
    return one.village_book, one.view.number


def _months(one: WaitingApplication) -> str:
    return f"{one.view.term_months} 个月"


def _opinion_words(one: SentOpinion) -> str:
    stage = next(word for word, value in STAGES if value == one.stage)
    result = next(word for word, value in RESULTS if value == one.result)
    return f"{stage}：{result}{f'，{one.note}' if one.note else ''}"
