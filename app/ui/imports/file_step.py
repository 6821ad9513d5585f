"""Step 1: which list it is and where its file lies; below, the imports of the past with the way back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.imports.columns import TITLES, ListKind
from app.services.imports.undo import ImportAct
from app.services.quarters import Quarter, quarter_of
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, Table
from app.ui.theme import Role
from app.ui.tokens import Tone

SHEETS = "表格 (*.xlsx *.xls *.ods *.csv)"
WORDS = {
    ListKind.ROSTER: "乡镇从系统导出的人员名单：谁是新的、谁的资料变了、谁不在名单上了，逐条接受。",
    ListKind.DUE: "银行给的到期还款名单：和上一份名单比、和本账比；接受的记作银行的数，本账不改。",
    ListKind.BANK: "银行的贷款名单，逐笔和本账核对；接受的差异列入整改台账，本账不改。",
    ListKind.CLAIM: "银行按季申报的贴息，逐笔和本账应贴的核对，可以另存核对表。",
}
_UNDONE, _STANDS = Chip("undo", "已撤销"), Chip("done", "在账上", Tone.OK)
QUARTERS = 8


class FileStep(Card):
    """`chosen` comes with the kind, the file, and the quarter of a claim; `undo_wanted` with an import of the past."""

    chosen = Signal(object, object, object)
    undo_wanted = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.kind = Field("哪一种名单", control=Choice([(TITLES[kind], kind) for kind in ListKind]))
        self.quarter = Field("哪个季度", control=Choice(_quarters(today)))
        self.choose = Button("选文件", self._choose, kind="primary", icon_name="inbox", key="O")
        self.body.addLayout(row(self.kind, self.quarter, None))
        self.words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addWidget(self.words)
        self.body.addLayout(
            row(self.choose, Label(".xlsx、.xls、.ods、.csv 都行，宏和公式不会运行", Role.SMALL, Tone.MUTED))
        )
        self.past_title = Label("以前导入的", Role.CARD_TITLE)
        self.body.addWidget(self.past_title)
        self.past = Table(
            [
                Column("什么时候", lambda act: f"{act.at:%Y-%m-%d %H:%M}"),
                Column("名单", lambda act: act.name),
                Column("写了几行", lambda act: str(act.rows), right=True),
                Column("", lambda act: "", chip=lambda act: _UNDONE if act.undone else _STANDS, stretch=True),
            ],
            name="以前导入的名单",
            row_height=LIST,
            picks=True,
        )
        self.past.chosen.connect(self._picked)
        self.past.opened.connect(self._undo)
        self.undo = Button("撤销这次导入", self._undo, icon_name="undo", key="U")
        self.body.addWidget(self.past, 1)
        self.none = Empty("还没有导入过名单。导入过的列在这里，以后也能整个撤销。", icon_name="info")
        self.body.addWidget(self.none)
        self.body.addLayout(row(self.undo, None))
        self.body.addStretch(0)
        self.kind.edited.connect(self._kind_chosen)
        self._kind_chosen()
        self.show_past([])

    def set_kind(self, kind: ListKind) -> None:
        """Choose a kind from outside."""
        assert isinstance(self.kind.control, Choice)
        self.kind.control.choose(kind)
        self._kind_chosen()

    def show_past(self, acts: list[ImportAct]) -> None:
        """The imports of this book, the newest first."""
        self.past.set_rows(acts)
        for part in (self.past_title, self.past, self.undo):
            part.setVisible(bool(acts))
        self.none.setVisible(not acts)
        self._picked(self.past.row)

    def _kind_chosen(self) -> None:
        kind = ListKind(self.kind.value)
        self.words.setText(WORDS[kind])
        self.quarter.setVisible(kind is ListKind.CLAIM)

    def _picked(self, act: object) -> None:
        can = isinstance(act, ImportAct) and not act.undone
        self.undo.setEnabled(can)
        self.undo.setToolTip("" if can else "这一次已经撤销过了。")

    def _undo(self, *_: object) -> None:
        act = self.past.row
        if isinstance(act, ImportAct) and not act.undone:
            self.undo_wanted.emit(act)

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, f"选{TITLES[ListKind(self.kind.value)]}", "", SHEETS)
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, file: Path) -> None:
        """Go on with this file."""
        kind = ListKind(self.kind.value)
        self.chosen.emit(kind, file, self.quarter.value if kind is ListKind.CLAIM else None)


def _quarters(today: date) -> list[tuple[str, Quarter]]:
    """The quarter before this one first: that is the one a bank claims for."""
    found, quarter = [], quarter_of(today)
    for _ in range(QUARTERS):
        found.append((quarter.name, quarter))
        quarter = quarter.before()
    return [found[1], found[0], *found[2:]]
