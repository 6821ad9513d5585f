"""The page 到期与逾期: what falls due or is overdue, and beside it what is decided for the chosen household."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.services.disposal import Disposal, Disposals, read_disposals
from app.services.households import group_order
from app.services.loans import LoanView
from app.services.reminders import ReminderDraft, draft_reminders, record_reminder, set_result
from app.ui.changed import Changed
from app.ui.due.disposal_card import DisposalCard
from app.ui.due.message_card import MessageCard
from app.ui.loans.acts.stage import ActStage
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, Table
from app.ui.parts.tabs import Tabs
from app.ui.places import Place, Where
from app.ui.theme import Role, theme_now
from app.ui.today.cards import NEAR, step_chip
from app.ui.tokens import Tone
from app.ui.words import NOTHING, in_wan, money, near_day
from app.ui.work import Work, sentences

WINDOWS = (7, 30, 45, 90)
USUAL = 45
OVERDUE = "overdue"
EVERYBODY = "全村"
SIDE = 400


class DuePage(Page):
    """`place.detail` overdue opens the second list; `place.key` chooses a loan."""

    title = "到期与逾期"
    hears = Changed.LOANS | Changed.VISITS | Changed.PAPERS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._days = USUAL
        self._stand_on = ""
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
        self.group = Field("哪一组", control=Choice([EVERYBODY]), bare=True)
        self.group.edited.connect(self._filter)
        self.walking = Button("按走访顺序", kind="toggle", spoken="按组、按户排")
        self.walking.toggled.connect(self._order)
        self.sum = Label("", Role.SMALL, Tone.MUTED)
        self.visit = Button("登记走访", self._visit, key="V", icon_name="pin")
        self.print = Button("打印到期通知", self._print, key="Ctrl+P", kind="primary", icon_name="printer")
        self.due, self.late = self._due_table(work.today), self._late_table()
        self.no_due = Empty("这些天里没有到期的贷款。", good=True)
        self.no_late = Empty("没有逾期。", good=True)
        self.disposal = DisposalCard(work.today)
        self.disposal.act_wanted.connect(self._act)
        self.message = MessageCard()
        self.message.sent.connect(self._sent)
        self.message.corrected.connect(self._corrected)
        self._lay_out()

    def _lay_out(self) -> None:
        theme = theme_now()
        card = Card()
        card.body.addLayout(row(self.tabs, None, self.visit, self.print))
        if theme.two_columns:
            card.body.addLayout(row(*self.window_buttons))
            card.body.addLayout(row(self.group, self.walking, None, self.sum))
        else:
            card.body.addLayout(row(*self.window_buttons, self.group, self.walking, None, self.sum))
        self.lists = Stack()
        for table, nothing in ((self.due, self.no_due), (self.late, self.no_late)):
            holder = QWidget()
            inside = column(table, nothing)
            inside.setStretch(0, 1)
            inside.addStretch(0)
            holder.setLayout(inside)
            self.lists.addWidget(holder)
        card.body.addWidget(self.lists, 1)
        self.stage = ActStage(self, card)
        self.stage.finished.connect(self._finished)
        self.stage.left.connect(self._to_list)
        side = QWidget()
        side.setLayout(column(self.disposal, self.message, None, spacing=12))
        self.side = scrolled(side, "这一户")
        columns: QHBoxLayout | QVBoxLayout = QVBoxLayout() if theme.two_columns else QHBoxLayout()
        columns.setSpacing(theme.px(12))
        columns.addWidget(self.stage, 1)
        columns.addWidget(self.side)
        if not theme.two_columns:
            self.side.setFixedWidth(theme.px(SIDE))
        self.outer.addLayout(columns, 1)

    def _due_table(self, today: date) -> Table:
        return self._table_of(
            [
                Column("到期日", lambda each: near_day(each.due.due, today), key=lambda each: each.due.due.toordinal()),
                Column(
                    "还剩",
                    lambda each: f"{each.due.days} 天",
                    right=True,
                    tone=lambda each: Tone.DANGER if each.due.days < NEAR else Tone.PLAIN,
                ),
                *_whose(),
                Column("哪一笔", lambda each: "到期还本" if each.due.maturity else "分期", secondary=True),
                Column(
                    "应还（元）",
                    lambda each: money(each.due.amount),
                    right=True,
                    key=lambda each: int(each.due.amount * 100),
                ),
                Column("下一步", lambda each: "", chip=lambda each: step_chip(each.due.step)),
                _decided(),
            ],
            "到期清单",
        )

    def _late_table(self) -> Table:
        return self._table_of(
            [
                Column("逾期", lambda each: f"{each.due.days} 天", right=True, key=lambda each: -each.due.days),
                *_whose(),
                Column(
                    "逾期本金（元）",
                    lambda each: money(each.due.line.state.overdue_principal),
                    right=True,
                    key=lambda each: int(each.due.line.state.overdue_principal * 100),
                ),
                Column(
                    "共欠（元）",
                    lambda each: money(each.due.amount),
                    right=True,
                    secondary=True,
                    key=lambda each: int(each.due.amount * 100),
                ),
                Column("分类（参考）", lambda each: str(each.due.line.state.class_hint) or NOTHING, secondary=True),
                Column("处置", lambda each: "", chip=lambda each: step_chip(each.due.step)),
                _decided(),
            ],
            "逾期清单",
        )

    def _table_of(self, columns: list[Column[Disposal]], name: str) -> Table:
        table = Table(columns, name=name, row_height=LIST, picks=True, fit=theme_now().two_columns)
        table.opened.connect(self._open)
        table.chosen.connect(self._chosen)
        return table

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.detail == OVERDUE or not place.detail:
            self.tabs.setCurrentIndex(1 if place.detail == OVERDUE else 0)
        self.stage.show_facts()
        super().open(place)
        self.name_it("回车看这一笔贷款" if not theme_now().few_columns else "")

    def refresh(self) -> None:
        self.work.read(read_disposals, self.work.today, self._days, done=self.show_lists)

    def show_lists(self, lists: Disposals) -> None:
        """Show both lists; the cursor stays on its loan where that is still there."""
        self._stand_on = self._stand_on or self.place.key
        for at, (table, rows, word) in enumerate(((self.due, lists.due, "到期"), (self.late, lists.overdue, "逾期"))):
            self._keep_cursor()
            table.set_rows(rows)
            self.tabs.setTabText(at, f"{word} {len(rows)}" if rows else word)
        everybody = (*lists.due, *lists.overdue)
        groups = sorted({each.due.line.household.group_name for each in everybody}, key=group_order)
        assert isinstance(self.group.control, Choice)
        self.group.control.blockSignals(True)
        self.group.control.set_options([EVERYBODY, *groups], self.group.value)
        self.group.control.blockSignals(False)
        self._filter()

    def first_focus(self) -> QWidget | None:
        return self.print if self.print.isEnabled() else self.window_buttons[0]

    @property
    def typed(self) -> bool:
        return self.stage.act is not None and self.stage.act.typed

    @property
    def table(self) -> Table:
        """The list in sight."""
        return self.late if self.tabs.currentIndex() == 1 else self.due

    def _keep_cursor(self) -> None:
        self._stand_on = _note(self.table.row) or self._stand_on

    def _filter(self) -> None:
        self._keep_cursor()
        group = str(self.group.value)
        for table in (self.due, self.late):
            table.filter(None if group == EVERYBODY else partial(_of_group, group))
        self._shown_anew()

    def _order(self, by_door: bool) -> None:
        self._keep_cursor()
        for table in (self.due, self.late):
            table.arrange(_by_door if by_door else None)
        self._shown_anew()

    def _shown_anew(self) -> None:
        """The cursor stands on its loan again, or on the first row; an empty list says so."""
        for table, nothing in ((self.due, self.no_due), (self.late, self.no_late)):
            if table.rows and not table.choose_where(partial(_is_note, self._stand_on)):
                table.choose(0)
            table.setVisible(bool(table.rows))
            nothing.setVisible(not table.rows)
        self._show_sum()
        self._chosen(self.table.row)

    def _show_sum(self) -> None:
        rows = self.table.rows
        total = sum((each.due.amount for each in rows), Decimal(0))
        self.sum.setText(f"{len(rows)} 笔，{in_wan(total)}" if rows else "")
        self.visit.setEnabled(bool(rows))
        self.print.setEnabled(bool(rows))
        self.side.setVisible(bool(rows))

    def _turned(self, at: int) -> None:
        self.lists.setCurrentIndex(at)
        for button in self.window_buttons:
            button.setVisible(at == 0)
        self.print.set_word("打印催收通知" if at == 1 else "打印到期通知")
        self._show_sum()
        self._chosen(self.table.row)

    def _window(self, days: int, on: bool) -> None:
        if on:
            self._days = days
            self.refresh()

    # --- the chosen row ---

    def _chosen(self, each: Any) -> None:
        if each is not self.table.row:
            return
        chosen = each if isinstance(each, Disposal) else None
        self.disposal.show_disposal(chosen)
        if chosen is None or self.work.book is None:
            self.message.show_draft(None, "")
            return
        note = chosen.due.line.loan.note_number
        self.work.read(
            draft_reminders, self.work.book, self.work.today, within=self._days, notes=[note], done=self._drafted
        )

    def _drafted(self, drafts: list[ReminderDraft]) -> None:
        each = self.table.row
        if isinstance(each, Disposal):
            sent = each.reminded
            last = f"{sent.on} {sent.channel} {sent.result}" if sent is not None else ""
            self.message.show_draft(drafts[0] if drafts else None, last)

    def _act(self, act: str) -> None:
        each = self.table.row
        if isinstance(each, Disposal):
            self.stage.open(act, each.due.line)

    def _finished(self, answer: Any) -> None:
        if isinstance(answer, LoanView) and answer.line.loan.renews_note:
            self.go.emit(Place(Where.LOAN, answer.line.loan.note_number))
            return
        at = self.table.currentIndex().row() + 1
        if at < len(self.table.rows):
            self.table.choose(at)

    def _to_list(self) -> None:
        self.table.setFocus()

    def _sent(self, values: dict[str, Any]) -> None:
        each = self.table.row
        if isinstance(each, Disposal):
            self.work.write(
                record_reminder,
                each.due.line.loan.note_number,
                on=self.work.today,
                within=self._days,
                changes=Changed.LOANS,
                failed=self._not_sent,
                **values,
            )

    def _corrected(self, result: str) -> None:
        each = self.table.row
        if isinstance(each, Disposal) and each.reminded is not None:
            self.work.write(set_result, each.reminded.id, result=result, changes=Changed.LOANS, failed=self._not_sent)

    def _not_sent(self, error: BaseException) -> None:
        self.message.show_fault(sentences(error))

    # --- ways out ---

    def _open(self, each: Disposal) -> None:
        self.go.emit(Place(Where.LOAN, each.due.line.loan.note_number))

    def _visit(self) -> None:
        each = self.table.row
        if isinstance(each, Disposal):
            self.go.emit(Place(Where.VISITS, each.due.line.household.number, "enter"))

    def _print(self) -> None:
        late = self.tabs.currentIndex() == 1
        if not late and self.group.value == EVERYBODY:
            self.go.emit(Place(Where.PRINT, str(self._days), "due:F7"))
            return
        notes = ",".join(dict.fromkeys(_note(each) for each in self.table.rows))
        self.go.emit(Place(Where.PRINT, notes, "F8" if late else "F7"))


def _whose() -> list[Column[Disposal]]:
    return [
        Column("户", _head, key=_head),
        Column(
            "组",
            lambda each: each.due.line.household.group_name,
            tone=lambda each: Tone.MUTED,
            secondary=True,
        ),
    ]


def _decided() -> Column[Disposal]:
    return Column(
        "怎么办",
        lambda each: each.decided or NOTHING,
        spoken=lambda each: f"{each.decided or '还没有定'} {each.who_until}",
        explains=True,
        secondary=True,
        tone=lambda each: Tone.DANGER if each.late else Tone.PLAIN,
    )


def _head(each: Disposal) -> str:
    return each.due.line.head or each.due.line.borrower.name


def _note(each: Any) -> str:
    return each.due.line.loan.note_number if isinstance(each, Disposal) else ""


def _by_door(each: Disposal) -> tuple[Any, ...]:
    household = each.due.line.household
    return group_order(household.group_name), household.number, each.due.due


def _of_group(group: str, each: Disposal) -> bool:
    return each.due.line.household.group_name == group


def _is_note(note: str, each: Disposal) -> bool:
    return _note(each) == note
