"""The page 台账报表: a ledger as a sheet with its day and its maker; the report of a day, a week, a month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.ledger_layout import LedgerLayout
from app.domain.report import Report
from app.files import write_atomic
from app.services.ledgers import export_ledger, list_ledgers
from app.services.reports import Kind, make_report, report_sheet
from app.storage.book import Book
from app.ui.changed import Changed
from app.ui.ledgers.report_view import ReportView
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, row
from app.ui.parts.check import Check
from app.ui.parts.columns import Column
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, Table
from app.ui.parts.tabs import Tabs
from app.ui.places import Place
from app.ui.theme import Role
from app.ui.tokens import Tone
from app.ui.work import Work


class LedgersPage(Page):
    """One ledger or report at a time; ids are masked unless the officer says otherwise."""

    title = "台账报表"
    hears = Changed.ALL & ~Changed.BACKUPS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._file = Path()
        self.table = Table(
            [
                Column("台账", lambda layout: layout.title),
                Column("有哪些列", _columns, small=True, stretch=True, explains=True, tone=lambda layout: Tone.MUTED),
            ],
            name="台账",
            row_height=LIST,
            picks=True,
        )
        self.table.opened.connect(self._save)
        self.full = Check("身份证号写全号（交银行、交乡镇才用）")
        self.save = Button("存为表格", self._save, kind="primary", key="Ctrl+S", icon_name="save")
        self.said = Label("", wrap=True)
        self.tabs = Tabs("台账还是报表")
        self.tabs.show_words([("台账", 0), ("通报和报表", 0)])
        ledgers = QWidget()
        ledgers.setLayout(column(Label(f"业务截止日 {work.today}，单位：元", Role.SMALL, Tone.MUTED), self.table))
        self.reports = ReportView(work.today)
        self.reports.asked.connect(self._report)
        self.reports.save_wanted.connect(self._save_report)
        self.reports.final_wanted.connect(self._make_final)
        self.stack = Stack()
        for part in (ledgers, self.reports):
            self.stack.addWidget(part)
        self.tabs.currentChanged.connect(self._turned)
        card = Card()
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(self.said)
        self.foot = QWidget()
        self.foot.setLayout(row(self.full, None, self.save))
        card.body.addWidget(self.foot)
        self.outer.addWidget(card, 1)

    def open(self, place: Place) -> None:
        if not self.table.rows:
            self.table.set_rows(list_ledgers())
        super().open(place)

    def refresh(self) -> None:
        if self.tabs.currentIndex() == 1:
            self.reports.ask()

    def first_focus(self) -> QWidget | None:
        return self.reports.final if self.tabs.currentIndex() == 1 else self.save

    def _turned(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.foot.setVisible(at == 0)
        self.said.setText("")
        self.refresh()

    # --- reports ---

    def _report(self, kind: Kind, day: date) -> None:
        if self.work.book is not None:
            self.work.draw(make_report, self.work.book, kind, on=day, done=self.reports.show_report)

    def _make_final(self, kind: Kind, day: date) -> None:
        self.work.write(
            make_report, kind, on=day, final=True, changes=Changed.SETTINGS, what="定稿", done=self.reports.show_report
        )

    def _save_report(self) -> None:
        done = self.reports.done
        if done is None:
            return
        name = f"{done.report.title}{done.report.as_of:%Y%m%d}.xlsx"
        chosen, _kind = QFileDialog.getSaveFileName(self, "存为表格", name, "表格 (*.xlsx)")
        if chosen:
            self.save_report_to(Path(chosen))

    def save_report_to(self, file: Path) -> None:
        """Write the report that is shown to a file."""
        if self.reports.done is not None:
            self._file = file
            self.work.run(_write_report, self.reports.done.report, file, done=self._report_saved)

    def _report_saved(self, _nothing: object) -> None:
        self.said.setText(f"已存到 {self._file}。")

    # --- ledgers ---

    def _save(self, *_: object) -> None:
        layout = self.table.row
        if not isinstance(layout, LedgerLayout):
            return
        name = f"{layout.title}{self.work.today:%Y%m%d}.xlsx"
        chosen, _kind = QFileDialog.getSaveFileName(self, "存为表格", name, "表格 (*.xlsx)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, file: Path) -> None:
        """Write the chosen ledger to a file."""
        layout = self.table.row
        assert isinstance(layout, LedgerLayout)
        self._file = file
        self.work.write(
            _export,
            layout.id,
            file,
            on=self.work.today,
            full_ids=self.full.isChecked(),
            changes=Changed(0),
            what=f"出{layout.title}",
            done=self._saved,
        )

    def _saved(self, count: int) -> None:
        self.said.setText(f"已存到 {self._file}，{count} 行。")


def _columns(layout: LedgerLayout) -> str:
    words = [column.heading for column in layout.columns]
    return f"{len(words)} 列：" + "、".join(words[:8]) + ("…" if len(words) > 8 else "")


def _write_report(report: Report, file: Path) -> None:
    write_atomic(file, report_sheet(report), what="报表")


def _export(book: Book, ledger_id: str, file: Path, *, on: date, full_ids: bool) -> int:
    sheet, count = export_ledger(book, ledger_id, on=on, full_ids=full_ids)
    write_atomic(file, sheet, what="台账")
    return count
