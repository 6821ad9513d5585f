"""Work of the members: intentions, health certificates, placements, and the ledger of who wants and who has work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.money import from_fen
from app.models import HealthCertificate, Household, Member, Placement, WorkIntention
from app.services.findings_text import must_pass
from app.services.household_names import Key, household_names
from app.services.lookup import member_with_id, members_of
from app.services.policies import book_policy
from app.services.records import (
    end_span,
    filled,
    holds_on,
    in_order,
    members_by_id,
    one_of,
    optional_fen,
    own_household,
    standing,
)
from app.storage.book import Book

AWAY, NEAR, WELFARE, HOME = PLACEMENTS = ("外出务工", "就近务工", "公益岗位", "居家就业")
_Dated = TypeVar("_Dated", WorkIntention, HealthCertificate, Placement)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One member of the work ledger: the newest intention, the certificate and the placement of the day; wage in yuan.

    `willing` is None where nobody asked yet.
    """

    household: str
    group: str
    head: str
    member_id: str
    name: str
    relation: str
    labour_skill: str
    phone: str
    willing: bool | None
    asked_on: date | None
    wanted_place: str
    wanted_job: str
    certified_until: date | None
    certified: bool
    placement: str
    placement_id: str
    employer: str
    place: str
    since: date | None
    wage: Decimal | None


def record_intention(
    book: Book,
    household_number: str,
    member_id: str,
    *,
    willing: bool,
    on: date,
    place: str = "",
    job: str = "",
    wage: Decimal | None = None,
    available_from: date | None = None,
    remark: str = "",
) -> str:
    """务工意愿 of a member; answers with the record's id. `wage` is yuan a month. Raises InputError, NotFoundError."""
    with book.write("登记务工意愿") as session:
        member = member_with_id(session, own_household(session, household_number), member_id)
        row = WorkIntention(
            member_id=member.id,
            on=on,
            willing=willing,
            place=place,
            job=job,
            wage_fen=optional_fen("期望月工资", wage),
            available_from=available_from,
            remark=remark,
        )
        session.add(row)
        return row.id


def certify_health(
    book: Book, household_number: str, member_id: str, *, on: date, until: date | None = None, issuer: str
) -> str:
    """健康证明 of a member; answers with the record's id. Raises InputError, NotFoundError."""
    in_order("开具日", on, "有效期至", until)
    with book.write("登记健康证明") as session:
        member = member_with_id(session, own_household(session, household_number), member_id)
        row = HealthCertificate(member_id=member.id, on=on, until_on=until, issuer=filled("开具单位", issuer))
        session.add(row)
        return row.id


def place_member(
    book: Book,
    household_number: str,
    member_id: str,
    *,
    kind: str,
    on: date,
    employer: str = "",
    place: str = "",
    wage: Decimal | None = None,
    reason: str = "",
) -> tuple[str, tuple[Finding, ...]]:
    """A member begins work; answers with the record's id and the findings.

    A second public-welfare job in one household is a warning (S0: one a loan household); a missing health
    certificate of one who goes away is noted. Raises RefusedError where the member has work already.
    """
    one_of("上岗类别", kind, PLACEMENTS)
    with book.write("登记上岗") as session:
        household = own_household(session, household_number)
        member = member_with_id(session, household, member_id)
        placed = {row.member_id: row for row in _rows(session, Placement) if holds_on(row.from_on, row.until_on, on)}
        if member.id in placed:
            raise RefusedError(f"{member.name} 现在的工作（{placed[member.id].kind}）还没有结束")
        findings = [
            *_second_job(session, household, kind, placed.values(), on),
            *_no_certificate(session, member, kind, on),
        ]
        must_pass(findings, reason)
        row = Placement(
            member_id=member.id,
            kind=kind,
            from_on=on,
            employer=employer,
            place=place,
            wage_fen=optional_fen("月工资", wage),
        )
        session.add(row)
        return row.id, tuple(findings)


def end_placement(book: Book, household_number: str, member_id: str, *, on: date, why: str = "") -> None:
    """The present work of a member ends. Raises NotFoundError where there is none."""
    with book.write("结束上岗") as session:
        member = member_with_id(session, own_household(session, household_number), member_id)
        found = [row for row in _rows(session, Placement) if row.member_id == member.id and row.until_on is None]
        if not found:
            raise NotFoundError("在岗记录", member.name)
        end_span(found[-1], on, "这份工作")
        found[-1].left_why = why


def work_lines(session: Session, on: date, *, wanting: bool = False) -> list[WorkLine]:
    """务工台账: everybody of whom an intention, a certificate or a placement is recorded, in walking order.

    With `wanting` only those who want work and have none.
    """
    names, members = household_names(session), members_by_id(session)
    asked = _newest(session, WorkIntention, on)
    certified = _newest(session, HealthCertificate, on)
    placed = {
        (row.book_code, row.member_id): row
        for row in _rows(session, Placement)
        if holds_on(row.from_on, row.until_on, on)
    }
    lines = []
    for key in {*asked, *certified, *placed}:
        member = members[key]
        if member.left_on is not None and member.left_on <= on:
            continue
        whose = names[member.book_code, member.household_id]
        intention, certificate, placement = asked.get(key), certified.get(key), placed.get(key)
        until = certificate.until_on if certificate else None
        wage = placement.wage_fen if placement else None
        line = WorkLine(
            household=whose.number,
            group=whose.group,
            head=whose.head,
            member_id=member.id,
            name=member.name,
            relation=member.relation,
            labour_skill=member.labour_skill,
            phone=member.phone or whose.phone,
            willing=intention.willing if intention else None,
            asked_on=intention.on if intention else None,
            wanted_place=intention.place if intention else "",
            wanted_job=intention.job if intention else "",
            certified_until=until,
            certified=certificate is not None and holds_on(certificate.on, until, on),
            placement=placement.kind if placement else "",
            placement_id=placement.id if placement else "",
            employer=placement.employer if placement else "",
            place=placement.place if placement else "",
            since=placement.from_on if placement else None,
            wage=None if wage is None else from_fen(wage),
        )
        if not wanting or (line.willing and not line.placement):
            lines.append((whose.order, member.number, line))
    return [line for _order, _number, line in sorted(lines, key=lambda each: each[:2])]


def in_work(session: Session, on: date) -> set[Key]:
    """The members that are placed on that day, by (book_code, id)."""
    return {
        (row.book_code, row.member_id) for row in _rows(session, Placement) if holds_on(row.from_on, row.until_on, on)
    }


def _second_job(
    session: Session, household: Household, kind: str, placed: Iterable[Placement], on: date
) -> list[Finding]:
    if kind != WELFARE:
        return []
    family = {member.id: member.name for member in members_of(session, household)}
    holders = [family[row.member_id] for row in placed if row.kind == WELFARE and row.member_id in family]
    if not holders:
        return []
    pack = book_policy(session, on=on)
    text = f"这一户已有 {'、'.join(holders)} 在公益岗位，一户一般只安排一个"
    return [Finding("second-welfare-job", Severity.WARN, text, pack.clause("jobs_per_loan_household", on))]


def _no_certificate(session: Session, member: Member, kind: str, on: date) -> list[Finding]:
    if kind != AWAY:
        return []
    certificate = _newest(session, HealthCertificate, on).get((member.book_code, member.id))
    if certificate is not None and holds_on(certificate.on, certificate.until_on, on):
        return []
    return [Finding("no-health-certificate", Severity.NOTE, f"{member.name} 外出务工，还没有有效的健康证明")]


def _rows(session: Session, model: type[_Dated]) -> list[_Dated]:
    return list(session.scalars(standing(model).order_by(model.id)))


def _newest(session: Session, model: type[_Dated], on: date) -> dict[Key, _Dated]:
    rows = [row for row in _rows(session, model) if _day(row) <= on]
    rows.sort(key=lambda row: (_day(row), row.id))
    return {(row.book_code, row.member_id): row for row in rows}


def _day(row: WorkIntention | HealthCertificate | Placement) -> date:
    return row.from_on if isinstance(row, Placement) else row.on
