"""What the tabs of a household's page show beside its loans: the lists of the office, for one household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import BankDecision, GuaranteeMember, Rating, Society, SocietyMember
from app.services.demands import DemandView, list_demands
from app.services.entities import list_entities
from app.services.funds import list_funds
from app.services.guarantees import GuaranteeView, list_groups
from app.services.households import HouseholdView, MemberView
from app.services.lookup import household_numbered
from app.services.office import villages_of
from app.services.pledges import PledgeView, list_pledges
from app.services.ratings import decisions_of, ratings_of
from app.services.records import holds_on, standing
from app.services.societies import SocietyLoanView, list_societies, society_loans
from app.services.work import WorkLine, work_lines


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One member with what is known of work; `line` is None where nobody asked yet."""

    id: str
    member: MemberView
    line: WorkLine | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A household in a mutual-aid society, from a day until a day; yuan."""

    id: str
    name: str
    share_fen: int
    from_on: date
    until_on: date | None


def demands_of(session: Session, number: str, on: date) -> list[DemandView]:
    """需求 of one household, the newest first."""
    return [view for view in list_demands(session, on) if view.household == number]


def work_of(session: Session, household: HouseholdView, on: date) -> list[WorkRow]:
    """Every member of one household, with intention, certificate and placement."""
    known = {line.member_id: line for line in work_lines(session, on) if line.household == household.number}
    return [WorkRow(member.id, member, known.get(member.id)) for member in household.members]


def memberships_of(session: Session, number: str) -> list[Membership]:
    """The societies to which a household belongs or belonged, the newest first."""
    household = household_numbered(session, number)
    names = {row.id: row.name for row in session.scalars(select(Society))}
    own = SocietyMember.book_code == household.book_code, SocietyMember.household_id == household.id
    rows = session.scalars(standing(SocietyMember).where(*own).order_by(SocietyMember.from_on.desc())).all()
    return [Membership(row.id, names[row.society_id], row.share_fen, row.from_on, row.until_on) for row in rows]


def society_loans_of(session: Session, number: str, on: date) -> list[SocietyLoanView]:
    """What one household borrowed from a society."""
    return [view for view in society_loans(session, on) if view.household == number]


def groups_of(session: Session, number: str, on: date) -> list[GuaranteeView]:
    """The joint-guarantee groups in which a household stands for others."""
    household = household_numbered(session, number)
    own = GuaranteeMember.book_code == household.book_code, GuaranteeMember.household_id == household.id
    if not any(
        holds_on(row.from_on, row.until_on, on) for row in session.scalars(standing(GuaranteeMember).where(*own))
    ):
        return []
    return [view for view in list_groups(session, on) if any(each.number == number for each in view.households)]


def pledges_of(session: Session, number: str, on: date) -> list[PledgeView]:
    """Pledges and mortgages of one household."""
    return [view for view in list_pledges(session, on) if view.household == number]


def office_lists(session: Session, on: date) -> dict[str, Sequence[tuple[str, object]]]:
    """The names from which acts choose: villages, societies, funds, entities, guarantee groups."""

    def named(rows: Sequence[object]) -> list[tuple[str, object]]:
        return [(name, name) for row in rows if (name := str(getattr(row, "name", "")))]

    return {
        "villages": [(village.name, village.code) for village in villages_of(session)],
        "societies": named(list_societies(session, on)),
        "funds": named(list_funds(session, on)),
        "entities": named(list_entities(session, on)),
        "groups": named(list_groups(session, on)),
    }


def ratings_of_household(session: Session, number: str) -> list[Rating]:
    """The village's assessments of one household, the newest first."""
    return ratings_of(session, household_numbered(session, number))


def decisions_of_household(session: Session, number: str) -> list[BankDecision]:
    """The bank's decisions on one household, the newest first."""
    return decisions_of(session, household_numbered(session, number))
