"""The page 贷款: all loans with their state, and the applications that are still on their way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.services.applications import ApplicationView, list_applications
from app.services.loans import list_loans
from app.services.portfolio import LoanLine
from app.ui.changed import Changed
from app.ui.households.ledgers import loan_chip
from app.ui.loans.matching import loan_matches
from app.ui.loans.stages import application_chip, kind_word
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label
from app.ui.parts.search_edit import SearchEdit
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, Table
from app.ui.parts.tabs import Tabs
from app.ui.places import Place, Where
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import in_wan, money, percent
from app.ui.work import Work

FILTERS: tuple[tuple[str, Callable[[LoanLine], bool]], ...] = (
    ("在贷", lambda line: not line.state.cleared),
    ("逾期", lambda line: line.state.overdue_days > 0),
    ("欠息", lambda line: line.state.arrears_days > 0 and not line.state.cleared),
    ("已展期", lambda line: line.state.extensions + line.state.deferrals > 0),
    ("有待核差额", lambda line: line.state.unmatched > 0),
    ("已结清", lambda line: line.state.cleared),
    ("全部", lambda line: True),
)


class LoansPage(Page):
    """Opens a contract or an application."""

    title = "贷款"
    hears = Changed.LOANS | Changed.HOUSEHOLDS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._lines: list[LoanLine] = []
        self.tabs = Tabs("贷款还是申请")
        self.tabs.show_words([("贷款", 0), ("申请", 0)])
        card = Card()
        self.search = SearchEdit("姓名、拼音、借据号")
        self.search.setMaximumWidth(theme_now().px(260))
        self.search.textChanged.connect(self._again)
        self.filters = QButtonGroup(self)
        self.toggles: list[Button] = []
        for number, (word, _keep) in enumerate(FILTERS):
            button = Button(word, kind="toggle", spoken=f"只看{word}")
            self.filters.addButton(button, number)
            self.toggles.append(button)
        self.toggles[0].setChecked(True)
        self.filters.idToggled.connect(self._filtered)
        self.new = Button("新申请", self._new, kind="primary", key="A", icon_name="plus")
        slips = "凭证还款" if theme_now().few_columns else "照凭证登记还款"
        self.slips = Button(slips, self._slips, key="S", icon_name="yuan", spoken="照凭证登记还款")
        self.old = Button("补录贷款", self._old, key="B", icon_name="pencil", spoken="补录银行已放的贷款")
        card.body.addLayout(row(self.tabs, None, self.slips, self.old, self.new))
        self.stack = Stack()
        card.body.addWidget(self.stack, 1)
        self.stack.addWidget(self._loans())
        self.stack.addWidget(self._applications())
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self.outer.addWidget(card, 1)

    def _loans(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.sum = Label("", Role.SMALL, Tone.MUTED)
        if theme_now().few_columns:
            column.addLayout(row(self.search, None, self.sum))
            column.addLayout(row(*self.toggles))
        else:
            column.addLayout(row(self.search, *self.toggles, None, self.sum))
        self.table = Table(
            [
                Column("到期日", lambda line: f"{line.state.due_on}", key=lambda line: line.state.due_on.toordinal()),
                Column("户", _head, key=lambda line: line.borrower.pinyin or _head(line)),
                Column("组", lambda line: line.household.group_name, tone=lambda line: Tone.MUTED, secondary=True),
                Column("借据号", lambda line: line.loan.note_number, key=lambda line: line.loan.note_number),
                Column("银行", lambda line: line.loan.bank, secondary=True),
                Column("年利率", lambda line: percent(line.terms.rate), right=True, secondary=True),
                Column("借款（元）", lambda line: money(line.terms.principal), right=True),
                Column(
                    "余额（元）",
                    lambda line: money(line.state.balance),
                    key=lambda line: int(line.state.balance * 100),
                    right=True,
                ),
                Column("状态", lambda line: "", chip=loan_chip, key=lambda line: -line.state.overdue_days),
            ],
            name="贷款清单",
            row_height=LIST,
        )
        self.table.opened.connect(self._open_loan)
        self.no_loans = Empty(
            "还没有贷款。从一份申请开始，或把银行已经放的补录进来。", verb="新申请", pressed=self._new
        )
        self.none_left = Label("没有这样的贷款。", Role.SMALL, Tone.MUTED)
        column.addWidget(self.table, 1)
        column.addWidget(self.no_loans)
        column.addWidget(self.none_left)
        column.addStretch(0)
        return page

    def _applications(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.applications = Table(
            [
                Column("申请日", lambda view: f"{view.applied_on}"),
                Column("申请编号", lambda view: view.number),
                Column("户", lambda view: view.head),
                Column("借款人", lambda view: view.borrower),
                Column("种类", lambda view: kind_word(view.kind)),
                Column("金额（元）", lambda view: money(view.amount), right=True),
                Column("期限", lambda view: f"{view.term_months} 个月", right=True),
                Column("下一步", lambda view: "", chip=application_chip),
            ],
            name="申请清单",
            row_height=LIST,
        )
        self.applications.opened.connect(self._open_application)
        self.no_applications = Empty("还没有申请。", verb="新申请", pressed=self._new)
        column.addWidget(self.applications, 1)
        column.addWidget(self.no_applications)
        column.addStretch(0)
        return page

    # --- reading ---

    def open(self, place: Place) -> None:
        self.tabs.setCurrentIndex(1 if place.detail == "applications" else self.tabs.currentIndex())
        super().open(place)

    def refresh(self) -> None:
        self.work.read(list_loans, self.work.today, done=self.show_loans)
        self.work.read(list_applications, done=self.show_applications)

    def show_loans(self, lines: list[LoanLine]) -> None:
        """Show all loans."""
        self._lines = lines
        self.tabs.setTabText(0, f"贷款 {len(lines)}" if lines else "贷款")
        self.table.set_rows(lines)
        self._again()

    def show_applications(self, views: list[ApplicationView]) -> None:
        """Show all applications."""
        self.tabs.setTabText(1, f"申请 {len(views)}" if views else "申请")
        self.applications.set_rows(views)
        self.applications.setVisible(bool(views))
        self.no_applications.setVisible(not views)

    def first_focus(self) -> QWidget | None:
        return self.new

    def _again(self, _text: str = "") -> None:
        word = self.search.text()
        keep = FILTERS[max(self.filters.checkedId(), 0)][1]
        self.table.filter(partial(_kept, keep, word))
        shown = self.table.rows
        self.table.setVisible(bool(shown))
        self.no_loans.setVisible(not self._lines)
        self.none_left.setVisible(bool(self._lines) and not shown)
        balance = sum(line.state.balance for line in shown)
        self.sum.setText(f"{len(shown)} 笔，余额 {in_wan(balance)}" if shown else "")

    def _filtered(self, _id: int, on: bool) -> None:
        if on:
            self._again()

    # --- ways out ---

    def _open_loan(self, line: LoanLine) -> None:
        self.go.emit(Place(Where.LOAN, line.loan.note_number))

    def _open_application(self, view: ApplicationView) -> None:
        self.go.emit(Place(Where.APPLY, view.number, "application"))

    def _new(self) -> None:
        self.go.emit(Place(Where.APPLY))

    def _slips(self) -> None:
        self.go.emit(Place(Where.SLIPS))

    def _old(self) -> None:
        self.go.emit(Place(Where.APPLY, detail="record"))


def _head(line: LoanLine) -> str:
    return line.head or line.borrower.name


def _kept(keep: Callable[[LoanLine], bool], word: str, line: LoanLine) -> bool:
    return keep(line) and loan_matches(word, line)
