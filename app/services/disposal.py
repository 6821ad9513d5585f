"""到期与逾期 with what is decided for each household: what, who, until when; and what was said to it last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Reminder, Visit
from app.services.due import DueLine, Steps, due_within, overdue
from app.services.portfolio import LoanLine, loan_lines
from app.services.promises import PromiseState, PromiseView, list_promises
from app.services.records import standing

SETTLED = (PromiseState.KEPT,)


@dataclass(frozen=True, slots=True)
class Disposal:
    """One row with its newest survey, promise and reminder.

    `decided` says what is to be done (empty: nothing yet), `by` who does it, `until` the day it is wanted, `late` that
    this day has passed.
    """

    due: DueLine
    asked: Visit | None
    promise: PromiseView | None
    reminded: Reminder | None
    decided: str
    by: str
    until: date | None
    late: bool

    @property
    def who_until(self) -> str:
        """Who and until when, in one phrase."""
        day = f"{self.until:%m-%d} 前" if self.until is not None else ""
        return " ".join(part for part in (self.by, day) if part)


@dataclass(frozen=True, slots=True)
class Disposals:
    """Both lists as read on one day."""

    due: tuple[Disposal, ...]
    overdue: tuple[Disposal, ...]


def read_disposals(session: Session, on: date, within: int) -> Disposals:
    """What falls due within so many days and what is overdue, each with what is decided about it."""
    lines, steps = loan_lines(session, on), Steps(session, on)
    coming, late = due_within(session, on, within, lines, steps), overdue(session, on, lines, steps)
    chosen = {each.line.loan.id: each.line for each in (*coming, *late)}
    known = _Known(session, on, list(chosen.values()))
    return Disposals(tuple(map(known.disposal, coming)), tuple(map(known.disposal, late)))


class _Known:
    """The newest survey, promise and reminder of each loan, read once."""

    def __init__(self, session: Session, on: date, lines: Sequence[LoanLine]) -> None:
        self.on = on
        told = select(Visit).where(Visit.outlook != "", Visit.on <= on).order_by(Visit.on, Visit.id)
        self.visits: dict[tuple[str, str], Visit] = {}
        for visit in session.scalars(told):
            self.visits[visit.book_code, visit.loan_id or visit.household_id] = visit
        self.promises = {
            view.note_number: view for view in list_promises(session, on, lines) if view.state not in SETTLED
        }
        sent = standing(Reminder).where(Reminder.on <= on).order_by(Reminder.on, Reminder.id)
        self.reminders = {(row.book_code, row.loan_id): row for row in session.scalars(sent)}

    def disposal(self, due: DueLine) -> Disposal:
        line = due.line
        loan = line.loan
        keys = (loan.book_code, loan.id), (loan.book_code, line.household.id)
        asked = max(
            (self.visits[key] for key in keys if key in self.visits), key=lambda row: (row.on, row.id), default=None
        )
        promise = self.promises.get(loan.note_number)
        decided, by, until = self._decided(due, asked, promise)
        return Disposal(
            due=due,
            asked=asked,
            promise=promise,
            reminded=self.reminders.get((loan.book_code, loan.id)),
            decided=decided,
            by=by,
            until=until,
            late=until is not None and until < self.on,
        )

    def _decided(self, due: DueLine, asked: Visit | None, promise: PromiseView | None) -> tuple[str, str, date | None]:
        """A life event first, then what the newest survey or promise says."""
        if due.stop is not None and due.stop.no_reminder:
            return (f"{due.stop.kind}，找 {due.stop.to}" if due.stop.to else f"{due.stop.kind}，不再提醒"), "", None
        if asked is not None and (promise is None or asked.on > promise.on):
            return asked.measure or asked.outlook, asked.responsible, asked.until_on or asked.promised_on
        if promise is not None:
            return f"{promise.taken_by}登记：约 {promise.until:%m-%d} 还", "", promise.until
        return "", "", None
