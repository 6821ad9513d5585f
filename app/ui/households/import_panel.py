"""导入名单: choose the sheet, see what it would do and which rows cannot come in, then take it over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.roster import RosterImport
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, Table
from app.ui.theme import Role
from app.ui.tokens import Tone

KINDS = "表格 (*.xlsx *.xls *.ods *.csv)"


class ImportPanel(Card):
    """`looked` asks to read a file without taking it over; `taken` to take over what was read."""

    looked = Signal(object)
    taken = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("导入名单", "乡镇从系统导出的名单；先看一遍，再导入", role=Role.STEP_TITLE, parent=parent)
        self._file: Path | None = None
        self._read: RosterImport | None = None
        self.choose = Button("选文件", self._choose, icon_name="inbox", key="O")
        self.file = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addLayout(row(self.choose, self.file))
        self.summary = Label("", wrap=True)
        self.body.addWidget(self.summary)
        self.refused = Table(
            [
                Column("行", lambda each: str(each.row), right=True),
                Column("列", lambda each: each.column),
                Column("内容", lambda each: each.value_masked),
                Column("为什么不能导入", lambda each: each.reason, stretch=True, explains=True),
            ],
            name="不能导入的行",
            row_height=LIST,
        )
        self.findings = Table(
            [
                Column("", lambda each: "", chip=lambda each: Chip("info", "提醒", Tone.ACCENT)),
                Column("名单里要留意的", lambda each: each.text, stretch=True, explains=True),
            ],
            name="名单里要留意的",
            row_height=LIST,
        )
        self.body.addWidget(self.refused, 1)
        self.body.addWidget(self.findings, 1)
        self.hint = Empty(
            "选一个 .xlsx、.xls、.ods 或 .csv 文件。身份证号成了数字的行会被退回，其余的照样导入。", icon_name="info"
        )
        self.body.addWidget(self.hint)
        self.body.addStretch(0)
        self.take = Button("导入", self._take, kind="primary", key="Ctrl+Enter")
        self.body.addLayout(row(None, Button("不导入", self.dropped.emit), self.take))
        self.start()

    def start(self) -> None:
        """Back to the beginning."""
        self._read = None
        self.file.setText("")
        self.summary.setText("")
        for table in (self.refused, self.findings):
            table.hide()
        self.hint.show()
        self.take.setEnabled(False)

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选名单文件", "", KINDS)
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, file: Path) -> None:
        """Read this file without taking it over."""
        self.start()
        self._file = file
        self.file.setText(str(file))
        self.looked.emit(file)

    def show_read(self, read: RosterImport) -> None:
        """What the file would do."""
        self._read = read
        self.hint.hide()
        done = "已导入" if not read.dry_run else "读到"
        text = f"{done} {read.rows} 行，{read.households} 户 {read.members} 人：新增 {read.added} 人，"
        text += f"改动 {read.changed} 人，不变 {read.unchanged} 人，不能导入 {len(read.refused)} 行。"
        self.summary.setText(text)
        self.refused.set_rows(read.refused)
        self.refused.setVisible(bool(read.refused))
        self.findings.set_rows(read.findings)
        self.findings.setVisible(bool(read.findings))
        some = read.added + read.changed
        self.take.setEnabled(read.dry_run and bool(some))
        self.take.set_word(f"导入 {some} 人" if some and read.dry_run else "导入")

    def _take(self) -> None:
        if self._file is not None:
            self.take.setEnabled(False)
            self.taken.emit(self._file)
