"""Everything the office recorded of one household beside its loans, as lines for its timeline, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import from_fen
from app.models import (
    CreditReview,
    CreditTitle,
    Demand,
    Guidance,
    HealthCertificate,
    Household,
    HouseholdChange,
    InsurancePolicy,
    InsuranceStep,
    LifeEvent,
    Member,
    PhoneCheck,
    Placement,
    SocietyLoan,
    SocietyMember,
    SocietyRepayment,
    WorkIntention,
)
from app.services.lookup import household_numbered
from app.services.records import standing

_Own = TypeVar(
    "_Own",
    HouseholdChange,
    PhoneCheck,
    Demand,
    Guidance,
    LifeEvent,
    InsurancePolicy,
    SocietyMember,
    SocietyLoan,
    CreditTitle,
)
_Personal = TypeVar("_Personal", WorkIntention, HealthCertificate, Placement)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record: its day, its subject (demand, work, life_event, insurance, society …), what, and what explains it."""

    on: date
    subject: str
    text: str
    note: str = ""


def records_of(session: Session, number: str, on: date) -> list[RecordLine]:
    """The records of the household with this 户编号 until `on`. Raises NotFoundError."""
    household = household_numbered(session, number)
    own = Member.book_code == household.book_code, Member.household_id == household.id
    members = {row.id: row.name for row in session.scalars(select(Member).where(*own))}
    found = [
        *_of_household(session, household),
        *_of_members(session, household, members),
        *_insurance(session, household),
        *_society(session, household),
        *_titles(session, household),
    ]
    return sorted((line for line in found if line.on <= on), key=lambda line: line.on, reverse=True)


def _of_household(session: Session, household: Household) -> Iterator[RecordLine]:
    for change in _rows(session, HouseholdChange, household):
        yield RecordLine(change.on, "household", change.text, change.reason)
    for phone in _rows(session, PhoneCheck, household):
        yield RecordLine(phone.on, "household", f"电话{phone.state}", phone.owner)
    for demand in _rows(session, Demand, household):
        amount = "" if demand.amount_fen is None else f" {from_fen(demand.amount_fen):,.2f} 元"
        yield RecordLine(demand.on, "demand", f"需求：{demand.wish}{amount}", demand.outcome or demand.purpose)
    for guidance in _rows(session, Guidance, household):
        yield RecordLine(guidance.on, "guidance", f"{guidance.kind}：{guidance.subject}", guidance.by)


def _of_members(session: Session, household: Household, members: dict[str, str]) -> Iterator[RecordLine]:
    for event in _rows(session, LifeEvent, household):
        yield RecordLine(event.on, "life_event", f"{members.get(event.member_id, '')} {event.kind}", event.proof)
        if event.ended_on is not None:
            yield RecordLine(event.ended_on, "life_event", f"{members.get(event.member_id, '')} {event.kind}结束")
    for intention in _of_family(session, WorkIntention, household, members):
        word = "愿意务工" if intention.willing else "暂不愿意务工"
        yield RecordLine(intention.on, "work", f"{members[intention.member_id]} {word}", intention.job)
    for paper in _of_family(session, HealthCertificate, household, members):
        yield RecordLine(paper.on, "work", f"{members[paper.member_id]} 健康证明", paper.issuer)
    for placement in _of_family(session, Placement, household, members):
        name = members[placement.member_id]
        yield RecordLine(placement.from_on, "work", f"{name} {placement.kind}", placement.employer)
        if placement.until_on is not None:
            yield RecordLine(placement.until_on, "work", f"{name} 结束{placement.kind}", placement.left_why)


def _insurance(session: Session, household: Household) -> Iterator[RecordLine]:
    policies = {row.id: row for row in _rows(session, InsurancePolicy, household)}
    for policy in policies.values():
        text = f"{policy.kind} 保额 {from_fen(policy.cover_fen):,.2f} 元"
        yield RecordLine(policy.from_on, "insurance", text, f"{policy.insurer} {policy.number}")
    own = InsuranceStep.book_code == household.book_code, InsuranceStep.policy_id.in_(policies)
    for step in session.scalars(standing(InsuranceStep).where(*own)):
        amount = f" {from_fen(step.amount_fen):,.2f} 元" if step.amount_fen else ""
        yield RecordLine(step.on, "insurance", f"{step.step}{amount}", policies[step.policy_id].number)


def _society(session: Session, household: Household) -> Iterator[RecordLine]:
    for membership in _rows(session, SocietyMember, household):
        yield RecordLine(membership.from_on, "society", "加入互助社")
        if membership.until_on is not None:
            yield RecordLine(membership.until_on, "society", "退出互助社")
    loans = {row.id: row for row in _rows(session, SocietyLoan, household)}
    for loan in loans.values():
        yield RecordLine(loan.on, "society", f"互助社借款 {from_fen(loan.amount_fen):,.2f} 元", loan.number)
    own = SocietyRepayment.book_code == household.book_code, SocietyRepayment.society_loan_id.in_(loans)
    for row in session.scalars(standing(SocietyRepayment).where(*own)):
        text = f"归还互助社 {from_fen(row.principal_fen):,.2f} 元"
        yield RecordLine(row.on, "society", text, loans[row.society_loan_id].number)


def _titles(session: Session, household: Household) -> Iterator[RecordLine]:
    titles = {row.id: row for row in _rows(session, CreditTitle, household)}
    for title in titles.values():
        yield RecordLine(title.on, "credit", f"评为{title.kind}", title.by)
    own = CreditReview.book_code == household.book_code, CreditReview.title_id.in_(titles)
    for step in session.scalars(standing(CreditReview).where(*own)):
        yield RecordLine(
            step.on, "credit", f"{titles[step.title_id].kind}{step.step} {step.result}".strip(), step.reason
        )


def _rows(session: Session, model: type[_Own], household: Household) -> list[_Own]:
    own = model.book_code == household.book_code, model.household_id == household.id
    return list(session.scalars(standing(model).where(*own)))


def _of_family(
    session: Session, model: type[_Personal], household: Household, members: dict[str, str]
) -> list[_Personal]:
    own = model.book_code == household.book_code, model.member_id.in_(members)
    return list(session.scalars(standing(model).where(*own)))
