"""For whom a form would be printed: the names in walking order, and whether such a paper is out already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.models import Household, Paper
from app.services.due import NOTICES, loans_due_within
from app.services.forms import book_form
from app.services.household_rows import HouseholdRow, household_rows
from app.services.life_events import LoanStop, active_stops
from app.services.paper_gathering import Selection, lines_for, walk, walking_order
from app.services.portfolio import LoanLine, loan_lines
from app.services.self_check import run_self_check

RECENT_DAYS = 60


@dataclass(frozen=True, slots=True)
class Recipient:
    """One copy: household and note number, the name on it, days until the loan is due, and an earlier paper.

    `stop` says why nobody is sent this notice any more: then there is no copy.
    """

    household: str
    contract: str
    name: str
    group: str
    days: int | None
    earlier: Paper | None
    stop: str = ""


def recipients(session: Session, form_id: str, selection: Selection, on: date) -> list[Recipient]:
    """Who is meant; a form for the village has one copy for nobody in particular."""
    form = book_form(session, form_id)
    if selection.blank or form.applies_to == "village":
        return []
    earlier = {
        (paper.household_id, paper.loan_id if form.applies_to == "contract" else None): paper
        for paper in session.scalars(select(Paper).where(Paper.form_id == form_id).order_by(Paper.printed_on))
        if (on - paper.printed_on).days <= RECENT_DAYS
    }
    if form.applies_to == "contract":
        stops = active_stops(session, on) if form_id in NOTICES else {}
        return [
            _of_loan(line, stops.get((line.loan.book_code, line.loan.id)), earlier, on)
            for line in lines_for(form_id, selection, _lines(session, selection, on))
        ]
    return [
        Recipient(row.number, "", row.head_name, row.group, None, earlier.get((row.id, None)))
        for row in _households(session, selection, on)
    ]


def households_with_findings(session: Session, on: date, code: str = "") -> tuple[str, ...]:
    """The households that the self-check names (for one kind of finding, or any), each once, in walking order.

    Raises InputError where it names none.
    """
    checked = run_self_check(session, on).findings
    named = {each.household for each in checked if each.household and code in ("", each.finding.code)}
    if not named:
        raise InputError("自查", f"没有发现{f' {code} ' if code else ''}问题，没有要印的户")
    rows = session.scalars(select(Household).where(Household.number.in_(named)))
    return tuple(row.number for row in sorted(rows, key=walk))


def _of_loan(
    line: LoanLine, stop: LoanStop | None, earlier: dict[tuple[str | None, str | None], Paper], on: date
) -> Recipient:
    stopped = stop is not None and stop.no_reminder
    return Recipient(
        household=line.household.number,
        contract=line.loan.note_number,
        name=stop.to if stop is not None and stop.to else line.borrower.name,
        group=line.household.group_name,
        days=(line.state.due_on - on).days,
        earlier=earlier.get((line.household.id, line.loan.id)),
        stop=stop.step if stop is not None and stopped and not stop.to else "",
    )


def _lines(session: Session, selection: Selection, on: date) -> list[LoanLine]:
    everything = loan_lines(session, on)
    if selection.contracts:
        return [line for line in everything if line.loan.note_number in selection.contracts]
    if selection.due_within is not None:
        due = {line.loan.id for line in loans_due_within(session, on, selection.due_within, everything)}
        return walking_order(line for line in everything if line.loan.id in due)
    chosen = {row.number for row in _households(session, selection, on)}
    return walking_order(line for line in everything if line.household.number in chosen and not line.state.cleared)


def _households(session: Session, selection: Selection, on: date) -> list[HouseholdRow]:
    rows = household_rows(session, on)
    if selection.households:
        return [row for row in rows if row.number in selection.households]
    if selection.contracts or selection.due_within is not None:
        numbers = {line.household.number for line in _lines(session, selection, on)}
        return [row for row in rows if row.number in numbers]
    return [row for row in rows if selection.everyone or row.group == selection.group]
