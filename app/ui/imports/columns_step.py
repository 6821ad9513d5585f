"""Step 2: which column of the sheet is what, with its first cells; what is corrected here is remembered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.documents.heading_look import HeadingLook, SheetLook
from app.services.imports.columns import ListKind, columns_of, doubled, lacking
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, Table
from app.ui.theme import Role
from app.ui.tokens import Tone

NOT_USED = "这一列不用"


class ColumnsStep(Card):
    """`settled` comes with the columns as the officer left them; `sheet_wanted` asks to look at another sheet."""

    settled = Signal(object)
    sheet_wanted = Signal(str)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._kind = ListKind.ROSTER
        self._words: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self.sheet = Field("哪一张表", control=Choice(), bare=True)
        self.sheet.edited.connect(self._sheet_chosen)
        self.title = Label("", Role.SMALL, Tone.MUTED)
        self.body.addLayout(row(self.sheet, self.title))
        self.table = Table(
            [
                Column("表里的列", lambda each: each.heading),
                Column("读成", self._read_as, icon=self._icon, tone=self._tone),
                Column("前几格", lambda each: "　".join(each.samples), stretch=True, explains=True, small=True),
            ],
            name="哪一列是什么",
            row_height=LIST,
            picks=True,
        )
        self.table.chosen.connect(self._picked)
        self.body.addWidget(self.table, 1)
        self.is_what = Field("选中的这一列是", control=Choice())
        self.is_what.edited.connect(self._said)
        self.missing = Label("", tone=Tone.DANGER, wrap=True)
        self.body.addLayout(row(self.is_what, None))
        self.body.addWidget(self.missing)
        self.next = Button("看差异", self._settle, kind="primary", key="Ctrl+Enter")
        self.body.addLayout(row(None, Button("换一个文件", self.dropped.emit), self.next))

    def show_sheet(self, kind: ListKind, look: SheetLook) -> None:
        """Show the columns of a sheet as they were understood."""
        self._kind = kind
        self._words = {column.key: column.heading for column in columns_of(kind)}
        self.columns = dict(look.columns)
        assert isinstance(self.sheet.control, Choice)
        self.sheet.control.blockSignals(True)
        self.sheet.control.set_options(look.sheets, look.sheet)
        self.sheet.control.blockSignals(False)
        self.sheet.setVisible(len(look.sheets) > 1)
        self.title.setText(f"{look.file}{'　' + look.title if look.title else ''}")
        assert isinstance(self.is_what.control, Choice)
        self.is_what.control.blockSignals(True)
        self.is_what.control.set_options([(NOT_USED, ""), *((word, key) for key, word in self._words.items())])
        self.is_what.control.blockSignals(False)
        self.table.set_rows(look.headings)
        first = next((at for at, each in enumerate(look.headings) if not each.key), 0)
        self.table.choose(first if look.missing else 0)
        self._picked(self.table.row)
        self._judge()

    def _read_as(self, each: HeadingLook) -> str:
        key = self.columns.get(each.heading, "")
        return self._words.get(key, "不用")

    def _icon(self, each: HeadingLook) -> str:
        return "done" if self.columns.get(each.heading) else "todo"

    def _tone(self, each: HeadingLook) -> Tone:
        return Tone.PLAIN if self.columns.get(each.heading) else Tone.MUTED

    def _picked(self, each: object) -> None:
        self.is_what.setEnabled(isinstance(each, HeadingLook))
        if isinstance(each, HeadingLook):
            control = self.is_what.control
            assert isinstance(control, Choice)
            control.blockSignals(True)
            control.choose(self.columns.get(each.heading, ""))
            control.blockSignals(False)
            control.setAccessibleName(f"“{each.heading}”这一列是")

    def _said(self) -> None:
        """The chosen column is what the officer says."""
        each, key = self.table.row, str(self.is_what.value or "")
        if not isinstance(each, HeadingLook):
            return
        self.columns[each.heading] = key
        self.table.viewport().update()
        self._judge()

    def _judge(self) -> None:
        missing = lacking(self._kind, self.columns)
        said = f"还没有指明哪一列是{'、'.join(missing)}。在上面选中那一列，再说它是什么。" if missing else ""
        if not said and (twice := doubled(self._kind, self.columns)):
            said = f"有两列都指成了{twice}。请把其中一列改掉，不用的选“{NOT_USED}”。"
        self.missing.setText(said)
        self.missing.setVisible(bool(said))
        self.next.setEnabled(not said)
        self.next.setToolTip(said)

    def _sheet_chosen(self) -> None:
        self.sheet_wanted.emit(str(self.sheet.value))

    def _settle(self) -> None:
        if self.next.isEnabled():
            self.settled.emit(dict(self.columns))
