"""自查自纠: the findings of all rules over the whole book, each with its household and what to do about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.application_facts import LoanKind
from app.domain.findings import Finding, by_weight
from app.domain.household_checks import HouseholdFacts, MemberFacts, check_household, check_people
from app.domain.loan_checks import LoanFacts, ProcessDates, check_loan, check_visits
from app.models import Application, Opinion, Paper, PublicNotice, Visit
from app.packs.code_lists import load_code_lists
from app.services.applications import gather_facts
from app.services.households import HouseholdView, list_households
from app.services.policies import book_policy, rate_tables
from app.services.portfolio import LoanLine, loan_lines
from app.services.records import standing, stands
from app.services.recovery import collection_steps, last_interruption
from app.services.visits import KINDS

SURVEY = KINDS[0]


@dataclass(frozen=True, slots=True)
class Checked:
    """One finding with the household it belongs to ("" where it is about a person or the whole village)."""

    finding: Finding
    household: str


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """All findings by weight, and how many there are of each code."""

    findings: tuple[Checked, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Findings by code, the most frequent first."""
        return dict(Counter(each.finding.code for each in self.findings).most_common())


def run_self_check(session: Session, on: date) -> SelfCheck:
    """Ask every rule once on a day."""
    views = list_households(session)
    lines = loan_lines(session, on)
    found = [*_about_households(views, on), *_about_loans(session, lines, on), *_about_visits(session, on)]
    place = {id(finding): household for finding, household in found}
    ordered = by_weight([finding for finding, _household in found])
    return SelfCheck(tuple(Checked(finding, place[id(finding)]) for finding in ordered))


def _about_households(views: list[HouseholdView], on: date) -> list[tuple[Finding, str]]:
    lists = load_code_lists()
    facts = [_household_facts(view) for view in views]
    found = [(finding, each.number) for each in facts for finding in check_household(each, lists, on)]
    numbers = {view.number for view in views}
    return found + [(each, each.subject if each.subject in numbers else "") for each in check_people(facts)]


def _household_facts(view: HouseholdView) -> HouseholdFacts:
    members = tuple(
        MemberFacts(
            name=member.name,
            resident_id=member.resident_id,
            relation=member.relation,
            number=member.number,
            ethnicity=member.ethnicity,
            education=member.education,
            schooling=member.schooling,
            health=member.health,
            labour_skill=member.labour_skill,
            phone=member.phone,
        )
        for member in view.members
    )
    return HouseholdFacts(
        number=view.number,
        members=members,
        kind=view.kind,
        monitored=view.monitored,
        cause=view.cause,
        phone=view.phone,
        phone_owner=view.phone_owner,
        phone_verified_on=view.phone_verified_on,
    )


def _about_loans(session: Session, lines: list[LoanLine], on: date) -> list[tuple[Finding, str]]:
    missing: dict[str, list[str]] = defaultdict(list)
    for paper in session.scalars(select(Paper).where(Paper.missing != "")):
        missing[paper.loan_id or ""].append(f"{paper.title}缺{paper.missing}")
    steps = collection_steps(session, [line.loan for line in lines])
    found = []
    for line in lines:
        pack = book_policy(session, line.loan.pack_id, book_code=line.loan.book_code)
        interrupted = last_interruption(line, steps.get((line.loan.book_code, line.loan.id), ()))
        facts = _loan_facts(session, line, tuple(missing[line.loan.id]), interrupted)
        found += [(finding, line.household.number) for finding in check_loan(facts, pack, rate_tables(session), on)]
    return found


def _loan_facts(session: Session, line: LoanLine, missing: tuple[str, ...], interrupted: date | None) -> LoanFacts:
    loan, state = line.loan, line.state
    application = session.get(Application, (loan.book_code, loan.application_id)) if loan.application_id else None
    facts = gather_facts(
        session,
        line.household,
        line.borrower,
        amount=line.terms.principal,
        term_months=loan.term_months,
        purpose=loan.purpose,
        kind=LoanKind(loan.kind),
        applied_on=application.applied_on if application else loan.signed_on or loan.disbursed_on,
        signing_on=loan.signed_on or loan.disbursed_on,
        disbursed_on=loan.disbursed_on,
        rate=line.terms.rate,
        replaces=loan.renews_note,
        known_loans_before=loan.disbursed_on,
    )
    return LoanFacts(
        note_number=loan.note_number,
        application=facts,
        due_on=state.due_on,
        balance=state.balance,
        overdue_days=state.overdue_days,
        extensions=state.extensions,
        process=_process(session, line, application),
        papers_missing=missing,
        interrupted_on=interrupted,
    )


def _process(session: Session, line: LoanLine, application: Application | None) -> ProcessDates:
    loan = line.loan
    if application is None:
        return ProcessDates(signed_on=loan.signed_on, disbursed_on=loan.disbursed_on)
    of_it = Opinion.book_code == application.book_code, Opinion.application_id == application.id
    notices = PublicNotice.book_code == application.book_code, PublicNotice.application_id == application.id
    surveys = select(Visit.on).where(Visit.household_id == line.household.id, Visit.kind == SURVEY, stands(Visit))
    return ProcessDates(
        surveyed_on=session.scalars(surveys.order_by(Visit.on.desc())).first(),
        applied_on=application.applied_on,
        noticed_on=session.scalars(select(PublicNotice.from_on).where(*notices, stands(PublicNotice))).first(),
        opinions_on=tuple(session.scalars(select(Opinion.on).where(*of_it, stands(Opinion)))),
        signed_on=loan.signed_on,
        disbursed_on=loan.disbursed_on,
    )


def _about_visits(session: Session, on: date) -> list[tuple[Finding, str]]:
    visits = [(visit.visitor, visit.on) for visit in session.scalars(standing(Visit))]
    return [(finding, "") for finding in check_visits(visits, book_policy(session), on)]
