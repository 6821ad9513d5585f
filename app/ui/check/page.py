"""The page 自查核对: what the rules find, the bank's and the national system's lists beside ours, and 整改台账."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.files import write_atomic
from app.services.check_view import CheckView, ProblemLine, read_check, read_differences
from app.services.ledgers import export_differences, export_ledger
from app.services.reconciliation import BankComparison, compare_with_bank
from app.services.rectifications import (
    RectificationView,
    adopt_bank_balance,
    close_problem,
    keep_differences,
    open_from_self_check,
    plan_problem,
)
from app.storage.book import Book
from app.ui.changed import Changed
from app.ui.check.line_form import LineForm
from app.ui.check.lists import ledger_table, problem_table
from app.ui.messages import may_drop
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.tabs import Tabs
from app.ui.places import Place, Where
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

SHEETS = "表格 (*.xlsx *.xls *.ods *.csv)"
FOUND, LISTS, LEDGER = range(3)
EVERY = "各类"


class CheckPage(Page):
    """Findings and differences, one at a time, each with what is done about it beside it."""

    title = "自查核对"
    hears = Changed.HOUSEHOLDS | Changed.LOANS | Changed.PAPERS | Changed.VISITS | Changed.CHECKS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._bank: Path | None = None
        self._national: Path | None = None
        self._comparison: BankComparison | None = None
        self._officer = ""
        self._file = Path()
        self._words = ["", "", ""]
        self._build_list()
        self.form = LineForm(work.today)
        self.form.planned.connect(self._plan)
        self.form.closed.connect(self._close)
        self.form.adopted.connect(self._adopt)
        self.form.look.connect(self._look)
        self.form.left.connect(self._to_list)
        layout: QHBoxLayout | QVBoxLayout = QVBoxLayout() if theme_now().two_columns else QHBoxLayout()
        layout.setSpacing(theme_now().px(12))
        layout.addWidget(self.list, 7)
        layout.addWidget(self.form, 4)
        self.outer.addLayout(layout, 1)
        self._turned(FOUND)

    def _build_list(self) -> None:
        self.list = Card()
        self.tabs = Tabs("自查、核对还是整改台账")
        self.tabs.show_words([("自查", 0), ("和银行核对", 0), ("整改台账", 0)])
        self.again = Button("再查一遍", self._again, key="F5", icon_name="clipboard")
        self.choose = Button("选银行名单", self._choose, key="O", icon_name="inbox")
        self.system = Button("加国家系统名单", self._choose_system, key="N", icon_name="inbox")
        self.keep = Button("全部列入整改", self._keep_all, key="A", icon_name="plus")
        self.export = Button("存为表格", self._export, key="Ctrl+S", icon_name="save")
        self.which = Field("哪一类", control=Choice([EVERY]), bare=True)
        self.which.edited.connect(self._filter)
        self.open_only = Check("只看没销号的")
        self.open_only.setChecked(True)
        self.open_only.toggled.connect(self._filter)
        self.sum = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.findings = problem_table("自查发现")
        self.differences = problem_table("几份名单不一样的")
        self.ledger = ledger_table()
        for table in (self.findings, self.differences, self.ledger):
            table.chosen.connect(self._show_line)
            table.opened.connect(self._into_form)
        self.clean = Empty("没有发现问题。", good=True)
        self.agree = Empty(
            "选银行给的名单（.xlsx、.xls、.ods、.csv），逐笔对照；国家系统导出的名单可以再加进来，三方一起对。",
            verb="选银行名单",
            pressed=self._choose,
        )
        self.same = Empty("几份名单全部一致。", good=True)
        self.same.hide()
        self.nothing = Empty("整改台账还是空的。自查、核对出来的问题，写了措施就在这里。")
        self.stack = Stack()
        for table, empty in (
            (self.findings, self.clean),
            (self.differences, self.agree),
            (self.ledger, self.nothing),
        ):
            holder = QWidget()
            inside = column(table, empty)
            if empty is self.agree:
                inside.addWidget(self.same)
            inside.setStretch(0, 1)
            inside.addStretch(0)
            holder.setLayout(inside)
            table.hide()
            self.stack.addWidget(holder)
        self.tabs.currentChanged.connect(self._turned)
        self.list.body.addLayout(row(self.tabs, None, self.again))
        self.list.body.addLayout(
            row(self.which, self.open_only, self.choose, self.system, None, self.keep, self.export)
        )
        self.list.body.addWidget(self.sum)
        self.list.body.addWidget(self.stack, 1)

    # --- reading ---

    def refresh(self) -> None:
        self.work.read(read_check, self.work.today, done=self.show_check)

    def show_check(self, view: CheckView) -> None:
        """Show findings, counts by check, and the ledger."""
        self._officer = view.officer
        chosen = self.which.value
        assert isinstance(self.which.control, Choice)
        self.which.control.blockSignals(True)
        self.which.control.set_options(
            [(f"{EVERY} {len(view.lines)}", EVERY), *((f"{name} {number}", name) for name, number in view.counts)],
            chosen,
        )
        self.which.control.blockSignals(False)
        self.findings.set_rows(view.lines)
        self.findings.setVisible(bool(view.lines))
        self.clean.setVisible(not view.lines)
        self.ledger.set_rows(view.ledger)
        self.ledger.setVisible(bool(view.ledger))
        self.nothing.setVisible(not view.ledger)
        still = [each.line for each in view.ledger if each.line is not None and each.line.closed_on is None]
        late = sum(line.late for line in still)
        planned = sum(line.planned for line in view.lines)
        self._words[FOUND] = f"{view.on} 全账本查了一遍：{len(view.lines)} 条，写了措施的 {planned} 条。"
        self._words[LEDGER] = (
            f"没销号 {len(still)} 条" + (f"，过期 {late} 条" if late else "") + f"，共 {len(view.ledger)} 条。"
        )
        self._name_tab(FOUND, "自查", len(view.lines))
        self._name_tab(LEDGER, "整改台账", len(still))
        self._filter()
        if self._comparison is not None:
            self.work.read(read_differences, self._comparison, done=self.show_differences)
        self._turned(self.tabs.currentIndex())
        if self.again.hasFocus() and self._table.rows:
            self._table.setFocus()

    def compare(self, bank: Path, national: Path | None = None) -> None:
        """Compare with this list of the bank, and the national system's."""
        self._bank, self._national = bank, national
        self.work.write(
            compare_with_bank,
            bank,
            on=self.work.today,
            national=national,
            changes=Changed(0),
            what="核对名单",
            done=self.show_comparison,
        )

    def show_comparison(self, done: BankComparison) -> None:
        """Show how the lists compare."""
        self._comparison = done
        same = sum(meeting.agrees for meeting in done.meetings)
        three = "三方都" if done.national is not None else ""
        refused = len(done.reading.refused) + (len(done.national.refused) if done.national is not None else 0)
        self._words[LISTS] = (
            f"核对日 {done.on}，“{done.file}”按{done.reading.unit}读：{three}一致 {same} 笔，以银行为准。"
            + (f"有 {refused} 行读不出来，没有核对。" if refused else "")
        )
        self.tabs.setCurrentIndex(LISTS)
        self.work.read(read_differences, done, done=self.show_differences)

    def show_differences(self, lines: tuple[ProblemLine, ...]) -> None:
        """Show what the lists do not agree on."""
        self.differences.set_rows(lines)
        self.differences.setVisible(bool(lines))
        self.agree.hide()
        self.same.setVisible(not lines)
        self._name_tab(LISTS, "和银行核对", len(lines))
        self._turned(self.tabs.currentIndex())

    def first_focus(self) -> QWidget | None:
        return self.again

    @property
    def typed(self) -> bool:
        return self.form.typed

    def _name_tab(self, at: int, word: str, number: int) -> None:
        self.tabs.setTabText(at, f"{word} {number}" if number else word)

    def _turned(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.which.setVisible(at == FOUND)
        self.open_only.setVisible(at == LEDGER)
        self.choose.setVisible(at == LISTS)
        self.system.setVisible(at == LISTS)
        self.system.setEnabled(self._bank is not None)
        self.again.setVisible(at != LISTS or self._bank is not None)
        self.again.set_word("再对一遍" if at == LISTS else "再查一遍")
        self.keep.setVisible(at != LEDGER)
        self.keep.setEnabled(bool(self._table.rows))
        self.export.setEnabled(at != LISTS or self._comparison is not None)
        self.sum.setText(self._words[at])
        self.sum.setVisible(bool(self._words[at]))
        if self._table.row is None and self._table.rows:
            self._table.choose(0)
        self._show_line(self._table.row)

    @property
    def _table(self) -> Any:
        return (self.findings, self.differences, self.ledger)[self.tabs.currentIndex()]

    def _filter(self, *_: object) -> None:
        name = self.which.value
        self.findings.filter(None if name in (EVERY, "", None) else lambda line: line.name == name)
        self.ledger.filter(_open if self.open_only.isChecked() else None)
        for table in (self.findings, self.ledger):
            if table.row is None and table.rows:
                table.choose(0)

    def _show_line(self, line: ProblemLine | None) -> None:
        if self.sender() in (self.findings, self.differences, self.ledger) and self.sender() is not self._table:
            return
        shown = self.form.line
        if line is None or shown is None or shown.problem.key != line.problem.key or shown.line != line.line:
            self.form.show_line(line, self._officer)

    # --- acting ---

    def _again(self) -> None:
        if self.tabs.currentIndex() == LISTS and self._bank is not None:
            self.compare(self._bank, self._national)
        else:
            self.refresh()

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选银行名单", "", SHEETS)
        if chosen:
            self.compare(Path(chosen))

    def _choose_system(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选国家系统导出的贷款名单", "", SHEETS)
        if chosen and self._bank is not None:
            self.compare(self._bank, Path(chosen))

    def _keep_all(self) -> None:
        if self.tabs.currentIndex() == LISTS and self._comparison is not None:
            self.work.write(
                keep_differences, self._comparison, changes=Changed.CHECKS, what="列入整改", done=self._kept
            )
        else:
            self.work.write(
                open_from_self_check, on=self.work.today, changes=Changed.CHECKS, what="列入整改", done=self._kept
            )

    def _kept(self, added: list[RectificationView]) -> None:
        self.sum.setText(f"新列入整改台账 {len(added)} 条。" if added else "都已经在整改台账里了；提醒一类的不用列。")

    def _plan(self, values: dict[str, Any]) -> None:
        self._act(plan_problem, values, Changed.CHECKS)

    def _close(self, values: dict[str, Any]) -> None:
        self._act(close_problem, values, Changed.CHECKS)

    def _adopt(self, values: dict[str, Any]) -> None:
        if self._comparison is not None:
            self._act(adopt_bank_balance, values, Changed.LOANS | Changed.CHECKS)

    def _act(self, verb: Any, values: dict[str, Any], changes: Changed) -> None:
        line = self.form.line
        if line is None:
            return
        on = self._comparison.on if verb is adopt_bank_balance and self._comparison is not None else self.work.today
        done = self._adopted if verb is adopt_bank_balance else self._saved
        self.work.write(verb, line.problem, on=on, changes=changes, done=done, failed=self._failed, **values)

    def _saved(self, _view: RectificationView) -> None:
        self.form.done()
        self._to_list()

    def _adopted(self, view: RectificationView) -> None:
        self._saved(view)
        if self._bank is not None:
            self.compare(self._bank, self._national)

    def _failed(self, error: BaseException) -> None:
        self.form.show_fault(sentences(error))

    def _export(self) -> None:
        lists = self.tabs.currentIndex() == LISTS
        name = f"{'核对差异' if lists else '整改台账'}{self.work.today:%Y%m%d}.xlsx"
        chosen, _kind = QFileDialog.getSaveFileName(self, "存为表格", name, "表格 (*.xlsx)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, file: Path) -> None:
        """Write the differences, or the ledger, to a file."""
        self._file = file
        lists = self._comparison if self.tabs.currentIndex() == LISTS else None
        on = self.work.today
        self.work.write(_write_sheet, file, lists, on=on, changes=Changed(0), what="存为表格", done=self._written)

    def _written(self, count: int) -> None:
        self.sum.setText(f"已存到 {self._file}，{count} 行。")
        self.sum.show()

    # --- ways ---

    def _into_form(self, *_: object) -> None:
        if self.form.line is not None:
            self.form.measure.take_focus()

    def _to_list(self) -> None:
        self._table.setFocus()

    def _look(self) -> None:
        line = self.form.line
        if line is None or not may_drop(self, typed=self.typed):
            return
        problem = line.problem
        if problem.note and (problem.meeting is not None or not problem.household):
            self.go.emit(Place(Where.LOAN, problem.note))
        elif problem.household:
            self.go.emit(Place(Where.HOUSEHOLDS, problem.household))


def _open(line: ProblemLine) -> bool:
    return line.line is None or line.line.closed_on is None


def _write_sheet(book: Book, file: Path, comparison: BankComparison | None, *, on: Any) -> int:
    if comparison is not None:
        sheet, count = export_differences(book, comparison)
    else:
        sheet, count = export_ledger(book, "rectification", on=on)
    write_atomic(file, sheet, what="台账")
    return count
