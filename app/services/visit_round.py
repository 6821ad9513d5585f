"""The round of visits as its page shows it: every household with its last visit, and what waits there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.models import Visit
from app.services.household_story import household_rows
from app.services.households import HouseholdView
from app.services.portfolio import loan_lines
from app.services.visits import last_visits


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One door: who, when it was last visited, whether this quarter, what is out and when it is due; yuan."""

    view: HouseholdView
    last: Visit | None
    visited: bool
    balance: Decimal
    overdue_days: int
    next_due: date | None


def quarter_start(on: date) -> date:
    """The first day of the quarter of `on`."""
    return date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


def round_rows(session: Session, on: date) -> list[RoundRow]:
    """All households by group and number."""
    last = last_visits(session)
    first_day = quarter_start(on)
    due: dict[str, date] = {}
    for line in loan_lines(session, on):
        if not line.state.cleared:
            due[line.household.id] = min(due.get(line.household.id, date.max), line.state.due_on)
    rows = []
    for row in household_rows(session, on):
        visit = last.get(row.view.id)
        visited = visit is not None and first_day <= visit.on <= on
        rows.append(RoundRow(row.view, visit, visited, row.balance, row.overdue_days, due.get(row.view.id)))
    return rows
