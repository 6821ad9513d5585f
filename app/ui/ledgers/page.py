"""The page 台账报表: a ledger as a sheet with its day and its maker; the report of a day, a week, a month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.ledger_layout import LedgerLayout
from app.domain.report import Figure, Report
from app.files import write_atomic
from app.services.desk_villages import desk_villages, read_of
from app.services.ledger_layouts import drop_layout, layout_shadows, layout_text, read_layout_file, take_layout
from app.services.ledgers import export_ledger, list_ledgers
from app.services.office import TOWNSHIP
from app.services.quarters import Quarter
from app.services.report_parts.behind import rows_behind
from app.services.report_parts.charts import report_charts
from app.services.reports import Kind, make_report, report_page, report_sheet
from app.ui.changed import Changed
from app.ui.confirmed import Sensitive
from app.ui.desk.village_choice import VillageChoice
from app.ui.ledgers.ledgers_view import LedgersView
from app.ui.ledgers.report_view import ReportView
from app.ui.page import Page
from app.ui.parts.card import Card
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.tabs import Tabs
from app.ui.places import Place
from app.ui.work import Work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.storage.book import Book

LEDGERS, REPORTS = range(2)


class LedgersPage(Page):
    """One ledger or report at a time; full ids only after the password was given again. `place.detail`: reports."""

    title = "台账报表"
    hears = Changed.ALL & ~Changed.BACKUPS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._file = Path()
        self.ledgers, self.reports = LedgersView(work.today), ReportView(work.today)
        self.table, self.full, self.save = self.ledgers.table, self.ledgers.full, self.ledgers.save
        self.said = Label("", wrap=True)
        self.villages = VillageChoice()
        self.villages.hide()
        self.tabs = Tabs("台账还是报表")
        self.tabs.show_words([("台账", 0), ("通报和报表", 0)])
        self.stack = Stack()
        for part in (self.ledgers, self.reports):
            self.stack.addWidget(part)
        card = Card()
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.villages)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(self.said)
        self.said.hide()
        self.outer.addWidget(card, 1)
        self._connect()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turned)
        self.villages.changed.connect(self._narrowed)
        self.ledgers.save_wanted.connect(self._save)
        self.ledgers.layout_wanted.connect(self._save_layout)
        self.ledgers.take_wanted.connect(self._take_layout)
        self.ledgers.drop_wanted.connect(self._drop_layout)
        self.reports.asked.connect(self._report)
        self.reports.charts_wanted.connect(self._charts)
        self.reports.behind_wanted.connect(self._behind)
        self.reports.save_wanted.connect(self._save_report)
        self.reports.final_wanted.connect(self._make_final)
        self.reports.go.connect(self.go)

    def open(self, place: Place) -> None:
        if place.detail == "reports":
            self.tabs.setCurrentIndex(REPORTS)
        super().open(place)

    def refresh(self) -> None:
        self.work.read(_layouts, done=self._show_layouts)
        if self.work.book is not None and self.work.book.role == TOWNSHIP:
            self.work.read(desk_villages, done=self.villages.show_villages)
        if self.tabs.currentIndex() == REPORTS:
            self.reports.ask()

    def first_focus(self) -> QWidget | None:
        return self.reports.final if self.tabs.currentIndex() == REPORTS else self.save

    def _show_layouts(self, found: tuple[list[LedgerLayout], frozenset[str]]) -> None:
        self.ledgers.show_layouts(*found)

    def _turned(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self._say("")
        if at == REPORTS:
            self.reports.ask()

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    # --- reports ---

    def _report(self, kind: Kind, day: date) -> None:
        if self.work.book is not None:
            chosen = self.villages.chosen
            self.work.draw(make_report, self.work.book, kind, on=day, villages=chosen, done=self.reports.show_report)

    def _narrowed(self) -> None:
        self.reports.final.setEnabled(not self.villages.chosen)
        if self.tabs.currentIndex() == REPORTS:
            self.reports.ask()

    def _charts(self, day: date) -> None:
        self.work.read(read_of, report_charts, self.villages.chosen, day, done=self.reports.show_charts)

    def _behind(self, figure: Figure, day: date) -> None:
        self.work.read(read_of, rows_behind, self.villages.chosen, figure, day, done=self.reports.show_behind)

    def _make_final(self, kind: Kind, day: date, correct: bool) -> None:
        self.work.write(
            make_report,
            kind,
            on=day,
            final=not correct,
            correct=correct,
            changes=Changed.SETTINGS,
            what="出更正通报" if correct else "定稿",
            done=self.reports.show_report,
        )

    def _save_report(self, as_page: bool) -> None:
        done = self.reports.done
        if done is None:
            return
        suffix, kind = ("pdf", "公文页 (*.pdf)") if as_page else ("xlsx", "表格 (*.xlsx)")
        name = f"{done.report.title}{done.report.as_of:%Y%m%d}.{suffix}"
        chosen, _kind = QFileDialog.getSaveFileName(self, "存为公文页" if as_page else "存为表格", name, kind)
        if chosen:
            self.save_report_to(Path(chosen))

    def save_report_to(self, file: Path) -> None:
        """Write the report that is shown to a file: the official page where it ends with .pdf, else a sheet."""
        if self.reports.done is not None:
            self._file = file
            self.work.run(_write_report, self.reports.done.report, file, done=self._file_saved)

    def _file_saved(self, _nothing: object) -> None:
        self._say(f"已存到 {self._file}。")

    # --- ledgers ---

    def _save(self) -> None:
        if self.full.isChecked():
            self.confirmed(Sensitive.EXPORT, self._choose_file)
        else:
            self._choose_file()

    def _choose_file(self) -> None:
        layout = self.ledgers.layout_
        if layout is None or self.ledgers.day.day is None:
            return
        name = f"{layout.title}{self.ledgers.day.day:%Y%m%d}.xlsx"
        chosen, _kind = QFileDialog.getSaveFileName(self, "存为表格", name, "表格 (*.xlsx)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, file: Path) -> None:
        """Write the chosen ledger to a file."""
        layout, day = self.ledgers.layout_, self.ledgers.day.day
        assert layout is not None
        assert day is not None
        self._file = file
        self.work.write(
            _export,
            layout.id,
            file,
            on=day,
            full_ids=self.full.isChecked(),
            within=self.ledgers.within.value,
            quarter=self.ledgers.quarter.value,
            villages=self.villages.chosen,
            changes=Changed(0),
            what=f"出{layout.title}",
            done=self._saved,
        )

    def _saved(self, count: int) -> None:
        self._say(f"已存到 {self._file}，{count} 行。")

    # --- layouts ---

    def _save_layout(self, ledger_id: str) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, "版式存成文件", f"{ledger_id}.toml", "版式 (*.toml)")
        if chosen:
            self._file = Path(chosen)
            self.work.read(_write_layout, ledger_id, self._file, done=self._file_saved)

    def _take_layout(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选版式文件", "", "版式 (*.toml)")
        if chosen:
            self.take_layout_from(Path(chosen))

    def take_layout_from(self, file: Path) -> None:
        """Take a layout file into the book; what is wrong in it is said with its key and why."""
        self.work.write(_take, file, changes=Changed.SETTINGS, what="换台账版式", done=self._layout_taken)

    def _layout_taken(self, layout: LedgerLayout) -> None:
        self._say(f"{layout.title}换上了县里的版式，{len(layout.columns)} 列。")

    def _drop_layout(self, ledger_id: str) -> None:
        self.work.write(drop_layout, ledger_id, changes=Changed.SETTINGS, what="用回自带的版式")


def _layouts(session: Session) -> tuple[list[LedgerLayout], frozenset[str]]:
    return list_ledgers(session), frozenset(layout_shadows(session))


def _write_layout(session: Session, ledger_id: str, file: Path) -> None:
    write_atomic(file, layout_text(session, ledger_id).encode(), what="版式文件")


def _take(book: Book, file: Path) -> LedgerLayout:
    return take_layout(book, read_layout_file(file), file.name)


def _write_report(report: Report, file: Path) -> None:
    write_atomic(file, report_page(report) if file.suffix.lower() == ".pdf" else report_sheet(report), what="报表")


def _export(
    book: Book,
    ledger_id: str,
    file: Path,
    *,
    on: date,
    full_ids: bool,
    within: int | None,
    quarter: Quarter | None,
    villages: tuple[str, ...],
) -> int:
    sheet, count = export_ledger(
        book, ledger_id, on=on, full_ids=full_ids, within=within, quarter=quarter, villages=villages
    )
    write_atomic(file, sheet, what="台账")
    return count
