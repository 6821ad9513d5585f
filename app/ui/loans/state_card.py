"""某一天的状态: what is owed on any day, with the one answer of the page."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.loan_state import LoanState
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.label import Label, Rule
from app.ui.parts.typed_fields import DateField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money

LINES = ("本金余额", "未付利息", "　其中 财政贴息", "　其中 户自付", "户欠息 / 罚息 / 复利")


class StateCard(Card):
    """`day_wanted` asks for the state on another day."""

    day_wanted = Signal(object)
    why_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__("某一天的状态", rigid=True, parent=parent)
        self._today = today
        theme = theme_now()
        self.day = DateField("哪一天", today, bare=True)
        self.day.line.setFixedWidth(theme.px(136))
        self.day.set_day(today)
        self.day.entered.connect(self._ask)
        self.day.settled.connect(self._ask)
        self.add_to_heading(self.day)
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.px(2))
        self._values: list[Label] = []
        self._names: list[Label] = []
        for number, word in enumerate(LINES):
            name, value = Label(word, tone=Tone.PLAIN), Label("")
            grid.addWidget(name, number, 0)
            grid.addWidget(value, number, 1, Qt.AlignmentFlag.AlignRight)
            self._names.append(name)
            self._values.append(value)
        self.body.addLayout(grid)
        self.body.addWidget(Rule())
        self.question = Label("今天还清，户要付")
        self.answer = Label("", Role.ANSWER)
        self.body.addLayout(row(self.question, None, self.answer, Label("元", Role.SMALL, Tone.MUTED), spacing=6))
        self.again = Button("换一天算", self.focus_day, kind="quiet", key="F9")
        self.why = Button("怎么算的", self.why_wanted.emit, kind="quiet", key="F10")
        self.body.addLayout(row(Label("以银行为准", Role.SMALL, Tone.MUTED), None, self.why, self.again, spacing=4))
        self.body.addStretch(1)

    def focus_day(self) -> None:
        """Put the cursor into the day."""
        self.day.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.day.line.selectAll()

    def show_state(self, state: LoanState) -> None:
        """Show what is owed on the state's day."""
        if not self.day.line.hasFocus():
            self.day.set_day(state.on)
        texts = (
            money(state.balance),
            money(state.interest_accrued + state.interest_in_arrears),
            money(state.subsidy),
            money(state.borrower_share),
            f"{money(state.arrears_borrower)} / {money(state.penalty)} / {money(state.compound)}",
        )
        for value, text, name in zip(self._values, texts, LINES, strict=True):
            value.setText(text)
            value.setAccessibleName(f"{name.strip()} {text} 元")
        day = "今天" if state.on == self._today else f"{state.on:%m-%d} "
        self.question.setText(f"{day}还清，户要付")
        self.answer.setText(money(state.payoff))
        self.answer.setAccessibleName(f"{day}还清，户要付 {money(state.payoff)} 元，以银行为准")

    def _ask(self) -> None:
        day = self.day.day
        if day is not None and self.day.judge():
            self.day_wanted.emit(day)
