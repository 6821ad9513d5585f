"""人员动态信息台账, 务工台账: where the people of loan households are, and who wants or has work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from app.domain.money import ZERO, from_fen
from app.domain.resident_id import age_on, read_resident_id
from app.models import HealthCertificate, LifeEvent, Member, Placement, WorkIntention
from app.services.book_on_day import BookOnDay, Key, key_of
from app.services.ledger_rows.names import Row, household_names
from app.services.portfolio import LoanLine
from app.services.records import holds_on, standing

WELFARE_JOB = "公益岗位"
NEAR = {"就近务工": "本乡镇", "公益岗位": "本村", "居家就业": "在家"}
_Dated = TypeVar("_Dated", WorkIntention, HealthCertificate)


def people_rows(book: BookOnDay) -> Iterable[Row]:
    """人员动态信息台账: every member of every household with a loan; what was lent stands with its borrower."""
    events = _events(book)
    for key, lines in book.lines_of_household.items():
        household = book.households[key]
        shared = household_names(book, household)
        visit = book.last_visit.get(key)
        borrowers = {key_of(line.borrower) for line in lines}
        left = [member for member in book.members.values() if _left_lately(book, member, key)]
        for member in [*book.families.get(key, []), *left]:
            own = [line for line in lines if key_of(line.borrower) == key_of(member)]
            yield (
                shared
                | _person(book, member, events.get(key_of(member)))
                | _money(book, own)
                | {
                    "phone": member.phone or (household.phone if key_of(member) in borrowers else ""),
                    "visited_on": visit.on if visit else None,
                }
            )


def _person(book: BookOnDay, member: Member, event: LifeEvent | None) -> Row:
    placement = book.placements.get(key_of(member))
    facts: Row = {
        "name": member.name,
        "relation": member.relation,
        "person_id": member.resident_id,
        "health": member.health,
        "whereabouts": _place(placement) if placement else None,
        "work": placement.kind if placement else None,
        "remark": event.remark if event else None,
    }
    if member.left_on is not None and member.left_on <= book.on:
        facts |= {"change": member.left_why or "减少", "changed_on": member.left_on, "whereabouts": None}
    if event is not None:
        facts |= {"change": event.kind, "changed_on": event.on, "whereabouts": event.kind}
    return facts


def _place(placement: Placement) -> str:
    return placement.place or NEAR.get(placement.kind, "外出")


def _money(book: BookOnDay, lines: list[LoanLine]) -> Row:
    """本期 is the month of the day."""
    if not lines:
        return {}
    first = book.on.replace(day=1)
    paid = [
        event.amount or ZERO
        for line in lines
        for event in line.state.events
        if event.kind == "repayment" and not event.reversed and event.on >= first
    ]
    due = [line.state.due_on for line in lines if not line.state.cleared]
    return {
        "principal": sum((line.terms.principal for line in lines), ZERO),
        "balance": sum((line.state.balance for line in lines), ZERO),
        "due_on": min(due, default=None),
        "repaid": sum(paid, ZERO) if paid else None,
    }


def _left_lately(book: BookOnDay, member: Member, household: Key) -> bool:
    """Whether somebody left the household within the year of the day."""
    here = (member.book_code, member.household_id) == household
    return here and member.left_on is not None and date(book.on.year, 1, 1) <= member.left_on <= book.on


def _events(book: BookOnDay) -> dict[Key, LifeEvent]:
    statement = standing(LifeEvent).where(LifeEvent.on <= book.on).order_by(LifeEvent.on)
    rows = book.session.scalars(statement)
    return {(row.book_code, row.member_id): row for row in rows if holds_on(None, row.ended_on, book.on)}


def work_rows(book: BookOnDay) -> Iterable[Row]:
    """务工台账: everybody who was asked about work, has a certificate or has work on the day."""
    wishes, certificates = _newest(book, WorkIntention), _newest(book, HealthCertificate)
    known = {*wishes, *certificates, *book.placements}
    for key, member in book.members.items():
        household = book.households.get((member.book_code, member.household_id))
        if key not in known or household is None:
            continue
        loans = book.lines_of_household.get(key_of(household), ())
        yield (
            household_names(book, household)
            | {
                "name": member.name,
                "person_id": member.resident_id,
                "relation": member.relation,
                "age": _age(member, book.on),
                "phone": member.phone or household.phone,
                "labour_skill": member.labour_skill,
                "balance": sum((line.state.balance for line in loans), ZERO) if loans else None,
            }
            | _wish(wishes.get(key))
            | _certificate(certificates.get(key), book.on)
            | _job(book.placements.get(key))
        )


def _wish(wish: WorkIntention | None) -> Row:
    if wish is None:
        return {}
    return {
        "intention": "有" if wish.willing else "无",
        "wanted_place": wish.place,
        "wanted_job": wish.job,
        "remark": wish.remark,
    }


def _certificate(certificate: HealthCertificate | None, on: date) -> Row:
    if certificate is None:
        return {"health_proof": "无"}
    return {"health_proof": "有" if holds_on(certificate.on, certificate.until_on, on) else "过期"}


def _job(placement: Placement | None) -> Row:
    if placement is None:
        return {}
    return {
        "place": _place(placement),
        "employer": placement.employer,
        "welfare_job": "是" if placement.kind == WELFARE_JOB else "否",
        "started_on": placement.from_on,
        "monthly_income": None if placement.wage_fen is None else from_fen(placement.wage_fen),
    }


def _age(member: Member, on: date) -> int | None:
    known, _findings = read_resident_id(member.resident_id)
    return age_on(known.birth, on) if known else None


def _newest(book: BookOnDay, model: type[_Dated]) -> dict[Key, _Dated]:
    rows = book.session.scalars(standing(model).where(model.on <= book.on).order_by(model.on, model.id))
    return {(row.book_code, row.member_id): row for row in rows}
