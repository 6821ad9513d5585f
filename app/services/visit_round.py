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
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, loan_lines
from app.services.surveys import survey_lines
from app.services.visits import last_visits
from app.services.waiting import checks_due

SURVEY, COLLECT, CHECK, FOLLOW = "到期摸底", "催收", "贷后检查", "回访"
PURPOSES = (SURVEY, COLLECT, CHECK, FOLLOW)
"""Why one goes to a door: a loan falls due and nobody asked yet, one is overdue, a check is due, it is monitored."""
FIRST_CHECK, LATER_CHECK = "首次贷后检查", "季度贷后检查"
SURVEY_DAYS = 45  # where the pack is silent


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One door: who, when it was last visited, whether this quarter, what is out and when it is due; yuan.

    `purposes` are the reasons to go there; `check` the kind of the post-loan check that is due; `notes` its open
    loans with what is out.
    """

    view: HouseholdView
    last: Visit | None
    visited: bool
    balance: Decimal
    overdue_days: int
    next_due: date | None
    purposes: tuple[str, ...] = ()
    check: str = ""
    notes: tuple[tuple[str, Decimal], ...] = ()


def quarter_start(on: date) -> date:
    """The first day of the quarter of `on`."""
    return date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


def round_rows(session: Session, on: date) -> list[RoundRow]:
    """All households by group and number."""
    last, first_day, pack = last_visits(session), quarter_start(on), book_policy(session)
    lines = [line for line in loan_lines(session, on) if not line.state.cleared]
    of_household: dict[str, list[LoanLine]] = defaultdict(list)
    for line in lines:
        of_household[line.household.id].append(line)
    checks: dict[str, str] = {}
    for each in checks_due(session, on, pack, lines):
        checks[each.line.household.id] = FIRST_CHECK if each.last is None else LATER_CHECK
    within = pack.integer("warning_days", on) or SURVEY_DAYS
    unasked = {each.household for each in survey_lines(session, on, within, lines) if each.asked_on is None}
    rows = []
    for view in list_households(session):
        visit, own = last.get(view.id), of_household[view.id]
        rows.append(
            RoundRow(
                view=view,
                last=visit,
                visited=visit is not None and first_day <= visit.on <= on,
                balance=sum((line.state.balance for line in own), ZERO),
                overdue_days=max((line.state.overdue_days for line in own), default=0),
                next_due=min((line.state.due_on for line in own), default=None),
                purposes=_purposes(view, own, asked=view.number not in unasked, check=checks.get(view.id, "")),
                check=checks.get(view.id, ""),
                notes=tuple((line.loan.note_number, line.state.balance) for line in own),
            )
        )
    return rows


def _purposes(view: HouseholdView, own: list[LoanLine], *, asked: bool, check: str) -> tuple[str, ...]:
    found = []
    if not asked:
        found.append(SURVEY)
    if any(line.state.overdue_days for line in own):
        found.append(COLLECT)
    if check:
        found.append(CHECK)
    if view.monitored and view.risk_removed != "是":
        found.append(FOLLOW)
    return tuple(found)
