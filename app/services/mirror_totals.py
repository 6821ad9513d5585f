"""Do the sums that a village wrote on its slip come out of the rows that stand here? A difference is a finding.

It happens where rows are in quarantine, or where one desk counts by an older program; the bundle is never refused.
"""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.findings import Finding, Severity
from app.domain.money import format_yuan, from_fen
from app.models import MirrorState
from app.services.bundles import totals_on

CODE = "totals-differ"
_WORDS = {
    "loans": "未结清借据",
    "balance": "贷款余额",
    "overdue": "逾期金额",
    "overdue_loans": "逾期笔数",
    "principal": "贷款总额",
}
_MONEY = frozenset({"balance", "overdue", "principal"})


def totals_findings(session: Session, book_code: str) -> list[Finding]:
    """One finding for each sum that differs from what the sender said of the same day."""
    state = session.get(MirrorState, book_code)
    if state is None:
        return []
    said = json.loads(state.totals)
    below = session.scalars(select(MirrorState.book_code).where(MirrorState.through == book_code))
    here = totals_on(session, date.fromisoformat(state.as_of), book_code, *below)
    return [
        _finding(state, name, said[name], here[name]) for name in _WORDS if name in said and said[name] != here[name]
    ]


def all_totals_findings(session: Session) -> list[Finding]:
    """The findings of every book at this desk."""
    codes = session.scalars(select(MirrorState.book_code).order_by(MirrorState.name))
    return [finding for code in codes for finding in totals_findings(session, code)]


def _finding(state: MirrorState, name: str, said: int, here: int) -> Finding:
    return Finding(
        code=CODE,
        severity=Severity.WARN,
        text=f"{state.name}交来的{_WORDS[name]}是 {_shown(name, said)}，按收到的行算是 {_shown(name, here)}",
        subject=state.book_code,
        suggestion="看有没有待更正的行；没有的，核对两边程序的版本",
    )


def _shown(name: str, number: int) -> str:
    return f"{format_yuan(from_fen(number))} 元" if name in _MONEY else str(number)
