"""Printing: choose forms and households, draw one PDF, and keep a record of every paper that carries a serial."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.forms import Copy, MissingGlyph, Printed, Progress, render
from app.domain.errors import InputError, NotFoundError
from app.domain.form_layout import FormLayout
from app.domain.policy import PolicyPack
from app.domain.serial import make_serial, parse_serial
from app.models import Application, Household, Loan, Member, Paper, Village
from app.packs.forms import form_ids, load_form
from app.services.due import EXTENSION_FORM, due_within
from app.services.households import group_order
from app.services.lookup import head_of, household_numbered, loan_noted, members_of
from app.services.paper_facts import (
    Facts,
    application_facts,
    borrower_facts,
    extension_facts,
    household_facts,
    known,
    loan_facts,
    route_facts,
    village_facts,
)
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, loan_line, loan_lines, loans_of
from app.storage.book import Book

PACKET_WORDS = {"F7": "通知", "F6": "计划", "F4": "展期", "F10": "走访"}
ROUTE = "route"
SERIAL_PREFIX = "HC"
APPLIES = ("household", "contract", "village")


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
class Batch:
    """A printed batch: its PDF, what was counted, the characters left for the pen, the serials in order."""

    pdf: bytes
    printed: Printed
    serials: tuple[str, ...]

    @property
    def missing_glyphs(self) -> tuple[MissingGlyph, ...]:
        """Characters that no font here has."""
        return self.printed.missing_glyphs


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One copy to print, and what it belongs to."""

    form: FormLayout
    facts: Facts
    household: Household | None = None
    loan: Loan | None = None
    application: Application | None = None


def list_forms() -> list[FormLayout]:
    """The forms that can be chosen for a household, a contract or the village."""
    return [form for form in map(load_form, form_ids()) if form.applies_to in APPLIES]


def print_forms(
    book: Book,
    form_id: str,
    selection: Selection,
    *,
    on: date,
    duplex: bool = False,
    packet: bool = False,
    progress: Progress | None = None,
) -> Batch:
    """Draw a batch and record its papers as 已印; a blank form is recorded too, so that its serial finds it.

    `packet` puts reminder, plan, extension form and visit sheet of each household together, in walking order, behind
    a route sheet. Raises NotFoundError, InputError (nothing to print).
    """
    form = _form(form_id)
    with book.write(f"打印 {form.title}") as session:
        sheets = _sheets(session, book, form, selection, on, packet)
        if not sheets:
            raise InputError("打印", "没有可以打印的户或借据")
        copies = [Copy(sheet.form, known(sheet.facts), _new_serial(session, on), on) for sheet in sheets]
        out = io.BytesIO()
        printed = render(copies, out, duplex=duplex, progress=progress)
        for sheet, copy in zip(sheets, copies, strict=True):
            session.add(_paper(sheet, copy, on))
    return Batch(out.getvalue(), printed, tuple(copy.serial for copy in copies))


def preview_forms(book: Book, form_id: str, selection: Selection, *, on: date, packet: bool = False) -> bytes:
    """The same PDF without serials and without a record, to look at before printing."""
    with book.read() as session:
        sheets = _sheets(session, book, _form(form_id), selection, on, packet)
    if not sheets:
        raise InputError("打印", "没有可以打印的户或借据")
    out = io.BytesIO()
    render([Copy(sheet.form, known(sheet.facts), "", on) for sheet in sheets], out)
    return out.getvalue()


def find_paper(session: Session, typed: str) -> Paper:
    """The paper whose serial was typed or scanned. Raises NotFoundError."""
    serial = parse_serial(typed)
    found = session.scalars(select(Paper).where(Paper.serial == serial)).first() if serial else None
    if found is None:
        raise NotFoundError("文书编号", typed)
    return found


def _form(form_id: str) -> FormLayout:
    wanted = {each.lower(): each for each in form_ids()}
    if form_id.lower() not in wanted:
        raise NotFoundError("表格", form_id)
    return load_form(wanted[form_id.lower()])


def _sheets(
    session: Session, book: Book, form: FormLayout, selection: Selection, on: date, packet: bool
) -> list[_Sheet]:
    gatherer = _Gatherer(session, book, on)
    if selection.blank:
        return [_Sheet(form, gatherer.blank())]
    if packet:
        return gatherer.packets(selection)
    if form.applies_to == "village":
        return [gatherer.route(form, selection)]
    if form.applies_to == "contract":
        return [gatherer.for_loan(form, line) for line in gatherer.lines(selection)]
    return [gatherer.for_household(form, household) for household in gatherer.households(selection)]


class _Gatherer:
    """Gathers the copies of one batch: facts that are the same for all are read once."""

    def __init__(self, session: Session, book: Book, on: date) -> None:
        self.session = session
        self.book = book
        self.on = on
        self.pack: PolicyPack = book_policy(session)
        self.villages = {row.code: row for row in session.scalars(select(Village))}

    def blank(self) -> Facts:
        """Only what is printed on every form of this book."""
        village = next(iter(self.villages.values()), None)
        facts = village_facts(self.session, self.book, village, self.pack, self.on)
        return {name: value for name, value in facts.items() if name not in ("filled_on", "officer.name")}

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

    def for_household(self, form: FormLayout, household: Household) -> _Sheet:
        """A copy for one household, with its newest application and, where there is one, its open loan."""
        facts = self._of_household(household)
        newest = select(Application).where(Application.household_id == household.id).order_by(Application.number.desc())
        application = self.session.scalars(newest).first()
        lines = loan_lines(self.session, self.on, loans_of(self.session, household))
        if application is not None and form.id not in ("F10",):
            borrower = self.session.get_one(Member, (household.book_code, application.borrower_id))
            co_borrower = self.session.get(Member, (household.book_code, application.co_borrower_id or ""))
            facts |= borrower_facts(self.session, household, borrower, co_borrower)
            facts |= application_facts(self.session, application, self.pack, lines)
        open_lines = [line for line in lines if not line.state.cleared]
        if open_lines and form.id != "F1":
            facts |= self._of_loan(open_lines[0])
        elif application is None:
            head = head_of(members_of(self.session, household))
            facts |= borrower_facts(self.session, household, head, None) if head else {}
        loan = open_lines[0].loan if open_lines else None
        return _Sheet(form, facts, household, loan if form.id != "F1" else None, application)

    def for_loan(self, form: FormLayout, line: LoanLine) -> _Sheet:
        """A copy for one loan."""
        facts = self._of_household(line.household) | self._of_loan(line)
        if form.id == EXTENSION_FORM:
            facts |= extension_facts(self.session, line)
        return _Sheet(form, facts, line.household, line.loan)

    def packets(self, selection: Selection) -> list[_Sheet]:
        """A route sheet, then all papers of one door after the other."""
        sheets: list[_Sheet] = []
        stops: list[tuple[Facts, str, tuple[str, ...]]] = []
        for line in self.lines(selection):
            own = [self.for_loan(load_form(form_id), line) for form_id in PACKET_WORDS]
            due = f"{line.loan.note_number} {line.state.due_on:%m-%d}到期"
            stops.append((own[0].facts, due, tuple(PACKET_WORDS.values())))
            sheets += own
        if not sheets:
            return []
        return [_Sheet(load_form(ROUTE), self.blank() | {"filled_on": self.on} | route_facts(stops, self.on)), *sheets]

    def route(self, form: FormLayout, selection: Selection) -> _Sheet:
        """One route sheet over the households of a selection."""
        stops = [(self._of_household(household), "走访", ("走访",)) for household in self.households(selection)]
        return _Sheet(form, self.blank() | {"filled_on": self.on} | route_facts(stops, self.on))

    def _of_household(self, household: Household) -> Facts:
        village = self.villages.get(household.village_code)
        facts = village_facts(self.session, self.book, village, self.pack, self.on)
        return facts | household_facts(self.session, household, village)

    def _of_loan(self, line: LoanLine) -> Facts:
        pack = book_policy(self.session, line.loan.pack_id)
        facts = borrower_facts(self.session, line.household, line.borrower, line.co_borrower)
        return facts | loan_facts(self.session, line, pack, self.on)


def _walking_order(lines: Iterable[LoanLine]) -> list[LoanLine]:
    return sorted(lines, key=lambda line: (group_order(line.household.group_name), line.household.number))


def _new_serial(session: Session, on: date) -> str:
    while True:
        serial = make_serial(SERIAL_PREFIX, on.year)
        if session.scalars(select(Paper.id).where(Paper.serial == serial)).first() is None:
            return serial


def _paper(sheet: _Sheet, copy: Copy, on: date) -> Paper:
    return Paper(
        serial=copy.serial,
        form_id=sheet.form.id,
        title=sheet.form.title,
        household_id=sheet.household.id if sheet.household else None,
        loan_id=sheet.loan.id if sheet.loan else None,
        application_id=sheet.application.id if sheet.application else None,
        printed_on=on,
        pages=len(sheet.form.pages),
        deadline=sheet.facts.get("paper.pending_until"),
    )


def papers_of(session: Session, household_id: str) -> Sequence[Paper]:
    """The papers of one household, the newest first."""
    statement = select(Paper).where(Paper.household_id == household_id)
    return session.scalars(statement.order_by(Paper.printed_on.desc(), Paper.id.desc())).all()
