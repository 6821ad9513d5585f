"""The page 到期与逾期: a window of days or what is overdue, each row with its next step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QButtonGroup, QWidget

from app.services.due import DueLine, due_within, overdue
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, row
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, Table
from app.ui.parts.tabs import Tabs
from app.ui.places import Place, Where
from app.ui.theme import Role, theme_now
from app.ui.today.cards import NEAR, step_chip
from app.ui.tokens import Tone
from app.ui.words import NOTHING, in_wan, money, near_day
from app.ui.work import Work

WINDOWS = (7, 30, 45, 90)
USUAL = 45
OVERDUE = "overdue"


class DuePage(Page):
    """`place.detail` overdue opens the second list."""

    title = "到期与逾期"
    hears = Changed.LOANS | Changed.VISITS | Changed.PAPERS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._days = USUAL
        self.tabs = Tabs("到期还是逾期")
        self.tabs.show_words([("到期", 0), ("逾期", 0)])
        self.tabs.currentChanged.connect(self._turned)
        self.windows = QButtonGroup(self)
        self.window_buttons = []
        for days in WINDOWS:
            button = Button(f"{days} 天内", kind="toggle")
            button.setChecked(days == USUAL)
            self.windows.addButton(button, days)
            self.window_buttons.append(button)
        self.windows.idToggled.connect(self._window)
        self.sum = Label("", Role.SMALL, Tone.MUTED)
        self.visit = Button("登记走访", self._visit, key="V", icon_name="pin")
        self.print = Button("打印到期通知", self._print, key="Ctrl+P", kind="primary", icon_name="printer")
        self.due, self.late = self._due_table(work.today), self._late_table()
        self.no_due = Empty("这些天里没有到期的贷款。", good=True)
        self.no_late = Empty("没有逾期。", good=True)
        card = Card()
        card.body.addLayout(row(self.tabs, None, self.visit, self.print))
        card.body.addLayout(row(*self.window_buttons, None, self.sum))
        self.stack = Stack()
        for table, nothing in ((self.due, self.no_due), (self.late, self.no_late)):
            holder = QWidget()
            inside = column(table, nothing)
            inside.setStretch(0, 1)
            inside.addStretch(0)
            holder.setLayout(inside)
            self.stack.addWidget(holder)
        card.body.addWidget(self.stack, 1)
        self.outer.addWidget(card, 1)

    def _due_table(self, today: date) -> Table:
        table = Table(
            [
                Column("到期日", lambda due: near_day(due.due, today), key=lambda due: due.due.toordinal()),
                Column(
                    "还剩",
                    lambda due: f"{due.days} 天",
                    right=True,
                    tone=lambda due: Tone.DANGER if due.days < NEAR else Tone.PLAIN,
                ),
                Column("户", _head, key=_head),
                Column("组", lambda due: due.line.household.group_name, tone=lambda due: Tone.MUTED, secondary=True),
                Column("借据号", lambda due: due.line.loan.note_number, secondary=True),
                Column("哪一笔", lambda due: "到期还本" if due.maturity else "分期"),
                Column("应还（元）", lambda due: money(due.amount), right=True, key=lambda due: int(due.amount * 100)),
                Column("下一步", lambda due: "", chip=lambda due: step_chip(due.step)),
            ],
            name="到期清单",
            row_height=LIST,
            picks=True,
        )
        table.opened.connect(self._open)
        return table

    def _late_table(self) -> Table:
        table = Table(
            [
                Column("逾期", lambda due: f"{due.days} 天", right=True, key=lambda due: -due.days),
                Column("户", _head, key=_head),
                Column("组", lambda due: due.line.household.group_name, tone=lambda due: Tone.MUTED, secondary=True),
                Column("借据号", lambda due: due.line.loan.note_number, secondary=True),
                Column("到期日", lambda due: f"{due.due}", secondary=True),
                Column("逾期本金（元）", lambda due: money(due.line.state.overdue_principal), right=True),
                Column("共欠（元）", lambda due: money(due.amount), right=True, key=lambda due: int(due.amount * 100)),
                Column("五级分类（参考）", lambda due: str(due.line.state.class_hint) or NOTHING),
                Column("处置", lambda due: "", chip=lambda due: step_chip(due.step)),
            ],
            name="逾期清单",
            row_height=LIST,
            picks=True,
        )
        table.opened.connect(self._open)
        return table

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.detail == OVERDUE or not place.detail:
            self.tabs.setCurrentIndex(1 if place.detail == OVERDUE else 0)
        super().open(place)
        self.name_it("回车看这一笔贷款" if not theme_now().few_columns else "")

    def refresh(self) -> None:
        self.work.read(due_within, self.work.today, self._days, done=self.show_due)
        self.work.read(overdue, self.work.today, done=self.show_overdue)

    def show_due(self, lines: list[DueLine]) -> None:
        """Show what falls due."""
        self.due.set_rows(lines)
        self.due.setVisible(bool(lines))
        self.no_due.setVisible(not lines)
        self.tabs.setTabText(0, f"到期 {len(lines)}" if lines else "到期")
        self._show_sum()

    def show_overdue(self, lines: list[DueLine]) -> None:
        """Show what is overdue."""
        self.late.set_rows(lines)
        self.late.setVisible(bool(lines))
        self.no_late.setVisible(not lines)
        self.tabs.setTabText(1, f"逾期 {len(lines)}" if lines else "逾期")
        self._show_sum()

    def first_focus(self) -> QWidget | None:
        return self.print

    @property
    def _table(self) -> Table:
        return self.late if self.tabs.currentIndex() == 1 else self.due

    def _show_sum(self) -> None:
        lines = self._table.rows
        total = sum((line.amount for line in lines), Decimal(0))
        self.sum.setText(f"{len(lines)} 笔，{in_wan(total)}，以银行为准" if lines else "")
        self.visit.setEnabled(bool(lines))
        self.print.setEnabled(bool(lines))

    def _turned(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        for button in self.window_buttons:
            button.setVisible(at == 0)
        self.print.set_word("打印催收通知" if at == 1 else "打印到期通知")
        self._show_sum()

    def _window(self, days: int, on: bool) -> None:
        if on:
            self._days = days
            self.refresh()

    # --- ways out ---

    def _open(self, line: DueLine) -> None:
        self.go.emit(Place(Where.LOAN, line.line.loan.note_number))

    def _visit(self) -> None:
        line = self._table.row
        if isinstance(line, DueLine):
            self.go.emit(Place(Where.VISITS, line.line.household.number, "enter"))

    def _print(self) -> None:
        if self.tabs.currentIndex() == 0:
            self.go.emit(Place(Where.PRINT, str(self._days), "due:F7"))
        else:
            notes = ",".join(line.line.loan.note_number for line in self.late.rows)
            self.go.emit(Place(Where.PRINT, notes, "F8"))


def _head(due: DueLine) -> str:
    return due.line.head or due.line.borrower.name
