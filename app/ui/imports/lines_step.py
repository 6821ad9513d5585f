"""Step 3: what the list would do, line by line, each accepted or not; the rows that cannot come in, and why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services.imports.columns import ListKind
from app.services.imports.looks import ImportLine, ImportLook, Sort
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, Table
from app.ui.parts.tabs import Tabs
from app.ui.theme import Role
from app.ui.tokens import Tone

CHIPS = {
    Sort.NEW: Chip("plus", "新增", Tone.OK),
    Sort.CHANGED: Chip("pencil", "有改动", Tone.ACCENT),
    Sort.GONE: Chip("missing", "不在名单上", Tone.WARN),
    Sort.DIFFERS: Chip("warning", "不一致", Tone.WARN),
    Sort.ONLY_HERE: Chip("info", "只有本账有", Tone.WARN),
    Sort.ONLY_THERE: Chip("info", "只有银行有", Tone.WARN),
}
NOTICE = Chip("info", "提醒", Tone.ACCENT)
VERBS = {
    ListKind.ROSTER: "导入 {n} 条",
    ListKind.DUE: "导入 {n} 条",
    ListKind.BANK: "把 {n} 条列入整改",
    ListKind.CLAIM: "核对完了",
}
AGREES = "名单和本账没有不一样的。"


class LinesStep(Card):
    """`taken` comes with the keys that were accepted; `refused_wanted` and `checked_wanted` ask for sheets."""

    taken = Signal(object)
    refused_wanted = Signal()
    checked_wanted = Signal()
    columns_wanted = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._look: ImportLook | None = None
        self.accepted: set[str] = set()
        self.summary = Label("", wrap=True)
        self.body.addWidget(self.summary)
        self.tabs = Tabs("变化、不能导入的行、要留意的")
        self.all = Button("全部接受", self._all, kind="quiet", key="A")
        self.nothing = Button("全部不要", self._nothing, kind="quiet", key="N")
        self.columns = Button("看每一列读成什么", self.columns_wanted.emit, kind="quiet", key="L")
        self.body.addLayout(row(self.tabs, None, self.all, self.nothing, self.columns))
        self.stack = Stack()
        self.lines, self.refused, self.findings = self._lines_table(), _refused_table(), _findings_table()
        self.empties = [
            Empty(AGREES, good=True),
            Empty("没有不能导入的行。", good=True),
            Empty("没有要留意的。", good=True),
        ]
        for table, empty in zip((self.lines, self.refused, self.findings), self.empties, strict=True):
            holder = QWidget()
            inside = column(empty, spacing=0)
            inside.insertWidget(0, table, 1)
            inside.addStretch(0)
            holder.setLayout(inside)
            self.stack.addWidget(holder)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self.body.addWidget(self.stack, 1)
        self.save_refused = Button("存下不能导入的行", self.refused_wanted.emit, icon_name="save", key="S")
        self.save_checked = Button("存核对表", self.checked_wanted.emit, icon_name="save", key="K")
        self.take = Button("导入", self._take, kind="primary", key="Ctrl+Enter")
        self.said = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self.said)
        drop = Button("换一个文件", self.dropped.emit)
        self.body.addLayout(row(self.save_refused, self.save_checked, None, drop, self.take))

    def _lines_table(self) -> Table:
        table = Table(
            [
                Column("接受", self._word, icon=self._icon, tone=self._tone, spoken=self._spoken),
                Column("行", lambda line: str(line.row or ""), right=True, small=True, secondary=True),
                Column("", lambda line: "", chip=lambda line: CHIPS[line.sort]),
                Column("谁", lambda line: line.who),
                Column("什么不同", lambda line: line.what, stretch=True, explains=True),
            ],
            name="逐条看变化，空格接受或不要",
            row_height=LIST,
            picks=True,
        )
        table.opened.connect(self._toggle)
        table.installEventFilter(self)
        return table

    def show_look(self, look: ImportLook) -> None:
        """Show what the list would do."""
        self._look = look
        self.accepted = {line.key for line in look.lines if line.accepted}
        self.summary.setText(f"{look.summary}。")
        self.tabs.show_words(
            [("变化", len(look.lines)), ("不能导入", len(look.refused)), ("要留意", len(look.findings))]
        )
        for table, empty, rows in zip(
            (self.lines, self.refused, self.findings),
            self.empties,
            (look.lines, look.refused, look.findings),
            strict=True,
        ):
            table.set_rows(rows)
            table.setVisible(bool(rows))
            empty.setVisible(not rows)
        self.tabs.setCurrentIndex(0 if look.lines or not look.refused else 1)
        may = [line for line in look.lines if not line.fixed]
        for button in (self.all, self.nothing):
            button.setVisible(bool(may))
        self.save_refused.setVisible(bool(look.refused))
        self.save_checked.setVisible(look.request.kind in (ListKind.BANK, ListKind.CLAIM))
        self.said.setText("")
        self.said.hide()
        self._count()

    def say(self, text: str) -> None:
        """A line below the table: what was saved where."""
        self.said.setText(text)
        self.said.show()

    def _count(self) -> None:
        assert self._look is not None
        kind = self._look.request.kind
        self.take.set_word(VERBS[kind].format(n=len(self.accepted)))
        can = bool(self.accepted) or kind is ListKind.CLAIM
        self.take.setEnabled(can)
        self.take.setToolTip("" if can else "没有接受任何一条，没有可导入的。")
        self.lines.viewport().update()

    def _word(self, line: ImportLine) -> str:
        return "—" if line.fixed else "接受" if line.key in self.accepted else "不要"

    def _icon(self, line: ImportLine) -> str:
        return "" if line.fixed else "done" if line.key in self.accepted else "todo"

    def _tone(self, line: ImportLine) -> Tone:
        return Tone.OK if line.key in self.accepted else Tone.MUTED

    def _spoken(self, line: ImportLine) -> str:
        return f"不能接受，{line.fixed}" if line.fixed else self._word(line)

    def _toggle(self, line: ImportLine) -> None:
        if not line.fixed:
            self.accepted.symmetric_difference_update({line.key})
            self._count()

    def _all(self) -> None:
        self.accepted = {line.key for line in self.lines.rows if not line.fixed}
        self._count()

    def _nothing(self) -> None:
        self.accepted = set()
        self._count()

    def _take(self) -> None:
        if self.take.isEnabled():
            self.take.setEnabled(False)
            self.taken.emit(set(self.accepted))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.lines and event.type() is QEvent.Type.KeyPress and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QEvent) -> bool:
        line = self.lines.row
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Space or not isinstance(line, ImportLine):
            return False
        self._toggle(line)
        return True


def _refused_table() -> Table:
    return Table(
        [
            Column("行", lambda each: str(each.row), right=True),
            Column("列", lambda each: each.column),
            Column("内容", lambda each: each.value_masked),
            Column("为什么不能导入", lambda each: each.reason, stretch=True, explains=True),
        ],
        name="不能导入的行",
        row_height=LIST,
    )


def _findings_table() -> Table:
    return Table(
        [
            Column("", lambda each: "", chip=lambda each: NOTICE),
            Column("哪里", lambda each: each.subject),
            Column("要留意的", lambda each: each.text, stretch=True, explains=True),
        ],
        name="要留意的",
        row_height=LIST,
    )
