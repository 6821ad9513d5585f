"""Which villages a sheet or a report of the township counts: all of them, or those that are marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.services.desk_villages import DeskVillage
from app.ui.parts.buttons import Button
from app.ui.parts.card import column, row
from app.ui.parts.columns import Column
from app.ui.parts.table import DENSE, Table
from app.ui.theme import theme_now

MOST_ROWS = 5


class VillageChoice(QWidget):
    """The button tells the choice and opens the list; Enter marks a village. None marked means all of them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marked: set[str] = set()
        self.open = Button("全部村", self._turn, kind="toggle", key="V")
        self.table = Table(
            [
                Column("", lambda one: "", icon=self._tick, spoken=self._said),
                Column("村", lambda one: one.name, stretch=True),
            ],
            name="哪些村",
            row_height=DENSE + 1,
            heading=False,
            picks=True,
        )
        self.table.opened.connect(self._mark)
        self.table.setFixedHeight(theme_now().px((DENSE + 1) * MOST_ROWS))
        self.table.hide()
        lines = column(row(self.open, None), self.table)
        lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setLayout(lines)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes of the marked villages; empty means all."""
        return tuple(sorted(self._marked))

    def show_villages(self, villages: Sequence[DeskVillage]) -> None:
        """The villages of this desk; marks of others are dropped."""
        self._marked &= {village.code for village in villages}
        self.table.set_rows(villages)
        self.setVisible(len(villages) > 1)
        self._tell()

    def _turn(self) -> None:
        self.table.setVisible(self.open.isChecked())
        if self.open.isChecked():
            self.table.setFocus()

    def _mark(self, village: DeskVillage) -> None:
        self._marked ^= {village.code}
        self.table.viewport().update()
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        names = [village.name for village in self.table.rows if village.code in self._marked]
        self.open.set_word("全部村" if not names else "、".join(names) if len(names) < 3 else f"{len(names)} 个村")

    def _tick(self, village: DeskVillage) -> str:
        return "tick" if village.code in self._marked else "todo"

    def _said(self, village: DeskVillage) -> str:
        return "已选" if village.code in self._marked else "没有选"
