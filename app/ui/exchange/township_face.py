"""The township's face of the exchange: take bundles in, give receipts, and what it holds of each village."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.money import from_fen
from app.services.exchange_page import DeskView, bundles_in
from app.services.mirror import Imported
from app.ui.exchange.pairing_card import PairingCard
from app.ui.exchange.stick_choice import StickChoice
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, TWO_LINES, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import bare_wan

_OUTCOMES = {
    "imported": Chip("done", "已导入", Tone.OK),
    "superseded": Chip("todo", "已有更新的"),
    "unchanged": Chip("tick", "内容相同"),
    "held": Chip("waiting", "挂起，等人看", Tone.WARN),
    "refused": Chip("stop", "拒收", Tone.DANGER),
}


class TownshipFace(QWidget):
    """`import_wanted` comes with files, `receipts_wanted` with a folder, the other two with a held bundle's id."""

    import_wanted = Signal(list)
    receipts_wanted = Signal(object)
    admit_wanted = Signal(str, str)
    epoch_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: DeskView | None = None
        self.stick = StickChoice()
        self.take = Button("读U盘上的交换包", self._take, kind="primary", key="Ctrl+Enter", icon_name="inbox")
        self.files = Button("选文件", self._choose, key="O")
        self.give = Button("把回执写到U盘", self._give, key="R", icon_name="usb")
        self.words = Label("", wrap=True)
        self.results = Table(
            [
                Column("村", lambda each: each.name or Path(each.file).name, second=_result_words, stretch=True),
                Column("", lambda each: "", chip=lambda each: _OUTCOMES[str(each.outcome)]),
            ],
            name="刚才读的",
            heading=False,
            row_height=TWO_LINES,
        )
        self.mirrors = Table(
            [
                Column("村", lambda state: state.name),
                Column("包", lambda state: f"{state.epoch_no} / {state.seq}", right=True),
                Column("账到哪天", lambda state: state.as_of),
                Column("户", lambda state: f"{json.loads(state.counts).get('household', 0):,}", right=True),
                Column("在贷（笔）", lambda state: str(json.loads(state.totals).get("loans", 0)), right=True),
                Column("余额（万元）", lambda state: _wan(state, "balance"), right=True),
                Column("逾期（万元）", lambda state: _wan(state, "overdue"), right=True),
                Column("回执", lambda state: "", chip=_owed),
            ],
            name="各村的账",
            row_height=LIST,
        )
        self.no_mirrors = Empty("还没有收到过村里的账。先和各村结对，再读U盘。", icon_name="inbox")
        self.held = Table(
            [
                Column("账本", lambda each: each.book_code),
                Column("包", lambda each: f"{each.epoch_no} / {each.seq}", right=True),
                Column("为什么挂起", lambda each: each.reason, stretch=True),
            ],
            name="挂起的交换包",
            row_height=LIST,
            picks=True,
        )
        self.reason = Field("处理的理由", needed=True)
        self.admit = Button("看过了，放行", self._admit)
        self.epoch = Button("请村里另起一期", self._epoch)
        self.pairing = PairingCard("村")
        self._lay_out()

    def _lay_out(self) -> None:
        theme = theme_now()
        left = Card("收各村的账", "用 U盘", role=Role.STEP_TITLE)
        left.body.addWidget(self.stick)
        left.body.addLayout(row(self.take, self.files))
        left.body.addLayout(row(self.give))
        left.body.addWidget(self.words)
        left.body.addWidget(self.results, 1)
        left.body.addStretch(0)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(12))
        books = Card("各村的账", "最近一次导入的样子")
        books.body.addWidget(self.mirrors, 1)
        books.body.addWidget(self.no_mirrors)
        books.body.addStretch(0)
        self.held_card = Card("挂起的包", "可能有第二台电脑，或者还原过备份")
        self.held_card.body.addWidget(self.held, 1)
        self.held_card.body.addWidget(self.reason)
        self.held_card.body.addLayout(row(None, self.epoch, self.admit))
        middle.addWidget(books, 2)
        middle.addWidget(self.held_card, 1)
        line: QHBoxLayout | QVBoxLayout = QVBoxLayout(self) if theme.two_columns else QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        sideways = 0 if theme.two_columns else 1
        line.addWidget(left, 5 * sideways)
        line.addLayout(middle, 8 * sideways)
        line.addWidget(self.pairing, 4 * sideways)

    def show_view(self, view: DeskView) -> None:
        """Show what this desk holds."""
        self._view = view
        self.mirrors.set_rows(view.mirrors)
        self.mirrors.setVisible(bool(view.mirrors))
        self.no_mirrors.setVisible(not view.mirrors)
        self.held.set_rows(view.held)
        self.held_card.setVisible(bool(view.held))
        self.pairing.show_partners(view.fingerprint, view.partners)
        owed = sum(1 for state in view.mirrors if state.receipt_owed)
        self.give.setEnabled(bool(owed))
        self.give.set_word(f"把 {owed} 份回执写到U盘" if owed else "把回执写到U盘")
        self.results.setVisible(bool(self.results.rows))

    def show_results(self, done: list[Imported]) -> None:
        """What became of each file."""
        self.results.set_rows(done)
        self.results.setVisible(bool(done))
        self.say(f"读了 {len(done)} 个文件。" if done else "U盘上没有交换包。")

    def say(self, words: str) -> None:
        """What was done."""
        self.words.setText(words)

    def _take(self) -> None:
        folder = self.stick.folder
        if folder is None:
            self._choose()
            return
        files = bundles_in(folder)
        if files:
            self.import_wanted.emit(files)
        else:
            self.show_results([])

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileNames(self, "选交换包", "", "交换包 (*.age)")
        if chosen:
            self.import_wanted.emit([Path(each) for each in chosen])

    def _give(self) -> None:
        folder = self.stick.folder
        if folder is None:
            self.say("请先插好U盘，或选一个文件夹。")
        else:
            self.receipts_wanted.emit(folder)

    def _admit(self) -> None:
        self._decide(self.admit_wanted)

    def _epoch(self) -> None:
        self._decide(self.epoch_wanted)

    def _decide(self, signal: Any) -> None:
        each = self.held.row
        if each is not None and first_wrong([self.reason]) is None:
            signal.emit(each.id, self.reason.text)


def _result_words(each: Imported) -> str:
    if each.reason:
        return each.reason
    changed = sum(change.added + change.changed + change.removed for change in each.rows.values())
    return f"第 {each.seq} 号包，改动 {changed} 行"


def _wan(state: Any, key: str) -> str:
    return bare_wan(from_fen(json.loads(state.totals).get(key, 0)))


def _owed(state: Any) -> Chip:
    return Chip("pencil", "欠回执", Tone.WARN) if state.receipt_owed else Chip("done", "已给", Tone.OK)
