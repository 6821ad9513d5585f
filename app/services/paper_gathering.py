"""Gathers the copies of a batch: for whom, in walking order, with the facts of each form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.form_layout import FormLayout
from app.domain.policy import PolicyPack
from app.models import Application, Household, Loan, Member, Village
from app.packs.forms import load_form
from app.services.due import COLLECTION_FORM, EXTENSION_FORM, NOTICES, PLAN_FORM, REMINDER_FORM, due_within
from app.services.duty_facts import DUTY_FORM, duty_facts
from app.services.households import group_order
from app.services.life_events import LoanStop, active_stops
from app.services.lookup import head_of, household_numbered, loan_noted, members_of
from app.services.paper_facts import (
    Facts,
    application_facts,
    borrower_facts,
    existing_loans,
    extension_facts,
    household_facts,
    known,
    loan_facts,
    route_facts,
    village_facts,
)
from app.services.paper_lists import village_list_facts
from app.services.paper_records import archive_facts, claim_facts, decision_facts, rating_facts, renewal_facts
from app.services.paper_registers import Registers
from app.services.plans import plan_facts
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, loan_line, loan_lines, loans_of
from app.storage.book import Book

PACKET = ("F7", "F6", "F4", "F10")
PACKET_WORDS = ("通知", "计划", "展期")  # on the route sheet; the visit sheet goes along to every door
ROUTE = "route"
APPLICATION_FORM, RATING_FORM, RENEWAL_FORM, VISIT_FORM, ARCHIVE_FORM = "F1", "F2", "F5", "F10", "F20"
CLAIM_FORMS = frozenset({"F13a", "F13b"})
OVERDUE_FORMS = CLAIM_FORMS | {COLLECTION_FORM}


@dataclass(frozen=True, slots=True)
class Selection:
    """For whom: households, loan notes, a group, all, everything due within so many days, or nobody (blank)."""

    households: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    group: str = ""
    everyone: bool = False
    due_within: int | None = None
    blank: bool = False


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """One copy to print, and what it belongs to."""

    form: FormLayout
    facts: Facts
    household: Household | None = None
    loan: Loan | None = None
    application: Application | None = None


def left_out(session: Session, book: Book, form: FormLayout, selection: Selection, on: date) -> list[LoanStop]:
    """The loans of a selection for which no notice is written, each with its reason."""
    if form.id not in NOTICES or selection.blank:
        return []
    gatherer = _Gatherer(session, book, on)
    lines = lines_for(form.id, selection, gatherer.lines(selection))
    stops = [gatherer.stop(line) for line in lines if not gatherer.is_sent(form, line)]
    return [stop for stop in stops if stop is not None]


def gather_sheets(
    session: Session, book: Book, form: FormLayout, selection: Selection, on: date, packet: bool
) -> list[PaperSheet]:
    """The copies of a form for a selection; an empty list where nobody is meant. Raises NotFoundError."""
    gatherer = _Gatherer(session, book, on)
    if selection.blank:
        return [PaperSheet(form, gatherer.blank())]
    if packet:
        return gatherer.packets(selection)
    if form.applies_to == "village":
        return [gatherer.for_village(form, selection)]
    if form.applies_to == "contract":
        lines = lines_for(form.id, selection, gatherer.lines(selection))
        return [gatherer.for_loan(form, line) for line in lines if gatherer.is_sent(form, line)]
    return [gatherer.for_household(form, household) for household in gatherer.households(selection)]


class _Gatherer:
    """Gathers the copies of one batch: facts that are the same for all are read once."""

    def __init__(self, session: Session, book: Book, on: date) -> None:
        self.session = session
        self.book = book
        self.on = on
        self.pack: PolicyPack = book_policy(session)
        self.stops = active_stops(session, on)
        self.registers = Registers(session, on)
        self.villages = {row.code: row for row in session.scalars(select(Village))}

    def blank(self) -> Facts:
        """Only what is printed on every form of this book."""
        return {name: value for name, value in self.common().items() if name not in ("filled_on", "officer.name")}

    def common(self) -> Facts:
        """What every filled form of this village says."""
        village = next(iter(self.villages.values()), None)
        return village_facts(self.session, self.book, village, self.pack, self.on)

    def lines(self, selection: Selection) -> list[LoanLine]:
        """The loans of a selection, in walking order; settled ones only when named."""
        if selection.contracts:
            loans = [loan_noted(self.session, number) for number in selection.contracts]
            return [loan_line(self.session, loan, self.on) for loan in loans]
        if selection.due_within is not None:
            due = due_within(self.session, self.on, selection.due_within)
            unique = {each.line.loan.id: each.line for each in due}
            return _walking_order(unique.values())
        chosen = {household.id for household in self.households(selection)}
        lines = [line for line in loan_lines(self.session, self.on) if line.household.id in chosen]
        return _walking_order(line for line in lines if not line.state.cleared)

    def households(self, selection: Selection) -> list[Household]:
        """The households of a selection, by group and number."""
        if selection.households:
            return [household_numbered(self.session, number) for number in selection.households]
        if selection.contracts or selection.due_within is not None:
            return list({line.household.id: line.household for line in self.lines(selection)}.values())
        rows = self.session.scalars(select(Household))
        chosen = [row for row in rows if selection.everyone or row.group_name == selection.group]
        return sorted(chosen, key=lambda row: (group_order(row.group_name), row.number))

    def stop(self, line: LoanLine) -> LoanStop | None:
        """What a life event of the borrower means for this loan."""
        return self.stops.get((line.loan.book_code, line.loan.id))

    def is_sent(self, form: FormLayout, line: LoanLine) -> bool:
        """Whether anybody can get this form: no notice goes to the dead or lost where nobody takes their place."""
        stop = self.stop(line)
        return form.id not in NOTICES or stop is None or not stop.no_reminder or bool(stop.to)

    def for_household(self, form: FormLayout, household: Household) -> PaperSheet:
        """A copy for one household, with its newest application and, where there is one, its open loan."""
        facts = self._of_household(household)
        newest = select(Application).where(Application.household_id == household.id).order_by(Application.number.desc())
        application = self.session.scalars(newest).first()
        lines = loan_lines(self.session, self.on, loans_of(self.session, household))
        line = next((line for line in lines if not line.state.cleared), None)
        if application is not None and form.id != VISIT_FORM:
            borrower = self.session.get_one(Member, (household.book_code, application.borrower_id))
            co_borrower = self.session.get(Member, (household.book_code, application.co_borrower_id or ""))
            facts |= borrower_facts(self.session, household, borrower, co_borrower, self.on)
            facts |= application_facts(self.session, application, self.pack, lines)
        elif line is None and (head := head_of(members_of(self.session, household))):
            facts |= borrower_facts(self.session, household, head, None, self.on)
        facts.setdefault("application.existing", existing_loans(lines))
        if line is not None and form.id != APPLICATION_FORM:
            facts |= self._of_loan(line)
        facts |= decision_facts(self.session, household)
        if form.id == RATING_FORM:
            facts |= rating_facts(self.session, household)
        if form.id == ARCHIVE_FORM:
            facts |= archive_facts(self.session, household, line, self.on)
        loan = line.loan if line is not None and form.id != APPLICATION_FORM else None
        facts |= known(self.registers.own_form(form.id, household, loan))
        return PaperSheet(form, facts, household, loan, application)

    def for_loan(self, form: FormLayout, line: LoanLine) -> PaperSheet:
        """A copy for one loan."""
        facts = self._of_household(line.household) | self._of_loan(line)
        stop = self.stop(line)
        facts["reminder.to"] = stop.to if stop is not None and stop.to else line.borrower.name
        if form.id == EXTENSION_FORM:
            facts |= extension_facts(self.session, line)
            facts["extension.person"] = facts.get("household.helper", "")
        if form.id == PLAN_FORM:
            facts |= plan_facts(self.session, line, self.on)
        if form.id == RENEWAL_FORM:
            facts |= renewal_facts(self.session, line, self.on)
        if form.id in CLAIM_FORMS:
            facts |= claim_facts(self.session, line, self._pack_of(line), self.on)
            facts |= self.registers.collections(line.loan)
        if form.id == DUTY_FORM:
            facts |= duty_facts(self.session, line, self.on)
        return PaperSheet(form, facts, line.household, line.loan)

    def for_village(self, form: FormLayout, selection: Selection) -> PaperSheet:
        """One paper that lists many: the route over a selection, or the applications and loans of the village."""
        if form.id == ROUTE:
            stops = [(self._of_household(household), "走访", ("走访",)) for household in self.households(selection)]
            listed = route_facts(stops, self.on)
        else:
            listed = village_list_facts(self.session, form.id, self.on)
        return PaperSheet(form, self.common() | listed)

    def packets(self, selection: Selection) -> list[PaperSheet]:
        """A route sheet, then all papers of one door after the other."""
        sheets: list[PaperSheet] = []
        stops: list[tuple[Facts, str, tuple[str, ...]]] = []
        for line in self.lines(selection):
            forms = [form for form in map(load_form, PACKET) if self.is_sent(form, line)]
            own = [self.for_loan(form, line) for form in forms]
            due = f"{line.state.due_on.month}月{line.state.due_on.day}日到期"
            words = PACKET_WORDS if forms[0].id in NOTICES else PACKET_WORDS[1:]
            stops.append((own[0].facts, due, words))
            sheets += own
        if not sheets:
            return []
        return [
            PaperSheet(load_form(ROUTE), self.common() | route_facts(stops, self.on)),
            *sheets,
        ]

    def _of_household(self, household: Household) -> Facts:
        village = self.villages.get(household.village_code)
        facts = village_facts(self.session, self.book, village, self.pack, self.on)
        facts |= household_facts(self.session, household, village, self.on)
        return facts | self.registers.people(household, village.name if village else "", self.book.officer)

    def _of_loan(self, line: LoanLine) -> Facts:
        facts = borrower_facts(self.session, line.household, line.borrower, line.co_borrower, self.on)
        facts |= loan_facts(self.session, line, self._pack_of(line), self.on)
        return facts | self.registers.insurance(line.loan)

    def _pack_of(self, line: LoanLine) -> PolicyPack:
        return book_policy(self.session, line.loan.pack_id, book_code=line.loan.book_code)


def lines_for(form_id: str, selection: Selection, lines: Iterable[LoanLine]) -> list[LoanLine]:
    """The loans of a selection that a form fits: no 催收 and no claim where nothing is overdue, no reminder after
    maturity. A loan that was named by its note is never left out."""
    if selection.contracts or form_id not in OVERDUE_FORMS | {REMINDER_FORM}:
        return list(lines)
    late = form_id in OVERDUE_FORMS
    return [line for line in lines if (_is_overdue(line) if late else line.state.due_on >= line.state.on)]


def _is_overdue(line: LoanLine) -> bool:
    return line.state.overdue_principal > 0


def _walking_order(lines: Iterable[LoanLine]) -> list[LoanLine]:
    return sorted(lines, key=lambda line: (group_order(line.household.group_name), line.household.number))
