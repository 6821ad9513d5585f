"""Facts that the registers of the office hold: who is responsible, what is wanted, insured, guaranteed, collected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import from_fen
from app.models import (
    Demand,
    GuaranteeMember,
    HealthCertificate,
    Household,
    InsurancePolicy,
    InsuranceStep,
    LifeEvent,
    Loan,
    Member,
    Paper,
    Placement,
    ResponsiblePerson,
    Visit,
    WorkIntention,
)
from app.models import GuaranteeGroup as Group
from app.services.lookup import head_of, members_of
from app.services.paper_facts import Facts
from app.services.printing_words import SIGNED_STATES
from app.services.records import holds_on, standing
from app.services.recovery import COLLECTION_FORM, COLLECTION_VISIT, steps_of
from app.services.responsible import ResponsibleView, list_responsible, responsible_of

HELPER, MANAGER = "帮扶干部", "客户经理"
DEMAND_FORM, WORK_FORM, ACCIDENT_FORM, GUARANTEE_FORM = "F11", "F12", "F13c", "F14"
WISH_WORDS = {"贷": "有", "续": "有", "无": "无"}
PLACES = ("县内", "省内县外", "省外", "公益岗位")
INSURANCE_WORDS = {"人身意外保险": "人身意外险", "农业保险": "农业保险"}
LOAN_INSURANCE = "贷款保证保险"
_Dated = TypeVar("_Dated", GuaranteeMember, InsuranceStep, LifeEvent, WorkIntention)


class Registers:
    """The registers of one book on one day; what is the same for all households is read once."""

    def __init__(self, session: Session, on: date) -> None:
        self.session = session
        self.on = on

    @cached_property
    def _responsible(self) -> list[ResponsibleView]:
        if self.session.scalars(standing(ResponsiblePerson).limit(1)).first() is None:
            return []  # the list reads every household
        return list_responsible(self.session, self.on)

    @cached_property
    def _loan_policies(self) -> dict[tuple[str, str | None], InsurancePolicy]:
        rows = self.session.scalars(standing(InsurancePolicy).where(InsurancePolicy.kind == LOAN_INSURANCE))
        return {(row.book_code, row.loan_id): row for row in rows if holds_on(row.from_on, row.until_on, self.on)}

    def people(self, household: Household, village: str, officer: str) -> Facts:
        """帮扶责任人 and 客户经理 of a household, and the officer's telephone."""
        by_role = {view.role: view for view in responsible_of(self._responsible, household, village)}
        facts: Facts = {}
        if (helper := by_role.get(HELPER)) is not None:
            facts |= {"household.helper": helper.name, "household.helper_unit": helper.unit}
        if (manager := by_role.get(MANAGER)) is not None:
            facts |= {"bank.manager": manager.name, "bank.manager_phone": manager.phone}
        own = next((view.phone for view in self._responsible if view.name == officer and view.phone), "")
        return facts | {"officer.phone": own}

    def insurance(self, loan: Loan) -> Facts:
        """保证保险 of a loan: known only where a policy is registered."""
        policy = self._loan_policies.get((loan.book_code, loan.id))
        if policy is None:
            return {}
        return {"extension.insured": "已投保", "loan.insured": "已投保", "loan.policy": policy.number} | {
            "unit.insurer": policy.insurer,
            "claim.fund": policy.number,
        }

    def own_form(self, form_id: str, household: Household, loan: Loan | None) -> Facts:
        """What only one form asks for."""
        if form_id == DEMAND_FORM:
            return self._demand(household)
        if form_id == WORK_FORM:
            return self._work(household)
        if form_id == ACCIDENT_FORM:
            return self._accident(household)
        return self._guarantee(household, loan) if form_id == GUARANTEE_FORM else {}

    def collections(self, loan: Loan) -> Facts:
        """F13: every step of collection by day, and the last word on recovery."""
        own = Visit.book_code == loan.book_code, Visit.household_id == loan.household_id
        visits = self.session.scalars(standing(Visit).where(*own, Visit.kind == COLLECTION_VISIT))
        rows = [
            (visit.on, "入户", "", visit.findings or visit.result) for visit in visits if visit.on >= loan.disbursed_on
        ]
        of_loan = Paper.book_code == loan.book_code, Paper.loan_id == loan.id
        for paper in self.session.scalars(select(Paper).where(*of_loan, Paper.form_id == COLLECTION_FORM)):
            if paper.state in SIGNED_STATES:
                rows.append((paper.printed_on, "催收通知书", paper.serial, paper.state))
        steps = steps_of(self.session, loan)
        rows += [(step.on, step.kind, step.document, step.result) for step in steps]
        recovery = next((step.result for step in reversed(steps) if step.result), "")
        return {"claim.collections": _numbered(rows), "claim.recovery": recovery}

    def _demand(self, household: Household) -> Facts:
        of_household = Demand.book_code == household.book_code, Demand.household_id == household.id
        rows = self.session.scalars(standing(Demand).where(*of_household, Demand.on <= self.on).order_by(Demand.on))
        row = next((each for each in reversed(rows.all()) if each.closed_on is None), None)
        if row is None:
            return {}
        return {
            "demand.on": row.on,
            "demand.wanted": WISH_WORDS.get(row.wish),
            "demand.amount": None if row.amount_fen is None else from_fen(row.amount_fen),
            "demand.months": row.term_months,
            "demand.use": row.purpose,
            "demand.when": row.wanted_on.isoformat() if row.wanted_on else "",
            "demand.text": row.remark,
        }

    def _work(self, household: Household) -> Facts:
        """The newest intention of a household, with the member whose it is."""
        members = {member.id: member for member in members_of(self.session, household)}
        asked = _newest(
            row
            for row in self.session.scalars(standing(WorkIntention).where(WorkIntention.member_id.in_(members)))
            if row.on <= self.on
        )
        if asked is None:
            return {}
        member = members[asked.member_id]
        own = self.session.scalars(standing(HealthCertificate).where(HealthCertificate.member_id == member.id))
        certified = any(holds_on(row.on, row.until_on, self.on) for row in own)
        jobs = self.session.scalars(standing(Placement).where(Placement.member_id == member.id))
        job = next((row for row in jobs if holds_on(row.from_on, row.until_on, self.on)), None)
        return {
            "borrower.name": member.name,
            "borrower.id": member.resident_id,
            "borrower.relation": member.relation,
            "borrower.phone": member.phone or household.phone,
            "borrower.education": member.education,
            "borrower.health": member.health,
            "job.on": asked.on,
            "job.willing": "愿意" if asked.willing else "暂不愿意",
            "job.places": tuple(place for place in PLACES if place in asked.place),
            "job.trades": asked.job,
            "job.wage": None if asked.wage_fen is None else from_fen(asked.wage_fen),
            "job.from": asked.available_from,
            "job.health_paper": "有" if certified else None,
            "job.now": "　".join(part for part in (job.kind, job.employer, job.place) if part) if job else "",
            "job.text": asked.remark,
        }

    def _accident(self, household: Household) -> Facts:
        """F13c: the policy that was reported on last, else the only one of a person or a harvest."""
        own = InsurancePolicy.book_code == household.book_code, InsurancePolicy.household_id == household.id
        policies = list(self.session.scalars(standing(InsurancePolicy).where(*own)))
        policies = [row for row in policies if row.kind in INSURANCE_WORDS]
        by_id = {row.id: row for row in policies}
        step = _newest(self.session.scalars(standing(InsuranceStep).where(InsuranceStep.policy_id.in_(by_id))))
        policy = by_id[step.policy_id] if step else (policies[0] if len(policies) == 1 else None)
        if policy is None:
            return {}
        insured = self.session.get(Member, (policy.book_code, policy.member_id or ""))
        event = _newest(
            self.session.scalars(standing(LifeEvent).where(LifeEvent.member_id == (policy.member_id or "")))
        )
        claimant = head_of(members_of(self.session, household))
        if claimant is not None and event is not None and claimant.id == event.member_id:
            claimant = None
        facts: Facts = {
            "claim.kind": INSURANCE_WORDS[policy.kind],
            "unit.insurer": policy.insurer,
            "claim.fund": policy.number,
            "claim.insured": insured.name if insured else policy.subject,
            "claim.accident_on": event.on if event else (step.on if step else None),
            "claim.accident": event.remark or event.kind if event else (step.text if step else ""),
            "claim.amount": from_fen(step.amount_fen) if step and step.amount_fen else None,
        }
        if claimant is not None:
            facts |= {
                "claim.claimant": claimant.name,
                "claim.claimant_id": claimant.resident_id,
                "claim.claimant_phone": claimant.phone or household.phone,
            }
        return facts

    def _guarantee(self, household: Household, loan: Loan | None) -> Facts:
        """F14: the group in which the household stands, with what each of it borrows."""
        own = GuaranteeMember.book_code == household.book_code, GuaranteeMember.household_id == household.id
        row = _newest(each for each in self.session.scalars(standing(GuaranteeMember).where(*own)) if self._holds(each))
        if row is None:
            return {}
        group = self.session.get_one(Group, (row.book_code, row.group_id))
        rows = standing(GuaranteeMember).where(
            GuaranteeMember.book_code == row.book_code, GuaranteeMember.group_id == row.group_id
        )
        members = [each for each in self.session.scalars(rows) if self._holds(each)]
        lent = self._lent({each.household_id for each in members})
        return {
            "guarantee.members": [
                self._guarantor(number, each, lent.get(each.household_id)) for number, each in enumerate(members, 1)
            ],
            "guarantee.amount": None if group.amount_fen is None else from_fen(group.amount_fen),
            "guarantee.from": group.formed_on,
            "guarantee.until": group.dissolved_on,
        }

    def _holds(self, row: GuaranteeMember) -> bool:
        return holds_on(row.from_on, row.until_on, self.on)

    def _lent(self, household_ids: set[str]) -> dict[str, int]:
        """The newest loan of each household, in fen."""
        loans = self.session.scalars(select(Loan).where(Loan.household_id.in_(household_ids)).order_by(Loan.signed_on))
        return {loan.household_id: loan.principal_fen for loan in loans}

    def _guarantor(self, number: int, row: GuaranteeMember, fen: int | None) -> Facts:
        household = self.session.get_one(Household, (row.book_code, row.household_id))
        head = head_of(members_of(self.session, household))
        return {
            "no": number,
            "name": head.name if head else "",
            "id": head.resident_id if head else "",
            "address": household.address or household.group_name,
            "amount": None if fen is None else from_fen(fen),
        }


def _newest(rows: Iterable[_Dated]) -> _Dated | None:
    """The row that begins or happened last, None where there is none."""
    return max(rows, key=_when, default=None)


def _when(row: Any) -> tuple[date, str]:
    return getattr(row, "on", None) or row.from_on, row.id


def _numbered(rows: list[tuple[date, str, str, str]]) -> list[Facts]:
    return [
        {"no": number, "on": on, "way": way, "serial": serial, "result": result}
        for number, (on, way, serial, result) in enumerate(sorted(rows), 1)
    ]
