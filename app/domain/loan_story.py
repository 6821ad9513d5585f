"""The entries of a loan as they are told: in order, with what each did, and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.findings import Finding, Severity
from app.domain.loan_entries import NOTHING, Taken
from app.domain.loan_events import BankAdjustment, Claim, Extension, LoanEvent, Repayment
from app.domain.money import ZERO, format_yuan, from_fen

_ODD = {
    "same-id-other-content": (Severity.WARN, "同一编号的登记内容不同，只按其中一条计算", "请核对后冲正错的一条。"),
    "reverses-nothing": (Severity.WARN, "冲正的那条登记不在本借据里", "请核对冲正的编号。"),
    "extension-without-effect": (
        Severity.WARN,
        "展期（延期）日不晚于到期日，或贷款已无余额，没有起作用",
        "请核对展期至的日期。",
    ),
    "before-disbursement": (Severity.WARN, "日期早于放款日，按放款日计算", "请核对日期。"),
    "disbursement-differs": (Severity.WARN, "放款日或放款金额与借据不同，按借据计算", "请核对借据。"),
    "amount-not-positive": (Severity.WARN, "金额不大于零，没有计算", "请核对金额。"),
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """One entry: its word, days, amount, what it reverses, whether it is reversed itself, and what it paid (yuan)."""

    id: str
    kind: str
    on: date
    entered: datetime
    amount: Decimal | None
    reverses: str
    reversed: bool
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    unmatched: Decimal
    event: LoanEvent


def event_lines(
    lines: Sequence[tuple[LoanEvent, Taken]], left_out: Sequence[LoanEvent], on: date
) -> tuple[EventLine, ...]:
    """Effective entries with what they did, and reversed entries and reversals up to `on`, by day and kind."""
    told = [_line(event, taken, is_reversed=False) for event, taken in lines]
    told += [_line(event, NOTHING, is_reversed=event.kind != "reversal") for event in left_out if event.on <= on]
    return tuple(sorted(told, key=lambda line: (line.on, line.event.rank, line.entered, line.id)))


def findings_of(
    note_number: str, lines: Sequence[tuple[LoanEvent, Taken]], noted: Sequence[tuple[str, LoanEvent | None, int]]
) -> tuple[Finding, ...]:
    """What the officer should look at, in the order it came up."""
    found = [_finding(note_number, *note) for note in noted]
    for event, _ in lines:
        found += _gaps(note_number, event)
    return tuple(found)


def _line(event: LoanEvent, taken: Taken, *, is_reversed: bool) -> EventLine:
    return EventLine(
        event.id,
        event.sort if isinstance(event, Extension) else event.kind,
        event.on,
        event.entered,
        getattr(event, "amount", None),
        getattr(event, "reverses", ""),
        is_reversed,
        from_fen(taken[0]),
        from_fen(taken[1]),
        from_fen(taken[2]),
        from_fen(taken[3]),
        from_fen(taken[4]),
        event,
    )


def _finding(note_number: str, code: str, event: LoanEvent | None, fen: int) -> Finding:
    day = event.on.isoformat() if event else ""
    if code == "unmatched":
        text = f"{day} 的登记有待核差额 {format_yuan(from_fen(fen))} 元：凭证上的数与账上应还的不一致。"
        return Finding(code, Severity.WARN, text, subject=note_number, suggestion="请与承贷银行核对原因。")
    severity, text, suggestion = _ODD[code]
    return Finding(code, severity, f"{day} 的登记：{text}。", subject=note_number, suggestion=suggestion)


def _gaps(note_number: str, event: LoanEvent) -> list[Finding]:
    found = []
    day = event.on.isoformat()
    if isinstance(event, Repayment) and not event.voucher:
        text = f"凭证待补：{day} 还款 {format_yuan(event.amount)} 元没有银行凭证号。"
        found.append(
            Finding("voucher-missing", Severity.WARN, text, subject=note_number, suggestion="请向银行要回凭证。")
        )
    if isinstance(event, Repayment | Claim) and event.split is not None and event.split.total != event.amount:
        text = f"{day} 的凭证金额与分项合计差 {format_yuan(event.amount - event.split.total)} 元。"
        found.append(Finding("split-differs", Severity.WARN, text, subject=note_number, suggestion="请核对凭证分项。"))
    if isinstance(event, Extension) and event.paper_pending:
        found.append(
            Finding("paper-pending", Severity.WARN, f"手续待补：{day} 的展期还没有签字手续。", subject=note_number)
        )
    if isinstance(event, BankAdjustment) and event.split.total != ZERO:
        text = f"{day} 以银行为准记调整 {format_yuan(event.split.total)} 元：{event.reason or '原因未写'}。"
        found.append(Finding("bank-adjustment", Severity.NOTE, text, subject=note_number))
    return found
