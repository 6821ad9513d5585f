"""The round of visits as its page shows it: every household with its last visit, and what waits there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.money import ZERO
from app.models import Visit
from app.services.households import HouseholdView, list_households
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
    balance: dict[str, Decimal] = defaultdict(lambda: ZERO)
    overdue: dict[str, int] = defaultdict(int)
    for line in loan_lines(session, on):
        whose = line.household.id
        balance[whose] += line.state.balance
        overdue[whose] = max(overdue[whose], line.state.overdue_days)
        if not line.state.cleared:
            due[whose] = min(due.get(whose, date.max), line.state.due_on)
    rows = []
    for view in list_households(session):
        visit = last.get(view.id)
        visited = visit is not None and first_day <= visit.on <= on
        rows.append(RoundRow(view, visit, visited, balance[view.id], overdue[view.id], due.get(view.id)))
    return rows
