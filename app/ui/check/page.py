"""The page 自查核对: what the rules find in the whole book, and the bank's list beside ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.reconciliation import LoanEntry, Pair
from app.services.reconciliation import BankComparison, compare_with_bank
from app.services.self_check import Checked, SelfCheck, run_self_check
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.finding_list import CHIPS
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, TWO_LINES, Table
from app.ui.parts.tabs import Tabs
from app.ui.places import Place, Where
from app.ui.theme import Role
from app.ui.tokens import Tone
from app.ui.words import NOTHING, money
from app.ui.work import Work

SHEETS = "表格 (*.xlsx *.xls *.ods *.csv)"
FIELDS = {
    "principal": "金额",
    "balance": "余额",
    "rate": "利率",
    "disbursed_on": "放款日",
    "due_on": "到期日",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison with the bank."""

    note: str
    name: str
    chip: Chip
    what: str


class CheckPage(Page):
    """Findings open their household; differences open their loan."""

    title = "自查核对"
    hears = Changed.HOUSEHOLDS | Changed.LOANS | Changed.PAPERS | Changed.VISITS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.tabs = Tabs("自查还是和银行核对")
        self.tabs.show_words([("自查", 0), ("和银行核对", 0)])
        self.choose = Button("选银行名单", self._choose, key="O", icon_name="inbox")
        self.again = Button("再查一遍", self.refresh, kind="primary", key="F5", icon_name="clipboard")
        card = Card()
        card.body.addLayout(row(self.tabs, None, self.choose, self.again))
        self.sum = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        card.body.addWidget(self.sum)
        self.findings = Table(
            [
                Column("", lambda each: "", chip=lambda each: CHIPS[each.finding.severity]),
                Column("发现", lambda each: each.finding.text, second=_second, stretch=True, explains=True),
                Column("户编号", lambda each: each.household or NOTHING, tone=lambda each: Tone.MUTED),
            ],
            name="自查发现",
            row_height=TWO_LINES,
        )
        self.findings.opened.connect(self._open_finding)
        self.clean = Empty("没有发现问题。", good=True)
        self.differences = Table(
            [
                Column("借据号", lambda each: each.note),
                Column("借款人", lambda each: each.name),
                Column("", lambda each: "", chip=lambda each: each.chip),
                Column("我们 / 银行", lambda each: each.what, stretch=True, explains=True),
            ],
            name="和银行不一样的",
            row_height=LIST,
        )
        self.differences.opened.connect(self._open_difference)
        self.agree = Empty(
            "选银行给的名单（.xlsx、.xls、.ods、.csv），逐笔对照。", verb="选银行名单", pressed=self._choose
        )
        self.stack = Stack()
        for table, empty in ((self.findings, self.clean), (self.differences, self.agree)):
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(table, 1)
            column.addWidget(empty)
            column.addStretch(0)
            self.stack.addWidget(holder)
        self.differences.hide()
        self.tabs.currentChanged.connect(self._turned)
        card.body.addWidget(self.stack, 1)
        self.outer.addWidget(card, 1)
        self._words = ["", ""]
        self._turned(0)

    def refresh(self) -> None:
        self.work.read(run_self_check, self.work.today, done=self.show_check)

    def show_check(self, check: SelfCheck) -> None:
        """Show the findings, the heaviest first."""
        self.findings.set_rows(check.findings)
        self.findings.setVisible(bool(check.findings))
        self.clean.setVisible(not check.findings)
        self.tabs.setTabText(0, f"自查 {len(check.findings)}" if check.findings else "自查")
        self._words[0] = f"{self.work.today} 全账本查了一遍，{len(check.findings)} 条。回车看这一户。"
        self._turned(self.tabs.currentIndex())

    def show_comparison(self, done: BankComparison) -> None:
        """Show what differs from the bank."""
        result = done.result
        rows = [_only(each, "只有我们有", Tone.DANGER) for each in result.only_here]
        rows += [_only(each, "只有银行有", Tone.DANGER) for each in result.only_bank]
        rows += [_pair(pair) for pair in result.pairs if pair.amounts or pair.dates]
        self.differences.set_rows(rows)
        self.differences.setVisible(bool(rows))
        self.agree.setVisible(not rows)
        same = sum(1 for pair in result.pairs if not pair.amounts and not pair.dates)
        self._words[1] = (
            f"核对日 {done.on}，名单按{done.reading.unit}读：一致 {same} 笔，不一致 {len(rows)} 笔，以银行为准。"
        )
        self.tabs.setTabText(1, f"和银行核对 {len(rows)}" if rows else "和银行核对")
        self.tabs.setCurrentIndex(1)
        self._turned(1)

    def first_focus(self) -> QWidget | None:
        return self.again

    def _turned(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.choose.setVisible(at == 1)
        self.again.setVisible(at == 0)
        self.sum.setText(self._words[at])

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选银行名单", "", SHEETS)
        if chosen:
            self.compare(Path(chosen))

    def compare(self, file: Path) -> None:
        """Compare with this list of the bank."""
        self.work.write(
            compare_with_bank,
            file,
            on=self.work.today,
            changes=Changed(0),
            what="和银行核对",
            done=self.show_comparison,
        )

    def _open_finding(self, each: Checked) -> None:
        if each.household:
            self.go.emit(Place(Where.HOUSEHOLDS, each.household))

    def _open_difference(self, each: Difference) -> None:
        if each.chip.word != "只有银行有":
            self.go.emit(Place(Where.LOAN, each.note))


def _second(each: Checked) -> str:
    return "  ".join(part for part in (each.finding.suggestion, each.finding.clause) if part)


def _only(entry: LoanEntry, word: str, tone: Tone) -> Difference:
    note = entry.note_number or entry.contract_number
    return Difference(note, entry.name, Chip("stop", word, tone), f"{money(entry.principal)} 元")


def _pair(pair: Pair) -> Difference:
    parts = [f"{FIELDS.get(name, name)} {mine} / {bank}" for name, mine, bank in (*pair.amounts, *pair.dates)]
    word = "元和万元混了" if pair.unit_mixed else "金额不同" if pair.amounts else "日期不同"
    return Difference(pair.here.note_number, pair.here.name, Chip("warning", word, Tone.WARN), "，".join(parts))
