"""What falls due and what is overdue, with what the officer did about it so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain import due as rules
from app.domain.loan_plan import PlanRow
from app.domain.overdue import limitation_on
from app.domain.schedule import Method
from app.models import Application, Paper, Visit
from app.services.life_events import LoanStop, active_stops
from app.services.portfolio import LoanLine, loan_lines
from app.services.printing_words import SIGNED_STATES
from app.services.records import stands
from app.services.recovery import collection_steps, last_interruption

REMINDER_FORM, PLAN_FORM, EXTENSION_FORM, COLLECTION_FORM = "F7", "F6", "F4", "F8"
NOTICES = frozenset((REMINDER_FORM, COLLECTION_FORM))
AT_MATURITY = frozenset((Method.BULLET, Method.INTEREST_ONLY))  # all principal on the last day
COURT = frozenset({"起诉", "判决", "执行", "失信"})


@dataclass(frozen=True, slots=True)
class NextStep:
    """The word that says what to do next, with its tone: ok, warn, danger, accent (others act), neutral (not begun)."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class DueLine:
    """One due row of one loan: `amount` is what the household must bring for it, `days` until it (or since it).

    `limitation` is the last day of 诉讼时效 of an overdue loan; `stop` is what a life event of the borrower means for
    it (the dead are not reminded).
    """

    line: LoanLine
    due: date
    days: int
    amount: Decimal
    maturity: bool
    step: NextStep
    limitation: date | None = None
    stop: LoanStop | None = None

    @property
    def phone(self) -> str:
        """Whom to ring: the borrower, or who takes his place after a life event; empty where nobody does."""
        if self.stop is None or not self.stop.no_reminder:
            return self.line.phone
        return self.stop.phone or (self.line.household.phone if self.stop.to else "")


def due_within(
    session: Session, on: date, days: int, lines: list[LoanLine] | None = None, steps: Steps | None = None
) -> list[DueLine]:
    """Maturities and instalments from `on` to `days` days later, the nearest first; interest alone is no line."""
    steps = steps or Steps(session, on)
    found = [
        DueLine(
            line=line,
            due=row.due,
            days=rules.days_left(row.due, on),
            amount=row.left,
            maturity=row.due == line.state.due_on,
            step=steps.before(line),
            stop=steps.stop(line),
        )
        for line in (lines if lines is not None else loan_lines(session, on))
        for row in _rows_due(line, on, days)
    ]
    return sorted(found, key=lambda each: (each.due, each.line.loan.note_number))


def loans_due_within(session: Session, on: date, days: int, lines: Sequence[LoanLine] | None = None) -> list[LoanLine]:
    """The loans of `due_within`, each once, without what was done about them: what a batch of papers is printed for."""
    return [line for line in (lines if lines is not None else loan_lines(session, on)) if _rows_due(line, on, days)]


def _rows_due(line: LoanLine, on: date, days: int) -> list[PlanRow]:
    """The rows of a plan in the span whose principal (or last interest) is still to come."""
    due_on = line.state.due_on
    if line.state.cleared or (line.terms.convention.method in AT_MATURITY and not 0 <= (due_on - on).days <= days):
        return []
    rows = rules.due_within(line.state.plan, on, days)
    return [row for row in rows if row.left > 0 and (row.left_principal > 0 or row.due == line.state.due_on)]


def overdue(
    session: Session, on: date, lines: list[LoanLine] | None = None, steps: Steps | None = None
) -> list[DueLine]:
    """Loans with principal past its day, the oldest first; `amount` is all the household should have paid."""
    steps = steps or Steps(session, on)
    found = [
        DueLine(
            line=line,
            due=line.state.on - timedelta(days=line.state.overdue_days),
            days=line.state.overdue_days,
            amount=line.state.overdue_amount,
            maturity=True,
            step=steps.after(line),
            limitation=steps.limitation(line),
            stop=steps.stop(line),
        )
        for line in (lines if lines is not None else loan_lines(session, on))
        if line.state.overdue_principal > 0
    ]
    return sorted(found, key=lambda each: (each.due, each.line.loan.note_number))


class Steps:
    """Says the next step of a loan from its newest paper, visit and renewal; read once for all lists of a day."""

    def __init__(self, session: Session, on: date) -> None:
        self.on = on
        papers = sorted(session.scalars(select(Paper)), key=_newest_last)
        self.papers = {(paper.loan_id, paper.form_id): paper for paper in papers}
        self.visits = {row.household_id: row for row in session.scalars(_newest_visits())}
        renewals = select(Application.renews_note).where(Application.state.in_(("open", "supplement", "approved")))
        self.renewing = set(session.scalars(renewals)) - {""}
        self.collected = collection_steps(session)
        self.stops = active_stops(session, on)

    def stop(self, line: LoanLine) -> LoanStop | None:
        """What a life event of the borrower means for this loan."""
        return self.stops.get((line.loan.book_code, line.loan.id))

    def _instead(self, line: LoanLine) -> NextStep | None:
        """The step in place of a reminder, where the borrower is not to be reminded."""
        stop = self.stop(line)
        if stop is None or not stop.no_reminder:
            return None
        return NextStep(stop.step, "danger" if stop.insure else "warn")

    def limitation(self, line: LoanLine) -> date:
        """The last day of 诉讼时效 as it stands."""
        interrupted = last_interruption(line, self.collected.get((line.loan.book_code, line.loan.id), ()))
        return limitation_on(line.state.due_on, [interrupted] if interrupted else [])

    def before(self, line: LoanLine) -> NextStep:
        """For a loan that will fall due."""
        if line.loan.note_number in self.renewing:
            return NextStep("续贷审核中", "accent")
        instead = self._instead(line)
        if instead is not None:
            return instead
        extension = self.papers.get((line.loan.id, EXTENSION_FORM))
        if extension is not None and extension.missing:
            return NextStep("展期表缺签字", "warn")
        visit = self.visits.get(line.household.id)
        if visit is not None and visit.promised_on is not None and visit.promised_on >= self.on:
            return NextStep(f"约 {visit.promised_on:%m-%d} 还", "ok")
        reminder = self.papers.get((line.loan.id, REMINDER_FORM))
        if reminder is not None:
            return (
                NextStep("通知书已签收", "ok") if reminder.state in SIGNED_STATES else NextStep("通知书未送", "danger")
            )
        if visit is not None and visit.outlook:
            return NextStep(visit.outlook, "ok" if visit.outlook == "能按期还" else "warn")
        return NextStep("未摸底", "neutral")

    def after(self, line: LoanLine) -> NextStep:
        """For a loan that is overdue."""
        steps = [each for each in self.collected.get((line.loan.book_code, line.loan.id), ()) if each.on <= self.on]
        taken = max((each for each in steps if each.kind in COURT), key=lambda each: each.on, default=None)
        if taken is not None:
            return NextStep(f"{taken.on:%m-%d} 已{taken.kind}", "accent")
        instead = self._instead(line)
        if instead is not None:
            return instead
        visit = self.visits.get(line.household.id)
        if visit is not None and visit.promised_on is not None:
            kept = visit.promised_on >= self.on
            return NextStep(f"约定 {visit.promised_on:%m-%d} 还清", "ok" if kept else "danger")
        collection = self.papers.get((line.loan.id, COLLECTION_FORM))
        if collection is None:
            return NextStep("催收通知未送", "danger")
        if collection.state not in SIGNED_STATES:
            return NextStep("催收回执未收", "danger")
        return NextStep("已催收", "warn")


def _newest_visits() -> Select[tuple[Visit]]:
    """The newest visit of each household: ten years of them are not read for it."""
    of_household = Visit.book_code, Visit.household_id
    place = func.row_number().over(partition_by=of_household, order_by=(Visit.on.desc(), Visit.id.desc()))
    ranked = select(Visit.book_code, Visit.id, place.label("place")).where(Visit.removed.is_(False), stands(Visit))
    newest = ranked.subquery()
    same = (newest.c.book_code == Visit.book_code) & (newest.c.id == Visit.id)
    return select(Visit).join(newest, same).where(newest.c.place == 1)


def _newest_last(paper: Paper) -> tuple[date, bool, str]:
    """By day; of one day's copies the signed one tells, whichever was printed later."""
    return paper.printed_on, paper.state in SIGNED_STATES, paper.id
