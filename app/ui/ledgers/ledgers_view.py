"""台账: which one, for which day, with what; saved as a sheet. Below, the county's own layouts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.ledger_layout import LedgerLayout
from app.services.ledgers import DUE, SUBSIDIES
from app.services.quarters import Quarter, quarter_of
from app.ui.messages import ask
from app.ui.parts.buttons import Button
from app.ui.parts.card import column, row
from app.ui.parts.check import Check
from app.ui.parts.chip import Chip
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, Table
from app.ui.parts.typed_fields import DateField
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

OWN = Chip("pencil", "县里的版式", Tone.ACCENT)
DAYS = (
    ("按政策包的窗口", None),
    ("7 天", 7),
    ("30 天", 30),
    ("45 天", 45),
    ("90 天", 90),
    ("180 天", 180),
    ("365 天", 365),
)
QUARTERS = 8
COLUMNS_NAMED = 9


class LedgersView(QWidget):
    """`save_wanted` asks to write the chosen ledger; the layout signals carry its id."""

    save_wanted = Signal()
    layout_wanted = Signal(str)
    take_wanted = Signal()
    drop_wanted = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own: frozenset[str] = frozenset()
        self.table = Table(
            [
                Column("台账", lambda layout: layout.title),
                Column("", lambda layout: "", chip=lambda layout: OWN if layout.id in self._own else None),
                Column("单位", lambda layout: layout.unit, small=True, secondary=True),
                Column("有哪些列", _columns, small=True, stretch=True, explains=True, tone=lambda layout: Tone.MUTED),
            ],
            name="台账",
            row_height=LIST,
            picks=True,
        )
        self.table.chosen.connect(self._picked)
        self.table.opened.connect(self._save)
        self.day = DateField("业务截止日", today)
        self.day.set_day(today)
        self.day.line.setFixedWidth(theme_now().px(136))
        self.within = Field("今后多少天到期", control=Choice(DAYS))
        self.quarter = Field("贴息季度", control=Choice(_quarters(today)))
        self.full = Check("身份证号写全号（交银行、交乡镇才用）")
        self.save = Button("存为表格", self._save, kind="primary", key="Ctrl+S", icon_name="save")
        self.out = Button("版式存成文件", self._layout, kind="quiet", spoken="把这个台账的版式存成文件，拿去改")
        self.take = Button("换上县里的版式", self.take_wanted.emit, kind="quiet")
        self.drop = Button("用回自带的版式", self._drop, kind="quiet")
        inside = column()
        inside.addWidget(self.table, 1)
        fields = QHBoxLayout()
        for field in (self.day, self.within, self.quarter):
            fields.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        fields.addStretch(1)
        inside.addLayout(fields)
        layouts = row(self.out, self.take, self.drop)
        (inside if theme_now().two_columns else fields).addLayout(layouts)
        inside.addLayout(row(self.full, None, self.save))
        self.hint = Label("金额的单位写在表头；没有写全号的，身份证号遮住中间几位。", Role.SMALL, Tone.MUTED, wrap=True)
        inside.addWidget(self.hint)
        self.setLayout(inside)

    @property
    def layout_(self) -> LedgerLayout | None:
        """The chosen ledger."""
        return self.table.row if isinstance(self.table.row, LedgerLayout) else None

    def show_layouts(self, layouts: Sequence[LedgerLayout], own: frozenset[str]) -> None:
        """The ledgers of this book; `own` are the ids of those whose layout the county edited."""
        self._own = own
        self.table.set_rows(layouts)
        self._picked(self.table.row)

    def _picked(self, layout: object) -> None:
        found = layout if isinstance(layout, LedgerLayout) else None
        self.within.setVisible(found is not None and found.source == DUE)
        self.quarter.setVisible(found is not None and found.source == SUBSIDIES)
        self.drop.setVisible(found is not None and found.id in self._own)
        for button in (self.save, self.out):
            button.setEnabled(found is not None)

    def _save(self, *_: object) -> None:
        if self.layout_ is not None and not self.day.wrong():
            self.save_wanted.emit()

    def _layout(self) -> None:
        if self.layout_ is not None:
            self.layout_wanted.emit(self.layout_.id)

    def _drop(self) -> None:
        layout = self.layout_
        if layout is None:
            return
        text = f"{layout.title}用回自带的版式。县里的版式还在历史里，可以再换上。"
        if ask(self, "用回自带的版式", text, "用回自带的", "先不换"):
            self.drop_wanted.emit(layout.id)


def _columns(layout: LedgerLayout) -> str:
    words = [column.heading for column in layout.columns]
    more = "…" if len(words) > COLUMNS_NAMED else ""
    return f"{len(words)} 列：" + "、".join(words[1:COLUMNS_NAMED]) + more


def _quarters(today: date) -> list[tuple[str, Quarter]]:
    found, quarter = [], quarter_of(today).next()
    for _ in range(QUARTERS):
        found.append((quarter.name, quarter))
        quarter = quarter.before()
    return [found[1], found[0], *found[2:]]
