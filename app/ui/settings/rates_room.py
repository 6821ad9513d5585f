"""利率: the LPR and the benchmark with the day each row holds from, and a new row."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.rates import RateRow, RateTable, RateTables
from app.services.policies import add_rates, rate_tables
from app.ui.changed import Changed
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.choice import Choice
from app.ui.parts.columns import Column
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.table import DENSE, Table
from app.ui.parts.typed_fields import DateField, RateField
from app.ui.settings.room import Room
from app.ui.theme import theme_now
from app.ui.words import percent
from app.ui.work import sentences

NAMES = (("LPR", "lpr"), ("央行基准利率", "benchmark"))


class RatesRoom(Room):
    """A new row goes to the end; a mistaken one is answered by undo."""

    key, word = "rates", "利率"

    def build(self) -> None:
        """Which table, its rows, and the form of a new one."""
        self._tables: RateTables | None = None
        self.which = Field("哪张利率表", control=Choice(NAMES), bare=True)
        self.which.edited.connect(self._show)
        self.source = self.note("")
        self.column.insertLayout(0, row(self.which))
        self.rows = Table([], name="利率表", row_height=DENSE)
        self.column.addWidget(self.rows, 1)
        self.title("登记新的一期")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme_now().px(12))
        self.since = DateField("从哪天起", self.work.today)
        self.rates: list[RateField] = []
        self.column.addLayout(self._grid)
        self.add = Button("登记这一期", self._add, kind="primary", key="Ctrl+Enter")
        self.column.addWidget(self.said)
        self.column.addLayout(row(None, self.add))

    def refresh(self) -> None:
        self.work.read(rate_tables, done=self.show_tables)

    def first_focus(self) -> QWidget | None:
        return self.since.control

    @property
    def table(self) -> RateTable | None:
        """The table that is shown."""
        if self._tables is None:
            return None
        return self._tables.benchmark if self.which.value == "benchmark" else self._tables.lpr

    def show_tables(self, tables: RateTables) -> None:
        """Show both tables, one at a time."""
        self._tables = tables
        self._show()

    def _show(self) -> None:
        table = self.table
        if table is None:
            return
        known = f"，核对到 {table.known_until}" if table.known_until is not None else ""
        self.source.setText(f"{table.source}{known}")
        index = self.column.indexOf(self.rows)
        fresh = Table(_columns(table), name=table.name, row_height=DENSE)
        fresh.set_rows(list(reversed(table.rows)))
        self.column.replaceWidget(self.rows, fresh)
        self.column.setStretch(index, 1)
        self.rows.deleteLater()
        self.rows = fresh
        self._fields(table)

    def _fields(self, table: RateTable) -> None:
        for at in reversed(range(self._grid.count())):
            item = self._grid.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self.since:
                self._grid.removeWidget(widget)
                widget.deleteLater()
        self._grid.addWidget(self.since, 0, 0)
        self.rates = [RateField(f"{bracket.label}（%）") for bracket in table.brackets]
        for at, field in enumerate(self.rates, start=1):
            self._grid.addWidget(field, at // 4, at % 4)
            field.entered.connect(self.focusNextChild)

    def _add(self) -> None:
        if first_wrong([self.since, *self.rates]) is not None:
            return
        percents = [(field.rate or Decimal(0)) * 100 for field in self.rates]
        self.work.write(
            add_rates,
            str(self.which.value),
            self.since.day,
            percents,
            changes=Changed.SETTINGS,
            done=self._added,
            failed=self._failed,
        )

    def _added(self, table: RateTable) -> None:
        for field in (self.since, *self.rates):
            field.set_text("")
        self.say(f"已登记：{table.name} {table.rows[-1].since} 起。")

    def _failed(self, error: BaseException) -> None:
        self.say(sentences(error))


def _columns(table: RateTable) -> list[Column[RateRow]]:
    columns: list[Column[RateRow]] = [Column("从哪天起", lambda row: f"{row.since}")]
    for at, bracket in enumerate(table.brackets):
        columns.append(Column(bracket.label, partial(_rate, at), right=True))
    return columns


def _rate(at: int, row: RateRow) -> str:
    return percent(row.rates[at])
