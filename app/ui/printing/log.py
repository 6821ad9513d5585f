"""The log of papers: every paper that was printed, where it is, what is missing; and moving one on."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.paper_life import PRINTED, VOID, next_step
from app.domain.serial import parse_serial
from app.services.paper_log import PaperRow
from app.services.papers import STATES
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.search_edit import SearchEdit
from app.ui.parts.table import LIST, Table
from app.ui.parts.typed_fields import DateField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING


class PaperLog(QWidget):
    """`moved` comes with the serial and the keyword arguments of the service; `back` leads to printing.

    `again_wanted` asks to print one paper again (serial, reason), `rest_wanted` to go on with its batch,
    `record_wanted` for the household it belongs to. A serial typed or scanned in the search line and Enter puts the
    cursor on its paper with the next step filled in: a second Enter registers it, and the line waits for the next one.
    """

    moved = Signal(str, dict)
    again_wanted = Signal(str, str)
    rest_wanted = Signal(str)
    record_wanted = Signal(object)
    back = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._rows: list[PaperRow] = []
        self._wanted = ""
        self._scanning = False
        self.search = SearchEdit("编号、姓名、文书；扫码也行")
        self.search.textChanged.connect(self._again)
        self.search.returnPressed.connect(self._scanned)
        self.which = QButtonGroup(self)
        self.open_only, self.everything = Button("缺件", kind="toggle"), Button("全部", kind="toggle")
        for button in (self.open_only, self.everything):
            self.which.addButton(button)
        self.everything.setChecked(True)
        self.which.buttonToggled.connect(self._again)
        self.table = self._table()
        self.nothing = Empty("还没有印过文书。", verb="去打印", pressed=self.back.emit)
        self.none_left = Label("没有这样的文书。", Role.SMALL, Tone.MUTED)
        left = Card("印过的文书")
        left.add_to_heading(Button("回到打印", self.back.emit, kind="quiet", key="B", icon_name="left"))
        left.body.addLayout(row(self.search, self.open_only, self.everything))
        left.body.addWidget(self.table, 1)
        left.body.addWidget(self.nothing)
        left.body.addWidget(self.none_left)
        left.body.addStretch(0)
        self.form = self._form()
        line: QHBoxLayout | QVBoxLayout = QVBoxLayout(self) if theme_now().two_columns else QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme_now().px(12))
        line.addWidget(left, 7)
        line.addWidget(self.form, 4)

    def _table(self) -> Table:
        table = Table(
            [
                Column("编号", lambda each: each.paper.serial),
                Column("文书", lambda each: each.paper.title, stretch=True, explains=True),
                Column("户", lambda each: each.head or NOTHING),
                Column("组", lambda each: each.group, tone=lambda each: Tone.MUTED, secondary=True),
                Column("印于", lambda each: f"{each.paper.printed_on:%m-%d}", secondary=True),
                Column("到哪一步", lambda each: "", chip=paper_chip),
                Column("期限", lambda each: "", chip=_deadline),
            ],
            name="文书清单",
            row_height=LIST,
            picks=True,
        )
        table.setMinimumHeight(theme_now().px(26 + 5 * LIST))
        table.chosen.connect(self._chosen)
        table.opened.connect(self._to_form)
        return table

    def _form(self) -> Card:
        card = Card("登记这一件", role=Role.STEP_TITLE)
        self.which_paper = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        card.body.addWidget(self.which_paper)
        self.state = Field("到哪一步", control=Choice(STATES))
        self.missing = Field("还缺什么", placeholder="配偶签字", hint="不缺就空着。")
        self.holder = Field("在谁手里")
        self.day = DateField("日期", self._today)
        self.deadline = DateField("补齐期限", self._today, needed=False)
        self.reason = Field("原因", hint="退回补正、作废、补打要写。")
        self.fields = [self.state, self.day, self.missing, self.holder, self.deadline, self.reason]
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(12))
        for at, field in enumerate(self.fields):
            grid.addWidget(field, at // 2, at % 2)
            field.entered.connect(self.focusNextChild)
        card.body.addLayout(grid)
        self.said = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        card.body.addWidget(self.said)
        card.body.addStretch(1)
        self.record = Button("看这户", self._record, kind="quiet", key="O", icon_name="house")
        self.rest = Button("从这份接着印", self._rest, key="J", icon_name="printer")
        self.reprint = Button("补打这份", self._reprint, key="P")
        self.save = Button("登记", self._save, kind="primary", key="Ctrl+Enter")
        card.body.addLayout(row(self.rest, self.reprint))
        card.body.addLayout(row(self.record, None, self.save))
        return card

    def say(self, words: str) -> None:
        """What was done, or why not."""
        self.said.setText(words)

    def show_rows(self, rows: list[PaperRow]) -> None:
        """Show the log."""
        self._rows = rows
        self._again()

    def pick(self, serial: str) -> None:
        """Put the cursor on a paper."""
        self._wanted = serial
        self._again()

    def _again(self, *_: object) -> None:
        word = self.search.text().strip()
        serial = parse_serial(word)
        open_only = self.open_only.isChecked()
        kept = [
            each
            for each in self._rows
            if not (open_only and not each.paper.missing)
            and (not word or serial == each.paper.serial or _has(each, word))
        ]
        self.table.set_rows(kept)
        if self._wanted:
            self.table.choose_where(lambda each: each.paper.serial == self._wanted)
            self._wanted = ""
        self.table.setVisible(bool(kept))
        self.nothing.setVisible(not self._rows)
        self.none_left.setVisible(bool(self._rows) and not kept)
        self.form.setVisible(bool(kept))

    def _chosen(self, each: PaperRow | None) -> None:
        if each is None:
            return
        paper = each.paper
        self.which_paper.setText(f"{paper.serial} {paper.title} {each.head}，现在{paper.state}")
        self.state.set_text(paper.state)
        self.reason.set_text("")
        self.rest.setEnabled(paper.state == PRINTED)
        self.reprint.setEnabled(paper.state != VOID)
        self.record.setEnabled(bool(each.household))
        self.missing.set_text(paper.missing)
        self.holder.set_text(paper.holder)
        self.day.set_day(self._today)
        self.deadline.set_day(paper.deadline)

    def _scanned(self) -> None:
        """A serial and Enter: its paper, with the next step; anything else goes to the list."""
        if parse_serial(self.search.text()) is None or not isinstance(self.table.row, PaperRow):
            self.table.setFocus()
            return
        self._chosen(self.table.row)
        self.state.set_text(next_step(self.table.row.paper.state))
        self._scanning = True
        self.save.setFocus()

    def _record(self) -> None:
        if isinstance(self.table.row, PaperRow):
            self.record_wanted.emit(self.table.row)

    def _rest(self) -> None:
        if isinstance(self.table.row, PaperRow):
            self.rest_wanted.emit(self.table.row.paper.serial)

    def _reprint(self) -> None:
        if not isinstance(self.table.row, PaperRow):
            return
        if not self.reason.text:
            self.reason.show_error("补打要写原因，原来那份作废。")
            self.reason.take_focus()
            return
        self.again_wanted.emit(self.table.row.paper.serial, self.reason.text)

    def _to_form(self, _each: PaperRow) -> None:
        self.state.take_focus()

    def _save(self) -> None:
        each = self.table.row
        if not isinstance(each, PaperRow) or first_wrong(self.fields) is not None:
            return
        values: dict[str, Any] = {
            "state": self.state.value,
            "on": self.day.day,
            "missing": self.missing.text,
            "holder": self.holder.text,
            "deadline": self.deadline.day,
            "reason": self.reason.text,
        }
        self.moved.emit(each.paper.serial, values)
        if self._scanning:  # the next one is already under the scanner
            self._scanning = False
            self.search.clear()
            self.search.setFocus()


def _has(each: PaperRow, word: str) -> bool:
    return word.upper() in each.paper.serial or word in each.head or word in each.paper.title


def paper_chip(each: PaperRow) -> Chip:
    """Where a paper stands."""
    paper = each.paper
    if paper.missing:
        return Chip("missing", f"缺{paper.missing}", Tone.WARN)
    if paper.state in ("退回补正", "作废"):
        return Chip("stop", paper.state, Tone.DANGER if paper.state == "退回补正" else Tone.MUTED)
    done = paper.state in ("归档", "返还")
    return Chip("done" if done else "sheet", paper.state, Tone.OK if done else Tone.MUTED)


def _deadline(each: PaperRow) -> Chip | None:
    if not each.paper.missing or each.days_left is None:
        return None
    if each.days_left < 0:
        return Chip("stop", f"过期 {-each.days_left} 天", Tone.DANGER)
    return Chip("clock", f"剩 {each.days_left} 天", Tone.WARN if each.days_left <= 10 else Tone.MUTED)
