"""The page 台账报表: choose a ledger, save it as a sheet with its day and its maker."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.ledger_layout import LedgerLayout
from app.files import write_atomic
from app.services.ledgers import export_ledger, list_ledgers
from app.storage.book import Book
from app.ui.changed import Changed
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.check import Check
from app.ui.parts.columns import Column
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, Table
from app.ui.places import Place
from app.ui.tokens import Tone
from app.ui.work import Work


class LedgersPage(Page):
    """One ledger at a time; ids are masked unless the officer says otherwise."""

    title = "台账报表"
    hears = Changed.SETTINGS

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
        card = Card("能出的台账", f"业务截止日 {work.today}，单位：元")
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.said)
        card.body.addLayout(row(self.full, None, self.save))
        self.outer.addWidget(card, 1)

    def open(self, place: Place) -> None:
        if not self.table.rows:
            self.table.set_rows(list_ledgers())
        super().open(place)

    def first_focus(self) -> QWidget | None:
        return self.save

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


def _export(book: Book, ledger_id: str, file: Path, *, on: date, full_ids: bool) -> int:
    sheet, count = export_ledger(book, ledger_id, on=on, full_ids=full_ids)
    write_atomic(file, sheet, what="台账")
    return count
