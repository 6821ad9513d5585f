"""The tabs of a household that are plain ledgers: ratings, loans, visits, papers, history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.money import from_fen
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, TWO_LINES, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, money


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
        two_lines: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme = theme_now()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        self.table = Table(columns, name=name, row_height=TWO_LINES if two_lines else LIST, fit=theme.two_columns)
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


class RatingsTab(QWidget):
    """What the village assessed and what the bank decided, apart."""

    started = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme_now().px(6), 0, 0)
        column.addWidget(Label("银行核定", Role.CARD_TITLE))
        self.decisions = LedgerTab(
            "银行核定",
            [
                Column("核定日", lambda row: f"{row.on}"),
                Column("银行等级", lambda row: row.grade),
                Column("授信额度（元）", lambda row: money(from_fen(row.credit_line_fen)), right=True),
                Column("有效期至", lambda row: f"{row.until}"),
                Column("银行", lambda row: row.bank or NOTHING, secondary=True),
            ],
            "银行还没有核定。登记了银行核定，这里会有等级、额度和有效期。",
            "去登记",
        )
        column.addWidget(self.decisions, 1)
        column.addWidget(Label("村初评", Role.CARD_TITLE))
        self.ratings = LedgerTab(
            "村初评",
            [
                Column("评级日", lambda row: f"{row.on}"),
                Column("得分", lambda row: row.points, right=True),
                Column("等级", lambda row: row.band),
                Column("建议额度（元）", lambda row: money(from_fen(row.credit_line_fen)), right=True),
                Column("评分表", lambda row: row.sheet_id, secondary=True),
            ],
            "还没有评过。先按评分表评一次，会说明每一分从哪里来。",
            "去评级",
        )
        column.addWidget(self.ratings, 1)
        for part in (self.decisions, self.ratings):
            part.started.connect(self.started)
            part.opened.connect(self.started)

    def show_rows(self, ratings: Sequence[Any], decisions: Sequence[Any]) -> None:
        """Show both."""
        self.ratings.show_rows(ratings)
        self.decisions.show_rows(decisions)


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


def visits_tab() -> LedgerTab:
    """走访."""
    return LedgerTab(
        "走访",
        [
            Column("日期", lambda row: f"{row.on}"),
            Column("种类", lambda row: row.kind),
            Column("见到谁", lambda row: row.result),
            Column("看到的、说到的", lambda row: row.findings or NOTHING, stretch=True, explains=True),
            Column("到期打算", lambda row: row.outlook or NOTHING),
        ],
        "还没有走访。",
        "登记走访",
    )


def papers_tab() -> LedgerTab:
    """文书."""
    return LedgerTab(
        "文书",
        [
            Column("编号", lambda row: row.serial),
            Column("文书", lambda row: row.title, stretch=True),
            Column("印于", lambda row: f"{row.printed_on}", secondary=True),
            Column("到哪一步", lambda row: "", chip=_paper_chip),
        ],
        "还没有印过文书。",
        "打印",
    )


def _paper_chip(paper: Any) -> Chip:
    if paper.missing:
        return Chip("missing", f"缺{paper.missing}", Tone.WARN)
    done = paper.state in ("归档", "返还")
    return Chip("done" if done else "sheet", paper.state, Tone.OK if done else Tone.MUTED)


def history_tab() -> LedgerTab:
    """历史."""
    return LedgerTab(
        "历史",
        [
            Column("什么时候", lambda row: f"{row.at:%Y-%m-%d %H:%M}"),
            Column("谁", lambda row: row.who),
            Column("做了什么", lambda row: row.act, second=lambda row: row.what, stretch=True, explains=True),
        ],
        "还没有改动。",
        two_lines=True,
    )
