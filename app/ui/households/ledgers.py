"""The tab of a household that is a plain ledger of what its story tells: its loans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.table import LIST, Table
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.words import money


class LedgerTab(QWidget):
    """A table, or the sentence that says what will stand here and the button that starts it."""

    opened = Signal(object)
    started = Signal()

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[Any]],
        empty: str,
        verb: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme = theme_now()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        self.table = Table(columns, name=name, row_height=LIST, fit=theme.two_columns)
        self.table.opened.connect(self.opened)
        self.empty = Empty(empty, verb=verb, pressed=self.started.emit if verb else None)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty)
        column.addStretch(0)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows."""
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)


def loans_tab() -> LedgerTab:
    """贷款."""
    return LedgerTab(
        "贷款",
        [
            Column("借据号", lambda line: line.loan.note_number),
            Column("放款日", lambda line: f"{line.loan.disbursed_on}", secondary=True),
            Column("到期日", lambda line: f"{line.state.due_on}"),
            Column("借款（元）", lambda line: money(line.terms.principal), right=True),
            Column("余额（元）", lambda line: money(line.state.balance), right=True),
            Column("状态", lambda line: "", chip=lambda line: loan_chip(line)),
        ],
        "还没有贷款。",
        "新申请",
    )


def loan_chip(line: Any) -> Chip:
    """The state of a loan with its drawing."""
    state = line.state
    if state.overdue_days:
        return Chip("stop", f"逾期 {state.overdue_days} 天", Tone.DANGER)
    if state.cleared:
        return Chip("tick", str(state.status), Tone.MUTED)
    if state.arrears_days:
        return Chip("warning", str(state.status), Tone.WARN)
    return Chip("done", str(state.status), Tone.OK)
