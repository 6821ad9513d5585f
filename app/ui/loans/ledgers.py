"""The two ledgers of a contract: the repayment plan with its past folded, and the events with what was reversed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from app.domain.loan_plan import PlanRow, RowStatus
from app.domain.loan_state import LoanState
from app.domain.money import ZERO
from app.services.loan_history import HistoryLine
from app.ui.parts.cells import RowLook
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.table import DENSE, Table
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, day_in_year, money, money_or_nothing

FOLD_FROM = 4
KEPT = 2
_ICONS = {
    "application": "sheet",
    "opinion": "clipboard",
    "notice": "eye",
    "loan": "loan",
    "repayment": "yuan",
    "reversal": "undo",
    "extension": "calendar",
    "deferral": "calendar",
    "claim": "yuan",
    "renewal": "loan",
    "rate-change": "pencil",
    "misuse": "warning",
    "bank-adjustment": "pencil",
    "subsidy": "yuan",
    "visit": "pin",
    "reminder": "phone",
    "promise": "flag",
    "step": "stop",
    "recall": "undo",
    "plan": "table",
    "co-borrower": "people",
    "life": "person",
    "paper": "printer",
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan as shown: a period, or the folded past."""

    number: str
    days_text: str
    due: str
    principal: Decimal
    borrower: Decimal
    subsidy: Decimal
    total: Decimal
    chip: Chip
    past: bool = False
    next: bool = False


def plan_table() -> Table:
    """户自付 and 财政贴息 stand apart."""
    return Table(
        [
            Column("期", lambda line: line.number, right=True),
            Column("应还日", lambda line: line.due),
            Column("天", lambda line: line.days_text, right=True, secondary=True, tone=lambda line: Tone.MUTED),
            Column("本金（元）", lambda line: money_or_nothing(line.principal), right=True),
            Column("户自付利息", lambda line: money(line.borrower), right=True),
            Column("财政贴息", lambda line: money(line.subsidy), right=True, tone=lambda line: Tone.MUTED),
            Column("合计（元）", lambda line: money(line.total), right=True),
            Column("状态", lambda line: "", chip=lambda line: line.chip),
        ],
        name="还款计划",
        row_height=DENSE,
        fit=theme_now().two_columns,
        look=lambda line: RowLook(tinted=line.next, faded=line.past),
    )


def plan_lines(state: LoanState, today: date) -> list[PlanLine]:
    """The plan with the periods that are long paid folded into one line."""
    rows = list(state.plan)
    paid = 0
    while paid < len(rows) and rows[paid].status is RowStatus.PAID:
        paid += 1
    folded = rows[: paid - KEPT] if paid - KEPT >= FOLD_FROM else []
    lines = [_folded(folded)] if folded else []
    upcoming = next((row for row in rows if row.status is not RowStatus.PAID), None)
    for row in rows[len(folded) :]:
        lines.append(_line(row, today, row is upcoming))
    return lines


def _folded(rows: Sequence[PlanRow]) -> PlanLine:
    return PlanLine(
        number=f"{rows[0].no}–{rows[-1].no}",
        days_text="",
        due=f"{rows[0].due} 至 {rows[-1].due}",
        principal=sum((row.principal for row in rows), ZERO),
        borrower=sum((row.borrower for row in rows), ZERO),
        subsidy=sum((row.subsidy for row in rows), ZERO),
        total=sum((row.total for row in rows), ZERO),
        chip=Chip("done", f"{len(rows)} 期已还", Tone.OK),
        past=True,
    )


def _line(row: PlanRow, today: date, is_next: bool) -> PlanLine:
    return PlanLine(
        number=str(row.no),
        days_text=str(row.days),
        due=f"{row.due}",
        principal=row.principal,
        borrower=row.borrower,
        subsidy=row.subsidy,
        total=row.total,
        chip=_row_chip(row, today, is_next),
        past=row.status is RowStatus.PAID,
        next=is_next,
    )


def _row_chip(row: PlanRow, today: date, is_next: bool) -> Chip:
    days = (row.due - today).days
    if row.status is RowStatus.PAID:
        return Chip("done", "已还", Tone.OK)
    if row.status is RowStatus.LATE:
        return Chip("stop", f"逾期 {-days} 天", Tone.DANGER)
    if row.status is RowStatus.PARTLY:
        return Chip("clock", "部分已还", Tone.WARN)
    if row.status is RowStatus.TODAY:
        return Chip("flag", "今天应还", Tone.WARN)
    return Chip("clock", f"{days} 天后", Tone.WARN) if is_next else Chip("todo", "未到期")


def events_table(today: date) -> Table:
    """Everything done about the loan, the newest first; added only, reversed ones are struck through and named."""
    return Table(
        [
            Column("日期", lambda line: f"{line.on}"),
            Column("事件", lambda line: line.text, icon=_icon, stretch=True, explains=True),
            Column("金额（元）", _amount, right=True),
            Column("凭证、编号", lambda line: line.ref or NOTHING, secondary=True),
            Column("登记", partial(_entered, today), small=True, tone=lambda line: Tone.MUTED, secondary=True),
        ],
        name="经过的事",
        row_height=DENSE,
        picks=True,
        fit=theme_now().two_columns,
        look=lambda line: RowLook(faded=line.reversed, struck=line.reversed),
    )


def _icon(line: HistoryLine) -> str:
    return _ICONS.get(line.kind, "info")


def _amount(line: HistoryLine) -> str:
    return money(line.event.amount) if line.event is not None else NOTHING


def _entered(today: date, line: HistoryLine) -> str:
    if line.entered is None:
        return line.by
    return f"{day_in_year(line.entered.date(), today)} {line.by}".strip()
