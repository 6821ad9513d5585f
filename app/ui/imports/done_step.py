"""Step 4: what was taken over, what was not, where to go on, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.imports.columns import ListKind
from app.services.imports.looks import ImportLook
from app.ui.parts.buttons import Button, link
from app.ui.parts.card import Card, row
from app.ui.parts.label import Label
from app.ui.places import Place, Where
from app.ui.theme import Role
from app.ui.tokens import Tone

ONWARD = {
    ListKind.ROSTER: ("看农户", Place(Where.HOUSEHOLDS)),
    ListKind.DUE: ("看到期与逾期", Place(Where.DUE)),
    ListKind.BANK: ("看自查核对", Place(Where.CHECK)),
    ListKind.CLAIM: ("看台账报表", Place(Where.LEDGERS)),
}
SAID = {
    ListKind.ROSTER: "已导入 {n} 条。",
    ListKind.DUE: "已记下银行名单上的 {n} 条；本账的贷款没有改动。",
    ListKind.BANK: "已把 {n} 条差异列入整改台账；本账的贷款没有改动。",
    ListKind.CLAIM: "核对完了，账本没有改动。",
}


class DoneStep(Card):
    """`again` starts over; `go` leads to what was imported."""

    again = Signal()
    undo_wanted = Signal()
    refused_wanted = Signal()
    go = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._kind = ListKind.ROSTER
        self.result = Label("", Role.STEP_TITLE, wrap=True)
        self.summary = Label("", wrap=True)
        self.left = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        for part in (self.result, self.summary, self.left):
            self.body.addWidget(part)
        self.save_refused = Button("存下没有导入的行", self.refused_wanted.emit, icon_name="save", key="S")
        self.undo = Button("撤销这次导入", self.undo_wanted.emit, icon_name="undo", key="U")
        self.next = Button("再导入一份", self.again.emit, kind="primary", icon_name="inbox", key="O")
        self.onward = link("看农户", self._onward)
        self.body.addLayout(row(self.next, self.save_refused, self.undo, self.onward, None))
        self.body.addStretch(1)

    def show_done(self, look: ImportLook) -> None:
        """What became of it."""
        self._kind = look.request.kind
        self.result.setText(SAID[self._kind].format(n=look.taken))
        self.summary.setText(f"{look.request.path.name}：{look.summary}。")
        self.say_refused(len(look.refused))
        self.save_refused.setVisible(bool(look.refused))
        self.undo.setVisible(self._kind is not ListKind.CLAIM and bool(look.taken))
        self.onward.set_word(ONWARD[self._kind][0])

    def say_refused(self, count: int) -> None:
        """How many rows did not come in."""
        told = (
            f"{count} 行没有导入。可以存成表格，每行旁边写着原因，改好后再导入那张表。"
            if count
            else "每一行都读进来了。"
        )
        self.left.setText(told)

    def say(self, text: str) -> None:
        """What was saved where."""
        self.left.setText(text)

    def _onward(self) -> None:
        self.go.emit(ONWARD[self._kind][1])
