"""The page 导入: file → which column is what → line by line → done; each step with its one button, undo at the end."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.documents.heading_look import SheetLook
from app.files import write_atomic
from app.services.imports.columns import TITLES, ListKind, look_at_columns, remember_columns
from app.services.imports.looks import (
    ImportLook,
    ImportRequest,
    checked_sheet,
    look_at_list,
    refused_sheet,
    take_list,
)
from app.services.imports.undo import ImportAct, UndoLook, look_at_undo, past_imports, undo_import
from app.services.quarters import Quarter
from app.ui.changed import Changed
from app.ui.imports.columns_step import ColumnsStep
from app.ui.imports.done_step import DoneStep
from app.ui.imports.file_step import FileStep
from app.ui.imports.lines_step import LinesStep
from app.ui.messages import ask
from app.ui.page import Page
from app.ui.parts.stack import Stack
from app.ui.parts.stage_track import Standing
from app.ui.parts.step_head import StepHead
from app.ui.places import Place
from app.ui.theme import theme_now
from app.ui.work import Work

if TYPE_CHECKING:
    from app.storage.book import Book

FILE, COLUMNS, LINES, DONE = range(4)
CHANGES = {
    ListKind.ROSTER: Changed.HOUSEHOLDS,
    ListKind.DUE: Changed.LOANS,
    ListKind.BANK: Changed.LOANS,
    ListKind.CLAIM: Changed(0),
}
MOST_NAMED = 8


class ImportPage(Page):
    """`place.detail` is the kind of list: roster, due, bank, claim."""

    title = "导入"
    hears = Changed.ALL & ~Changed.BACKUPS

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.heads = [
            StepHead(number, word) for number, word in enumerate(("选文件", "认列", "逐条看", "完成"), start=1)
        ]
        line = QHBoxLayout()
        line.setSpacing(theme_now().px(24))
        for head in self.heads:
            line.addWidget(head)
        line.addStretch(1)
        self.outer.addLayout(line)
        self.file, self.columns = FileStep(work.today), ColumnsStep()
        self.lines, self.done = LinesStep(), DoneStep()
        self.stack = Stack()
        for step in (self.file, self.columns, self.lines, self.done):
            self.stack.addWidget(step)
        self.outer.addWidget(self.stack, 1)
        self._request: ImportRequest | None = None
        self._look: ImportLook | None = None
        self._sheet: SheetLook | None = None
        self._show_columns = False
        self._saved = Path()
        self._connect()
        self._turn(FILE)

    def _connect(self) -> None:
        self.file.chosen.connect(self._file_chosen)
        self.file.undo_wanted.connect(self._undo)
        self.columns.settled.connect(self._columns_settled)
        self.columns.sheet_wanted.connect(self._other_sheet)
        self.columns.dropped.connect(self._again)
        self.lines.taken.connect(self._take)
        self.lines.refused_wanted.connect(self._save_refused)
        self.lines.checked_wanted.connect(self._save_checked)
        self.lines.columns_wanted.connect(self._back_to_columns)
        self.lines.dropped.connect(self._again)
        self.done.again.connect(self._again)
        self.done.undo_wanted.connect(self._undo_newest)
        self.done.refused_wanted.connect(self._save_refused)
        self.done.go.connect(self.go)

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.detail:
            self.file.set_kind(ListKind(place.detail))
        if place != self.place or self.step == DONE:
            self._turn(FILE)
        super().open(place)

    def refresh(self) -> None:
        self.work.read(past_imports, done=self.file.show_past)

    def first_focus(self) -> QWidget | None:
        return (self.file.choose, self.columns.table, self._lines_focus(), self.done.next)[self.step]

    @property
    def step(self) -> int:
        """Which step is in hand, from 0."""
        return self.stack.currentIndex()

    @property
    def typed(self) -> bool:
        return self.step in (COLUMNS, LINES)

    def _lines_focus(self) -> QWidget:
        return self.lines.lines if self.lines.lines.rows else self.lines.tabs

    def _turn(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        for number, head in enumerate(self.heads):
            head.set_standing(Standing.DONE if number < step else Standing.NOW if number == step else Standing.TO_COME)
            if number >= step:
                head.note.setText("")
        title = TITLES[self._request.kind] if self._request is not None and step != FILE else ""
        self.name_it(title)
        if self.isVisible() and (first := self.first_focus()) is not None:
            first.setFocus()

    # --- the steps ---

    def _file_chosen(self, kind: ListKind, file: Path, quarter: Quarter | None) -> None:
        self._request = ImportRequest(kind, file, None, None, quarter)
        self._show_columns = False
        self.work.write(look_at_columns, kind, file, changes=Changed(0), what="读表格", done=self._columns_read)

    def look_at(self, file: Path) -> None:
        """Go on with this file, as if it had been chosen."""
        self.file.look_at(file)

    def _columns_read(self, look: SheetLook) -> None:
        assert self._request is not None
        self._sheet = look
        self.heads[FILE].note.setText(look.file)
        self.columns.show_sheet(self._request.kind, look)
        if look.missing or self._show_columns:
            self._turn(COLUMNS)
        else:
            self._columns_settled(dict(look.columns))

    def _other_sheet(self, name: str) -> None:
        assert self._request is not None
        self._show_columns = True
        self.work.write(
            look_at_columns,
            self._request.kind,
            self._request.path,
            sheet=name,
            changes=Changed(0),
            what="读表格",
            done=self._columns_read,
        )

    def _back_to_columns(self) -> None:
        self._turn(COLUMNS)

    def _columns_settled(self, columns: dict[str, str]) -> None:
        assert self._request is not None
        assert self._sheet is not None
        known = self._request
        self._request = ImportRequest(known.kind, known.path, self._sheet.sheet, columns, known.quarter)
        used = sum(bool(key) for key in columns.values())
        self.heads[COLUMNS].note.setText(f"用 {used} 列，不用 {len(columns) - used} 列")
        self.work.write(
            _remember_and_look,
            self._request,
            self._sheet,
            on=self.work.today,
            changes=Changed(0),
            what="看差异",
            done=self._looked,
        )

    def _looked(self, look: ImportLook) -> None:
        self._look = look
        self.lines.show_look(look)
        self._turn(LINES)

    def _take(self, accepted: set[str]) -> None:
        assert self._request is not None
        self.work.write(
            take_list,
            self._request,
            accepted,
            on=self.work.today,
            changes=CHANGES[self._request.kind],
            what=f"导入{TITLES[self._request.kind]}",
            done=self._taken,
            failed=self._not_taken,
        )

    def _taken(self, look: ImportLook) -> None:
        self._look = look
        self.done.show_done(look)
        self._turn(DONE)

    def _not_taken(self, error: BaseException) -> None:
        self.lines.take.setEnabled(True)
        self.work.trouble.emit(str(error))

    def _again(self) -> None:
        self._request = None
        self._turn(FILE)
        self.refresh()

    # --- sheets ---

    def _save_refused(self) -> None:
        if self._look is not None:
            name = f"{self._look.request.path.stem}-没有导入的行.xlsx"
            chosen, _kind = QFileDialog.getSaveFileName(self, "存下没有导入的行", name, "表格 (*.xlsx)")
            if chosen:
                self.save_refused_to(Path(chosen))

    def save_refused_to(self, file: Path) -> None:
        """Write the refused rows of the list in hand, each with its reason beside it."""
        self._saved = file
        self.work.run(_write_refused, self._look, self.work.today, file, done=self._told_saved)

    def _save_checked(self) -> None:
        if self._look is not None:
            name = f"{self._look.request.path.stem}-核对表.xlsx"
            chosen, _kind = QFileDialog.getSaveFileName(self, "存核对表", name, "表格 (*.xlsx)")
            if chosen:
                self._saved = Path(chosen)
                self.work.write(
                    _write_checked,
                    self._look.request,
                    self._saved,
                    on=self.work.today,
                    changes=Changed(0),
                    done=self._told_saved,
                )

    def _told_saved(self, _nothing: object) -> None:
        said = f"已存到 {self._saved}。"
        if self.step == DONE:
            self.done.say(said)
        else:
            self.lines.say(said)

    # --- the way back ---

    def _undo_newest(self) -> None:
        if self._look is not None:
            self.work.read(look_at_undo, self._look.act_id, done=self._undo_looked)

    def _undo(self, act: ImportAct) -> None:
        self.work.read(look_at_undo, act.id, done=self._undo_looked)

    def _undo_looked(self, look: UndoLook) -> None:
        named = "\n".join(f"{each.who}{each.why}" for each in look.in_the_way[:MOST_NAMED])
        more = f"\n……共 {len(look.in_the_way)} 处" if len(look.in_the_way) > MOST_NAMED else ""
        what = f"{look.act.at:%Y-%m-%d %H:%M} 的{look.act.name}"
        if look.in_the_way and not look.rows:
            ask(self, "撤销导入", f"{what}不能撤销了，后来都动过：\n{named}{more}", "知道了", "关上")
            return
        if look.in_the_way:
            text = f"{what}，能撤销 {look.rows} 行；后来动过的不能撤销：\n{named}{more}"
            yes = ask(self, "撤销导入", text, "撤销其余的", "不撤销")
        else:
            text = f"{what}，写下的 {look.rows} 行都撤销：新增的去掉，改过的恢复原来的。"
            yes = ask(self, "撤销导入", text, "撤销", "不撤销")
        if yes:
            self.work.write(
                undo_import, look.act.id, rest=True, changes=Changed.ALL, what="撤销导入", done=self._undone
            )

    def _undone(self, look: UndoLook) -> None:
        self._again()
        self.file.words.setText(f"已撤销：{look.act.at:%Y-%m-%d %H:%M} 的{look.act.name}，{look.rows} 行。")


def _remember_and_look(book: Book, request: ImportRequest, sheet: SheetLook, *, on: date) -> ImportLook:
    assert request.columns is not None
    remember_columns(book, request.kind, sheet, request.columns)
    return look_at_list(book, request, on=on)


def _write_refused(look: ImportLook, on: date, file: Path) -> None:
    write_atomic(file, refused_sheet(look, on), what="没有导入的行")


def _write_checked(book: Book, request: ImportRequest, file: Path, *, on: date) -> None:
    write_atomic(file, checked_sheet(book, request, on=on), what="核对表")
