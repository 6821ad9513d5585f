"""年审一轮: household after household in walking order, with what each waits for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.services.rating_round import RoundRow, Waits
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.flow import Flow
from app.ui.parts.table import LIST, Table
from app.ui.theme import theme_now
from app.ui.tokens import Tone

WIDTH = 268
EVERY_GROUP = "各组"
_CHIPS = {
    Waits.NEVER: ("todo", Tone.WARN),
    Waits.REVIEW: ("calendar", Tone.WARN),
    Waits.BANK: ("waiting", Tone.ACCENT),
    Waits.ENDED: ("warning", Tone.WARN),
    Waits.GOOD: ("done", Tone.OK),
}


class RoundCard(Card):
    """`picked` comes with the number of the household on which the cursor rests."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("评级一轮", parent=parent)
        self._rows: list[RoundRow] = []
        self._wanted = ""
        if not theme_now().two_columns:
            self.setFixedWidth(theme_now().px(WIDTH))
        self.group = Field("组", control=Choice([EVERY_GROUP]), bare=True)
        self.group.edited.connect(self._again)
        self.which = QButtonGroup(self)
        self.todo = Button("该评的", kind="toggle")
        self.bank = Button("等银行", kind="toggle")
        self.everyone = Button("全部", kind="toggle")
        for at, button in enumerate((self.todo, self.bank, self.everyone)):
            self.which.addButton(button, at)
        self.todo.setChecked(True)
        self.which.idToggled.connect(self._turned)
        self.body.addWidget(self.group)
        self.body.addWidget(Flow([self.todo, self.bank, self.everyone]))
        self.table = Table(
            [
                Column("户", lambda each: each.head, stretch=True),
                Column("", lambda each: "", chip=_chip),
            ],
            name="评级一轮的户",
            row_height=LIST,
            picks=True,
            heading=False,
        )
        self.table.chosen.connect(self._chosen)
        self.body.addWidget(self.table, 1)
        self.done = Empty("这一轮都评过了。", good=True)
        self.body.addWidget(self.done)
        self.body.addStretch(0)

    def show_rows(self, rows: list[RoundRow]) -> None:
        """Show the round; the cursor stays on its household."""
        self._rows = rows
        assert isinstance(self.group.control, Choice)
        chosen = self.group.value
        self.group.control.blockSignals(True)
        self.group.control.set_options([EVERY_GROUP, *dict.fromkeys(each.group for each in rows)], chosen)
        self.group.control.blockSignals(False)
        left = sum(1 for each in rows if each.todo)
        self.set_note(f"余 {left} 户")
        self._again()

    def pick(self, number: str, *, shown: bool = True) -> None:
        """Put the cursor on a household; one that the filter hides brings all to sight where it must be `shown`."""
        self._wanted = number
        found = self.table.choose_where(lambda each: each.id == number)
        if not found and shown and any(each.id == number for each in self._rows):
            self.everyone.setChecked(True)
            self.table.choose_where(lambda each: each.id == number)

    def next(self) -> str:
        """The number of the household after the chosen one; empty at the end."""
        rows, here = self.table.rows, self.table.row
        if here is not None and here.id != self._wanted:  # what was just rated waits no more and is gone from here
            return str(here.id)
        at = self.table.currentIndex().row() + 1
        return rows[at].id if at < len(rows) else ""

    def _again(self) -> None:
        group, which = self.group.value, self.which.checkedId()
        kept = [each for each in self._rows if group in (EVERY_GROUP, each.group)]
        if which == 0:
            kept = [each for each in kept if each.todo]
        elif which == 1:
            kept = [each for each in kept if each.waits in (Waits.BANK, Waits.ENDED)]
        self.table.blockSignals(True)
        self.table.set_rows(kept)
        self.table.choose_where(lambda each: each.id == self._wanted)
        self.table.blockSignals(False)
        self.table.setVisible(bool(kept))
        self.done.setVisible(bool(self._rows) and not kept)

    def _turned(self, _at: int, on: bool) -> None:
        if on:
            self._again()

    def _chosen(self, each: RoundRow | None) -> None:
        if each is not None and each.id != self._wanted:
            self._wanted = each.id
            self.picked.emit(each.id)


def _chip(each: RoundRow) -> Chip:
    icon, tone = _CHIPS[each.waits]
    return Chip(icon, str(each.waits), tone)
