"""Gathers the copies of a batch: first for whom, in walking order; then the facts of each copy when it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.form_layout import FormLayout
from app.domain.policy import PolicyPack
from app.models import Application, Household, Loan, Member, Village
from app.services.due import COLLECTION_FORM, EXTENSION_FORM, NOTICES, PLAN_FORM, REMINDER_FORM, loans_due_within
from app.services.duty_facts import DUTY_FORM, duty_facts
from app.services.forms import book_form
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

PACKET_WORDS = {"F7": "通知", "F8": "催收", "F6": "计划", "F4": "展期"}
"""On the route sheet; the visit sheet goes along to every door."""
ROUTE = "route"
MANY = 3
"""From so many households on, all loans are read at once."""
APPLICATION_FORM, RATING_FORM, RENEWAL_FORM, VISIT_FORM, ARCHIVE_FORM = "F1", "F2", "F5", "F10", "F20"
CLAIM_FORMS = frozenset({"F13a", "F13b"})
OVERDUE_FORMS = CLAIM_FORMS | {COLLECTION_FORM}


@dataclass(frozen=True, slots=True)
class Selection:
    """For whom: households, loan notes, a group, all, everything due within so many days, or nobody (blank).

    `without` are households or notes that are passed over.
    """

    households: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    group: str = ""
    everyone: bool = False
    due_within: int | None = None
    blank: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """One copy to print, and what it belongs to."""

    form: FormLayout
    facts: Facts
    household: Household | None = None
    loan: Loan | None = None
    application: Application | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One copy before its facts are gathered: which form, for which household or loan note (blank: for nobody)."""

    form_id: str
    household: str = ""
    note: str = ""
    name: str = ""


class Gathering:
    """Plans a batch and gathers its copies one by one; what is the same for all is read once.

    It belongs to the session it was made with.
    """

    def __init__(self, session: Session, book: Book, on: date) -> None:
        self.session = session
        self.book = book
        self.on = on
        self.pack: PolicyPack = book_policy(session)
        self.stops = active_stops(session, on)
        self.registers = Registers(session, on)
        self.villages = {row.code: row for row in session.scalars(select(Village))}
        self._chosen: dict[Selection, list[LoanLine]] = {}
        self._lines: dict[str, LoanLine] = {}
        self._of: dict[str, list[LoanLine]] | None = None

    # --- for whom ---

    def plan(self, form: FormLayout, selection: Selection, packet: bool = False) -> list[Planned]:
        """The copies of a form for a selection, in their order; empty where nobody is meant. Raises NotFoundError."""
        if selection.blank or (form.applies_to not in ("household", "contract") and not packet):
            return [Planned(form.id)]
        if packet:
            return self._packets(selection)
        if form.applies_to == "contract":
            lines = lines_for(form.id, selection, self.lines(selection))
            return [self._for_line(form.id, line) for line in lines if self.is_sent(form.id, line)]
        chosen = self.households(selection)
        self._read_ahead(len(chosen))
        return [Planned(form.id, household.number) for household in chosen]

    def left_out(self, form: FormLayout, selection: Selection) -> list[LoanStop]:
        """The loans of a selection for which no notice is written, each with its reason."""
        if form.id not in NOTICES or selection.blank:
            return []
        lines = lines_for(form.id, selection, self.lines(selection))
        stops = [self.stop(line) for line in lines if not self.is_sent(form.id, line)]
        return [stop for stop in stops if stop is not None]

    def lines(self, selection: Selection) -> list[LoanLine]:
        """The loans of a selection, in walking order; settled ones only when named."""
        if selection not in self._chosen:
            lines = self._read_lines(selection)
            self._chosen[selection] = [line for line in lines if not _passed_over(selection, line)]
        return self._chosen[selection]

    def _read_lines(self, selection: Selection) -> list[LoanLine]:
        if selection.contracts:
            loans = [loan_noted(self.session, number) for number in selection.contracts]
            by_id = {line.loan.id: line for line in loan_lines(self.session, self.on, loans)}
            found = [by_id[loan.id] for loan in loans]
        elif selection.due_within is not None:
            found = walking_order(loans_due_within(self.session, self.on, selection.due_within))
        else:
            chosen = {household.id for household in self.households(selection)}
            lines = [line for line in loan_lines(self.session, self.on) if line.household.id in chosen]
            found = walking_order(line for line in lines if not line.state.cleared)
        self._lines |= {line.loan.note_number: line for line in found}
        return found

    def households(self, selection: Selection) -> list[Household]:
        """The households of a selection, by group and number; named ones in the order in which they were named."""
        return [row for row in self._read_households(selection) if row.number not in selection.without]

    def _read_households(self, selection: Selection) -> list[Household]:
        if selection.households:
            return [household_numbered(self.session, number) for number in selection.households]
        if selection.contracts or selection.due_within is not None:
            return list({line.household.id: line.household for line in self.lines(selection)}.values())
        rows = self.session.scalars(select(Household))
        chosen = [row for row in rows if selection.everyone or row.group_name == selection.group]
        return sorted(chosen, key=walk)

    def stop(self, line: LoanLine) -> LoanStop | None:
        """What a life event of the borrower means for this loan."""
        return self.stops.get((line.loan.book_code, line.loan.id))

    def is_sent(self, form_id: str, line: LoanLine) -> bool:
        """Whether anybody can get this form: no notice goes to the dead or lost where nobody takes their place."""
        stop = self.stop(line)
        return form_id not in NOTICES or stop is None or not stop.no_reminder or bool(stop.to)

    def _packets(self, selection: Selection) -> list[Planned]:
        """A route sheet, then all papers of one door after the other; a door without a loan gets its visit sheet."""
        lines = self.lines(selection)
        doors = {line.household.number: line.household for line in lines}
        if selection.households:
            doors |= {row.number: row for row in self.households(selection)}
        copies: list[Planned] = []
        for household in sorted(doors.values(), key=walk):
            own = [line for line in lines if line.household.id == household.id]
            copies += [self._for_line(form_id, line) for line in own for form_id in self._papers_for(line)]
            copies.append(self._for_line(VISIT_FORM, own[0]) if own else Planned(VISIT_FORM, household.number))
        return [Planned(ROUTE), *copies] if copies else []

    def _papers_for(self, line: LoanLine) -> list[str]:
        """Reminder, plan and extension form; past its day a loan gets 催收, and no extension any more."""
        late = line.state.due_on < self.on
        wanted = (COLLECTION_FORM, PLAN_FORM) if late else (REMINDER_FORM, PLAN_FORM, EXTENSION_FORM)
        return [form_id for form_id in wanted if self.is_sent(form_id, line)]

    def _for_line(self, form_id: str, line: LoanLine) -> Planned:
        return Planned(form_id, line.household.number, line.loan.note_number, line.borrower.name)

    # --- with which facts ---

    def sheet(self, planned: Planned, selection: Selection, plan: Sequence[Planned] = ()) -> PaperSheet:
        """One copy with its facts; the `plan` of a packet tells its route sheet which papers go where."""
        return self.facts(book_form(self.session, planned.form_id), planned, selection, plan)

    def facts(
        self, form: FormLayout, planned: Planned, selection: Selection, plan: Sequence[Planned] = ()
    ) -> PaperSheet:
        """The same for a form that is not (yet) the book's."""
        if selection.blank:
            return PaperSheet(form, self.blank())
        if planned.note:
            return self._for_loan(form, self._line(planned.note))
        if planned.household:
            return self._for_household(form, household_numbered(self.session, planned.household))
        if form.id == ROUTE:
            stops = self._packet_stops(plan) if len(plan) > 1 else self._visit_stops(selection)
            return PaperSheet(form, self.common() | route_facts(stops, self.on))
        return PaperSheet(form, self.common() | village_list_facts(self.session, form.id, self.on))

    def blank(self) -> Facts:
        """Only what is printed on every form of this book."""
        return {name: value for name, value in self.common().items() if name not in ("filled_on", "officer.name")}

    def common(self) -> Facts:
        """What every filled form of this village says."""
        village = next(iter(self.villages.values()), None)
        return village_facts(self.session, self.book, village, self.pack, self.on)

    def _for_household(self, form: FormLayout, household: Household) -> PaperSheet:
        """A copy for one household, with its newest application and, where there is one, its open loan."""
        facts = self._of_household(household)
        newest = select(Application).where(Application.household_id == household.id).order_by(Application.number.desc())
        application = self.session.scalars(newest).first()
        lines = self._lines_of(household)
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

    def _for_loan(self, form: FormLayout, line: LoanLine) -> PaperSheet:
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
        facts |= known(self.registers.own_form(form.id, line.household, line.loan))
        return PaperSheet(form, facts, line.household, line.loan)

    def _visit_stops(self, selection: Selection) -> list[tuple[Facts, str, tuple[str, ...]]]:
        return [(self._of_household(household), "走访", ("走访",)) for household in self.households(selection)]

    def _packet_stops(self, plan: Sequence[Planned]) -> list[tuple[Facts, str, tuple[str, ...]]]:
        """The doors of a packet: why, and which papers to take along."""
        doors: dict[str, list[Planned]] = {}
        for copy in plan:
            if copy.household:
                doors.setdefault(copy.household, []).append(copy)
        stops = []
        for number, copies in doors.items():
            words = tuple(dict.fromkeys(PACKET_WORDS[copy.form_id] for copy in copies if copy.form_id in PACKET_WORDS))
            facts = self._of_household(household_numbered(self.session, number))
            stops.append((facts, self._why(copies), words or ("走访",)))
        return stops

    def _why(self, copies: Sequence[Planned]) -> str:
        due = [self._line(copy.note).state.due_on for copy in copies if copy.note]
        if not due:
            return "走访"
        return f"{min(due).month}月{min(due).day}日{'到期' if min(due) >= self.on else '已到期'}"

    def _line(self, note: str) -> LoanLine:
        if note not in self._lines:
            self._lines[note] = loan_line(self.session, loan_noted(self.session, note), self.on)
        return self._lines[note]

    def _read_ahead(self, households: int) -> None:
        if households > MANY and self._of is None:
            self._of = {}
            for line in loan_lines(self.session, self.on):
                self._of.setdefault(line.household.id, []).append(line)

    def _lines_of(self, household: Household) -> list[LoanLine]:
        if self._of is not None:
            return self._of.get(household.id, [])
        loans = loans_of(self.session, household)
        return loan_lines(self.session, self.on, loans) if loans else []

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


def _passed_over(selection: Selection, line: LoanLine) -> bool:
    return line.loan.note_number in selection.without or line.household.number in selection.without


def _is_overdue(line: LoanLine) -> bool:
    return line.state.overdue_principal > 0


def walking_order(lines: Iterable[LoanLine]) -> list[LoanLine]:
    """Loans as one walks past their doors: groups by number, then households."""
    return sorted(lines, key=lambda line: walk(line.household))


def walk(household: Household) -> tuple[tuple[int, str], str]:
    """The place of a household on the way."""
    return group_order(household.group_name), household.number
