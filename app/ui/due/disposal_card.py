"""这一户怎么办: what is known and decided about the chosen row, and the acts that move it on."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.disposal import Disposal
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card
from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import days_left, money

ACTS = (
    ("摸底", "survey", "J"),
    ("承诺", "promise", "C"),
    ("展期", "extend", "E"),
    ("续贷", "renew", "X"),
    ("催收", "step", "U"),
    ("赔付", "claim", "F"),
)


class DisposalCard(Card):
    """`act_wanted` comes with the name of an act on the chosen loan."""

    act_wanted = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__("这一户怎么办", rigid=True, parent=parent)
        self._today = today
        self.whose = Label("", Role.FACT, wrap=True)
        self.stop = Label("", Role.BODY, Tone.DANGER, wrap=True)
        self.body.addWidget(self.whose)
        self.body.addWidget(self.stop)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(theme_now().px(3))
        self._grid.setHorizontalSpacing(theme_now().px(10))
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[Label, Label]] = []
        self.body.addLayout(self._grid)
        acts = QGridLayout()
        acts.setSpacing(theme_now().px(6))
        self.buttons: dict[str, Button] = {}
        for at, (word, act, key) in enumerate(ACTS):
            button = Button(word, self._pressed, key=key)
            button.setObjectName(act)
            acts.addWidget(button, at // 3, at % 3)
            self.buttons[act] = button
        self.body.addLayout(acts)

    def show_disposal(self, row: Disposal | None) -> None:
        """Show the chosen row, or that none is chosen."""
        for button in self.buttons.values():
            button.setEnabled(row is not None)
        whose = row.due.line if row is not None else None
        self.whose.setText(f"{whose.household.group_name} {whose.borrower.name}" if whose is not None else "")
        stop = row.due.stop if row is not None else None
        self.stop.setText(stop.text if stop is not None else "")
        self.stop.setVisible(stop is not None)
        told = _facts(row, self._today) if row is not None else []
        while len(self._lines) < len(told):
            self._add_line()
        for number, (name, value) in enumerate(self._lines):
            shown = number < len(told)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                word, text, tone = told[number]
                name.setText(word)
                value.setText(text)
                value.set_tone(tone)
                value.setAccessibleName(f"{word} {text}")

    def _add_line(self) -> None:
        at = len(self._lines)
        name, value = Label("", Role.SMALL, Tone.MUTED), Label("", wrap=True)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, at, 0, top)
        self._grid.addWidget(value, at, 1, top)
        self._lines.append((name, value))

    def _pressed(self) -> None:
        self.act_wanted.emit(self.sender().objectName())


def _facts(row: Disposal, today: date) -> list[tuple[str, str, Tone]]:
    due = row.due
    state = due.line.state
    plain, late = Tone.PLAIN, Tone.DANGER
    facts = [("今天还清", f"{money(state.payoff)} 元，以银行为准", plain)]
    if state.overdue_days:
        facts.append(("我们看的分类", f"{state.class_hint}，以银行报的为准", plain))
    if due.limitation is not None:
        left = (due.limitation - today).days
        facts.append(("诉讼时效", f"到 {due.limitation}，{days_left(left)}", late if left < 180 else plain))
    facts.append(("定了怎么办", row.decided or "还没有定", plain if row.decided else late))
    if row.who_until:
        facts.append(("谁，时限", f"{row.who_until}{'，已过' if row.late else ''}", late if row.late else plain))
    if row.promise is not None:
        facts.append(("承诺", f"约 {row.promise.until} 还，{row.promise.state}", plain))
    if row.asked is not None and row.asked.cause:
        facts.append(("原因", row.asked.cause, plain))
    return facts
