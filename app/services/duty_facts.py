"""Facts of the printed 尽职档案: the history of one loan with its serials, and what the rules say."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.domain.findings import by_weight
from app.services.loan_history import HistoryLine, loan_history
from app.services.loans import read_loan
from app.services.paper_facts import Facts
from app.services.portfolio import LoanLine

DUTY_FORM = "duty"


def duty_facts(session: Session, line: LoanLine, on: date) -> Facts:
    """Every line of the loan's history up to `on`, numbered, and its findings by weight."""
    history = loan_history(session, line)
    findings = by_weight(list(read_loan(session, line.loan.note_number, on).findings))
    state = line.state
    return {
        "duty.as_of": on,
        "duty.status": f"逾期 {state.overdue_days} 天" if state.overdue_days else str(state.status),
        "duty.count": len(history),
        "duty.rows": [_row(number, each) for number, each in enumerate(history, 1)],
        "duty.findings": [
            {"no": number, "text": finding.text, **({"clause": finding.clause} if finding.clause else {})}
            for number, finding in enumerate(findings, 1)
        ],
    }


def _row(number: int, line: HistoryLine) -> Facts:
    amount = f"，{line.event.amount:,.2f} 元" if line.event is not None and line.event.amount is not None else ""
    row: Facts = {"no": number, "on": f"{line.on}", "text": f"{line.text}{amount}"}
    if line.ref:
        row["ref"] = line.ref
    if line.entered is not None:
        row["entered"] = f"{line.entered:%Y-%m-%d} {line.by}".strip()
    return row
