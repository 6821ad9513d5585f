"""A loan as the command line answers it: its state on a day, its entries, its plan, its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.parser import Answer, finding_data, yuan

if TYPE_CHECKING:
    from app.services.loans import LoanView


def loan_answer(view: LoanView) -> Answer:
    """The shape that `loan show` and every act on a loan print."""
    state = view.line.state
    data = {
        "contract": view.line.loan.note_number,
        "status": str(state.status),
        "principal": yuan(state.principal),
        "balance": yuan(state.balance),
        "due": state.due_on.isoformat(),
        "interest_accrued": yuan(state.interest_accrued),
        "interest_in_arrears": yuan(state.interest_in_arrears),
        "borrower_share": yuan(state.borrower_share),
        "subsidy": yuan(state.subsidy),
        "subsidy_total": yuan(state.subsidy_total),
        "penalty": yuan(state.penalty),
        "compound": yuan(state.compound),
        "payoff": yuan(state.payoff),
        "overdue_days": state.overdue_days,
        "unmatched": yuan(state.unmatched),
        "events": [
            {
                "id": event.id,
                "kind": event.kind,
                "on": event.on.isoformat(),
                "entered": event.entered.isoformat(),
                "amount": None if event.amount is None else yuan(event.amount),
                "reverses": event.reverses or None,
            }
            for event in state.events
        ],
        "plan": [
            {
                "no": row.no,
                "from": row.start.isoformat(),
                "to": row.end.isoformat(),
                "days": row.days,
                "due": row.due.isoformat(),
                "principal": yuan(row.principal),
                "interest": yuan(row.interest),
                "borrower": yuan(row.borrower),
                "subsidy": yuan(row.subsidy),
                "total": yuan(row.total),
                "balance": yuan(row.balance),
                "status": str(row.status),
            }
            for row in state.plan
        ],
        "findings": [finding_data(finding) for finding in view.findings],
    }
    text = (
        f"{view.line.loan.note_number} {view.line.borrower.name}：{state.status}，余额 {yuan(state.balance)} 元，"
        f"{state.due_on} 到期，{state.on} 还清户要付 {yuan(state.payoff)} 元（以银行为准）"
    )
    return Answer(data, "\n".join([text, *(f"  {finding.text}" for finding in view.findings)]))
