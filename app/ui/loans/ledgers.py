"""The two ledgers of a contract: the repayment plan with its past folded, and the events with what was reversed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.loan_plan import PlanRow, RowStatus
from app.domain.loan_state import LoanState
from app.domain.loan_story import EventLine
from app.domain.money import ZERO
from app.ui.parts.cells import RowLook
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.table import DENSE, Table
from app.ui.theme import theme_now
from app.ui.tokens import Tone
from app.ui.words import NOTHING, day_in_year, money, money_or_nothing

FOLD_FROM = 4
KEPT = 2
_EVENT = {
    "repayment": ("yuan", "还款"),
    "reversal": ("undo", "冲正"),
    "extension": ("calendar", "展期"),
    "deferral": ("calendar", "延期还款"),
    "insurance": ("yuan", "理赔"),
    "compensation": ("yuan", "代偿"),
    "renewal": ("loan", "续贷"),
    "rate-change": ("pencil", "利率调整"),
    "misuse": ("warning", "用途不符"),
    "adjustment": ("pencil", "以银行为准记调整"),
    "subsidy-paid": ("yuan", "财政贴息"),
    "claim": ("yuan", "赔付"),
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
    """Added only; reversed ones are struck through and named."""
    return Table(
        [
            Column("日期", lambda event: f"{event.on}"),
            Column("事件", event_words, icon=_event_icon, stretch=True, explains=True),
            Column("金额（元）", lambda event: money(event.amount), right=True),
            Column("凭证", lambda event: getattr(event.event, "voucher", "") or NOTHING, secondary=True),
            Column(
                "登记",
                lambda event: day_in_year(event.entered.date(), today),
                small=True,
                tone=lambda event: Tone.MUTED,
            ),
        ],
        name="经过的事",
        row_height=DENSE,
        picks=True,
        fit=theme_now().two_columns,
        look=lambda event: RowLook(faded=event.reversed, struck=event.reversed),
    )


def event_words(event: EventLine) -> str:
    """One event in words."""
    word = _EVENT.get(event.kind, ("info", event.kind))[1]
    detail = _detail(event)
    mark = "（已冲正）" if event.reversed else ""
    return f"{word}{mark}{'：' + detail if detail else ''}"


def _detail(event: EventLine) -> str:
    happened: Any = event.event
    until = getattr(happened, "until", None)
    if until is not None:
        pending = "，手续待补" if getattr(happened, "paper_pending", False) else ""
        return f"展期至 {until}{pending}"
    if event.kind == "repayment" and not event.reversed:
        parts = [("本金", event.principal), ("利息", event.interest), ("罚息", event.penalty), ("复利", event.compound)]
        return "，".join(f"{word} {money(amount)}" for word, amount in parts if amount)
    return str(getattr(happened, "reason", "") or "")


def _event_icon(event: EventLine) -> str:
    return _EVENT.get(event.kind, ("info", ""))[0]
