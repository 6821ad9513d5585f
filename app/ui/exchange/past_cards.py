"""送过的包 with the state of each, and 待更正: rows that the township sent back."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.exchange_stand import BundleLine
from app.services.returned import ReturnedRow
from app.ui.exchange.states import bundle_chip, day_words
from app.ui.parts.buttons import link
from app.ui.parts.card import Card
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.table import LIST, TWO_LINES, Table
from app.ui.theme import theme_now

SHOWN_RETURNED = 2


class SentCard(Card):
    """`opened` comes with the bundle whose slip is to be shown."""

    opened = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__("送过的包", parent=parent)
        self.table = Table(
            [
                Column("包", lambda line: line.number, right=True),
                Column("日期", lambda line: day_words(line.as_of, today)),
                Column("状态", lambda line: "", chip=bundle_chip, stretch=True),
            ],
            name="送过的包，回车看交接单",
            row_height=LIST,
            fit=theme_now().two_columns,
        )
        self.table.opened.connect(self.opened)
        self.nothing = Empty("还没有送过。左边做好第一个包，这里就记着它到了哪一步。", icon_name="usb")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.nothing)
        self.body.addStretch(0)

    def show_sent(self, lines: tuple[BundleLine, ...]) -> None:
        """Show them, newest first."""
        self.set_note(f"共 {len(lines)} 个，回车看交接单" if lines else "")
        self.table.set_rows(lines)
        self.table.setVisible(bool(lines))
        self.nothing.setVisible(not lines)


class ReturnedCard(Card):
    """`go_wanted` comes with the 户编号 of the row to mend; hidden where nothing came back."""

    go_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("待更正", parent=parent)
        self.table = Table(
            [
                Column(
                    "", lambda row: f"{row.who} {row.kind}", second=lambda row: f"{row.code} {row.reason}", stretch=True
                )
            ],
            name="待更正的行，回车去更正",
            row_height=TWO_LINES,
            heading=False,
            fit=theme_now().two_columns,
        )
        self.table.opened.connect(self._open)
        self.table.setMinimumHeight(theme_now().px(TWO_LINES))
        self.body.addWidget(self.table, 1)
        self.mend = link("去更正", self._first, spoken="去更正第一行")
        self.add_to_heading(self.mend)

    def show_returned(self, rows: tuple[ReturnedRow, ...]) -> None:
        """Show them; the card is as high as two of them, the others scroll."""
        self.setVisible(bool(rows))
        self.set_note(f"{len(rows)} 行，乡镇退回")
        self.table.set_rows(rows)
        if not theme_now().two_columns:
            shown = min(len(rows), SHOWN_RETURNED)
            self.table.setFixedHeight(shown * theme_now().px(TWO_LINES))
        self.mend.setVisible(any(row.household for row in rows))

    def _open(self, row: ReturnedRow) -> None:
        if row.household:
            self.go_wanted.emit(row.household)

    def _first(self) -> None:
        row = next((row for row in self.table.rows if row.household), None)
        if row is not None:
            self._open(row)
