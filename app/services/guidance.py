"""Industry and skills guidance given to households (S0 三, S4 二（二）): what, by whom, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.models import Guidance
from app.services.household_names import household_names
from app.services.lookup import member_with_id
from app.services.portfolio import loan_lines
from app.services.records import filled, members_by_id, one_of, own_household, standing
from app.storage.book import Book

KINDS = ("产业指导", "技能培训", "技术服务", "市场销售", "政策宣传")


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """One guidance."""

    id: str
    household: str
    group: str
    head: str
    member: str
    kind: str
    on: date
    subject: str
    by: str
    manner: str
    result: str


@dataclass(frozen=True, slots=True)
class Unguided:
    """A loan household that got no guidance since a day: whom to bring the 农技员 to."""

    household: str
    group: str
    head: str
    purpose: str
    last_on: date | None


def give_guidance(
    book: Book,
    household_number: str,
    *,
    kind: str,
    subject: str,
    by: str,
    on: date,
    member_id: str = "",
    manner: str = "",
    result: str = "",
) -> str:
    """Record guidance to a household or one member of it; answers with the record's id. Raises InputError."""
    one_of("指导种类", kind, KINDS)
    with book.write("登记指导") as session:
        household = own_household(session, household_number)
        row = Guidance(
            household_id=household.id,
            member_id=member_with_id(session, household, member_id).id if member_id else None,
            kind=kind,
            on=on,
            subject=filled("内容", subject),
            by=filled("指导人", by),
            manner=manner,
            result=result,
        )
        session.add(row)
        return row.id


def list_guidance(session: Session, on: date, *, household_number: str = "") -> list[GuidanceView]:
    """All guidance until `on`, the newest first."""
    names, members = household_names(session), members_by_id(session)
    views = []
    for row in session.scalars(standing(Guidance).where(Guidance.on <= on)):
        whose = names[row.book_code, row.household_id]
        if household_number not in ("", whose.number):
            continue
        member = members.get((row.book_code, row.member_id or ""))
        views.append(
            GuidanceView(
                id=row.id,
                household=whose.number,
                group=whose.group,
                head=whose.head,
                member=member.name if member else "",
                kind=row.kind,
                on=row.on,
                subject=row.subject,
                by=row.by,
                manner=row.manner,
                result=row.result,
            )
        )
    return sorted(views, key=lambda view: (view.on, view.id), reverse=True)


def unguided(session: Session, on: date, *, since: date) -> list[Unguided]:
    """Households with an open loan that nobody guided since that day, in walking order."""
    last = {view.household: view.on for view in reversed(list_guidance(session, on))}
    names = {each.number: each for each in household_names(session).values()}
    found = {}
    for line in loan_lines(session, on):
        number = line.household.number
        if not line.state.cleared and (number not in last or last[number] < since):
            whose = names[number]
            found[number] = Unguided(number, whose.group, whose.head, line.loan.purpose, last.get(number))
    return sorted(found.values(), key=lambda each: names[each.household].order)
