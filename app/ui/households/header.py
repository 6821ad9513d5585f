"""The head of a household's page: who, up to three states, the three acts, and the facts with their days."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.money import from_fen
from app.domain.phone import mask_phone
from app.domain.resident_id import mask
from app.services.household_story import Story
from app.ui.parts.buttons import Button
from app.ui.parts.card import empty_layout
from app.ui.parts.chip import Chip, ChipLabel
from app.ui.parts.fact import Fact
from app.ui.parts.label import Label, Rule
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, days_ago, days_left, money

MOST_CHIPS = 3


class HouseholdHeader(QFrame):
    """The acts are asked for by signals; the page knows where they lead."""

    visit_wanted = Signal()
    print_wanted = Signal()
    apply_wanted = Signal()
    reveal_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.setObjectName("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(14), theme.px(8), theme.px(14), theme.px(10))
        outer.setSpacing(theme.px(4))
        self.name = Label("", Role.PERSON)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(theme.px(8))
        self.visit = Button("登记走访", self.visit_wanted.emit, key="V", icon_name="pin")
        self.print = Button("打印", self.print_wanted.emit, key="P", icon_name="printer")
        self.apply = Button("新申请", self.apply_wanted.emit, key="A", icon_name="plus", kind="primary")
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.name)
        top.addWidget(Label("户主", Role.SMALL, Tone.MUTED))
        top.addLayout(self._chips)
        top.addStretch(1)
        acts = QHBoxLayout()
        acts.setSpacing(theme.px(8))
        for button in (self.visit, self.print, self.apply):
            acts.addWidget(button)
        if theme.two_columns:
            outer.addLayout(top)
            acts.addStretch(1)
            outer.addLayout(acts)
        else:
            top.addLayout(acts)
            outer.addLayout(top)
        self.number, self.identity, self.phone = Fact("户编号"), Fact("身份证"), Fact("电话")
        self.reveal = Button("显示全号", self.reveal_wanted.emit, kind="quiet", key="F8", icon_name="eye")
        upper = self._facts((self.number, self.identity, self.phone), per_row=2 if theme.two_columns else 4)
        outer.addLayout(upper)
        outer.addWidget(Rule())
        self.line, self.balance = Fact("授信额度（元）", large=True), Fact("贷款余额（元）", large=True)
        self.due, self.visited = Fact("下一到期", large=True), Fact("上次走访", large=True)
        lower = self._facts((self.line, self.balance, self.due, self.visited), per_row=2 if theme.two_columns else 4)
        outer.addLayout(lower)
        if theme.two_columns:
            upper.addWidget(self.reveal, 1, 1, Qt.AlignmentFlag.AlignLeft)
        else:
            upper.addWidget(self.reveal, 0, 9, Qt.AlignmentFlag.AlignRight)

    def _facts(self, facts: tuple[Fact, ...], per_row: int = 4) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(28))
        for number, fact in enumerate(facts):
            grid.addWidget(fact, number // per_row, number % per_row)
        grid.setColumnStretch(8, 1)
        return grid

    def show_story(self, story: Story, today: date, *, full: bool = False) -> None:
        """Show the facts; ids and phones masked unless `full`."""
        view = story.view
        self.name.setText(view.head_name)
        self._show_chips(story)
        identity = view.head.resident_id if view.head is not None else ""
        self.number.show_fact(view.number, view.group)
        self.identity.show_fact((identity if full else mask(identity)) if identity else NOTHING)
        self._show_phone(story, today, full=full)
        self.reveal.setEnabled(not full)
        decision = story.decision
        if decision is not None:
            self.line.show_fact(money(from_fen(decision.credit_line_fen)), f"银行 至 {decision.until}")
        else:
            self.line.show_fact(NOTHING, "银行还没有核定")
        loans = len(story.open_loans)
        self.balance.show_fact(money(story.balance) if loans else NOTHING, f"{loans} 笔" if loans else "没有贷款")
        due = story.next_due
        if due is not None:
            left = (due - today).days
            self.due.show_fact(f"{due}", days_left(left), Tone.DANGER if left < 0 else Tone.PLAIN)
        else:
            self.due.show_fact(NOTHING)
        visit = story.visits[0] if story.visits else None
        if visit is not None:
            self.visited.show_fact(f"{visit.on}", days_ago(visit.on, today))
        else:
            self.visited.show_fact(NOTHING, "还没有走访")

    def _show_phone(self, story: Story, today: date, *, full: bool) -> None:
        view = story.view
        number = view.phone or (view.head.phone if view.head is not None else "")
        owner = view.phone_owner or "本人"
        checked = f" {view.phone_verified_on:%m-%d} 核实" if view.phone_verified_on is not None else " 未核实"
        self.phone.show_fact((number if full else mask_phone(number)) or NOTHING, f"{owner}{checked}" if number else "")

    def _show_chips(self, story: Story) -> None:
        empty_layout(self._chips)
        view = story.view
        chips = []
        if story.overdue_days:
            chips.append(Chip("stop", f"逾期 {story.overdue_days} 天", Tone.DANGER))
        if view.monitored and view.risk_removed != "是":
            chips.append(Chip("warning", view.monitored, Tone.WARN))
        if story.incomplete:
            chips.append(Chip("missing", f"缺件 {story.incomplete}", Tone.WARN))
        if view.kind:
            chips.insert(0, Chip("house", view.kind, Tone.ACCENT))
        if story.open_loans and not story.overdue_days:
            chips.insert(1 if view.kind else 0, Chip("done", "无逾期", Tone.OK))
        for chip in chips[:MOST_CHIPS]:
            self._chips.addWidget(ChipLabel(chip))
