"""跨村核查: the rules of `domain.cross_village` over all mirrors of the desk, and each village's self-check counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import cross_village as rules
from app.domain.findings import Finding, Severity, by_weight
from app.models import Household, HouseholdChange, Member, Village
from app.services.desk_villages import desk_villages, only_villages
from app.services.lookup import HEAD
from app.services.portfolio import loan_lines
from app.services.self_check import Checked, run_self_check

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class VillageFindings:
    """What one village's self-check finds, as the desk sees it: all findings, and those that ask for something."""

    code: str
    name: str
    findings: tuple[Checked, ...]

    @property
    def to_mend(self) -> int:
        """Findings that are more than a note."""
        return sum(each.finding.severity is not Severity.NOTE for each in self.findings)


@dataclass(frozen=True, slots=True)
class CrossChecks:
    """Findings that no village can see alone, by weight, and the villages' own, the most to mend first."""

    across: tuple[Finding, ...]
    villages: tuple[VillageFindings, ...]


def run_cross_checks(session: Session, on: date) -> CrossChecks:
    """Ask every rule once on a day."""
    people = _people(session)
    books = {person.book_code for person in people}
    found = [
        *rules.people_twice(people),
        *rules.households_lent_twice(_loans(session, on, people)),
        *rules.moves_unpaired(_moves(session, on), people, len(books)),
    ]
    villages = []
    for village in desk_villages(session):
        with only_villages(session, (village.code,)):
            own = run_self_check(session, on).findings
        villages.append(VillageFindings(village.code, village.name, own))
    villages.sort(key=lambda one: (-one.to_mend, one.name))
    return CrossChecks(tuple(by_weight(found)), tuple(villages))


def _people(session: Session) -> list[rules.PersonThere]:
    names = _village_names(session)
    homes = {(row.book_code, row.id): row for row in session.scalars(select(Household))}
    found = []
    for member in session.scalars(select(Member)):
        home = homes[member.book_code, member.household_id]
        found.append(
            rules.PersonThere(
                book_code=member.book_code,
                village=names.get((home.book_code, home.village_code), ""),
                household=home.number,
                name=member.name,
                resident_id=member.resident_id,
                left_on=member.left_on or home.left_on,
            )
        )
    return found


def _loans(session: Session, on: date, people: list[rules.PersonThere]) -> list[rules.LoanThere]:
    families: dict[Key, set[str]] = defaultdict(set)
    for person in people:
        if person.left_on is None and person.resident_id:
            families[person.book_code, person.household].add(person.resident_id)
    return [
        rules.LoanThere(
            book_code=line.loan.book_code,
            village=line.village,
            household=line.household.number,
            note_number=line.loan.note_number,
            borrower_id=line.borrower.resident_id,
            balance=line.state.balance,
            family=frozenset(families[line.loan.book_code, line.household.number]),
        )
        for line in loan_lines(session, on)
        if line.state.balance > 0
    ]


def _moves(session: Session, on: date) -> list[rules.MoveThere]:
    names = _village_names(session)
    heads = {
        (member.book_code, member.household_id): member.resident_id
        for member in session.scalars(select(Member).where(Member.relation == HEAD))
    }
    rows = (
        select(HouseholdChange, Household)
        .join(
            Household,
            (Household.book_code == HouseholdChange.book_code) & (Household.id == HouseholdChange.household_id),
        )
        .where(HouseholdChange.kind.in_((rules.OUT, rules.IN)), HouseholdChange.on <= on)
    )
    return [
        rules.MoveThere(
            book_code=home.book_code,
            village=names.get((home.book_code, home.village_code), ""),
            household=home.number,
            head_id=heads.get((home.book_code, home.id), ""),
            kind=change.kind,
            on=change.on,
        )
        for change, home in session.execute(rows)
    ]


def _village_names(session: Session) -> dict[Key, str]:
    return {(row.book_code, row.code): row.name for row in session.scalars(select(Village))}
