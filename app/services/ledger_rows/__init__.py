"""The rows of every ledger, read from the book on a day: one function for each layout in resources/ledgers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.services.book_on_day import BookOnDay
from app.services.ledger_rows.checks import adjustment_rows, rectification_rows
from app.services.ledger_rows.funds import mutual_fund_rows, risk_fund_rows, village_fund_rows
from app.services.ledger_rows.households import demand_rows, rating_rows, stock_rows, visit_rows
from app.services.ledger_rows.lending import due_rows, loan_rows, overdue_rows
from app.services.ledger_rows.names import Row
from app.services.ledger_rows.people import people_rows, work_rows
from app.services.ledger_rows.plan import loan_plan_rows
from app.services.ledger_rows.settling import claim_rows, extension_rows, renewal_rows
from app.services.ledger_rows.subsidies import subsidy_rows

__all__ = ["ROWS", "Row"]

ROWS: dict[str, Callable[[BookOnDay], Iterable[Row]]] = {
    "claims": claim_rows,
    "demand": demand_rows,
    "due": due_rows,
    "extensions": extension_rows,
    "loan-plan": loan_plan_rows,
    "loans": loan_rows,
    "mutual-fund": mutual_fund_rows,
    "overdue": overdue_rows,
    "people": people_rows,
    "ratings": rating_rows,
    "reconciliation": adjustment_rows,
    "rectification": rectification_rows,
    "renewals": renewal_rows,
    "risk-fund": risk_fund_rows,
    "stock": stock_rows,
    "subsidies": subsidy_rows,
    "village-funds": village_fund_rows,
    "visits": visit_rows,
    "work": work_rows,
}
