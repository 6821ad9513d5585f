"""Whose record it is: the few words by which every list of the office names a household or a member."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Household, Member, Village
from app.services.households import group_order
from app.services.lookup import HEAD

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """A household in a list; `phone` is empty where it is dead or not known."""

    number: str
    village: str
    group: str
    head: str
    kind: str
    monitored: str
    phone: str
    people: int

    @property
    def order(self) -> tuple[tuple[int, str], str]:
        """Walking order: groups by number, then households."""
        return group_order(self.group), self.number


def household_names(session: Session) -> dict[Key, Names]:
    """All households by (book_code, id)."""
    members: dict[Key, list[Member]] = defaultdict(list)
    for member in session.scalars(select(Member).where(Member.left_on.is_(None))):
        members[member.book_code, member.household_id].append(member)
    villages = {(row.book_code, row.code): row.name for row in session.scalars(select(Village))}
    found = {}
    for row in session.scalars(select(Household)):
        family = members[row.book_code, row.id]
        found[row.book_code, row.id] = Names(
            number=row.number,
            village=villages.get((row.book_code, row.village_code), ""),
            group=row.group_name,
            head=next((member.name for member in family if member.relation == HEAD), ""),
            kind=row.kind,
            monitored=row.monitored,
            phone="" if row.phone_state else row.phone,
            people=len(family),
        )
    return found


def names_of_household(session: Session, household: Household) -> Names:
    """One household."""
    family = session.scalars(
        select(Member).where(
            Member.book_code == household.book_code, Member.household_id == household.id, Member.left_on.is_(None)
        )
    ).all()
    village = session.scalars(
        select(Village.name).where(Village.book_code == household.book_code, Village.code == household.village_code)
    ).first()
    return Names(
        number=household.number,
        village=village or "",
        group=household.group_name,
        head=next((member.name for member in family if member.relation == HEAD), ""),
        kind=household.kind,
        monitored=household.monitored,
        phone="" if household.phone_state else household.phone,
        people=len(family),
    )
