"""Two lists for the round: loan households with labour and nobody in work, and listed households without a loan.

The second is 应贷未贷: whom to ask, never a target (S4 二（四）).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.employment import HouseholdWork, listed_without_loan, without_work
from app.domain.findings import Finding
from app.models import Demand, Household, Member
from app.services.household_names import Names, household_names
from app.services.listings import listings_of
from app.services.paper_facts import NO_LABOUR
from app.services.policies import book_policy
from app.services.portfolio import loan_lines
from app.services.records import holds_on, standing
from app.services.work import in_work

STEADY_MONTHS = 6  # of the list's 务工时间, where no placement is recorded: the trade's habit


@dataclass(frozen=True, slots=True)
class WithoutWork:
    """A loan household where fewer have steady work than the pack wants; without a household: the pack is silent."""

    household: str
    group: str
    head: str
    phone: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class NotLent:
    """A household of the list that never had a loan: since when it is listed, and what it last said it wants."""

    household: str
    group: str
    head: str
    phone: str
    kinds: tuple[str, ...]
    listed_from: date | None
    able: int
    wish: str


def nobody_in_work(session: Session, on: date) -> list[WithoutWork]:
    """Loan households with labour where nobody is in work (S0 四), in walking order."""
    names = {each.number: each for each in household_names(session).values()}
    found = without_work(household_work(session, on), book_policy(session, on=on), on)
    lines = [_without_work(names.get(finding.subject), finding) for finding in found]
    return sorted(lines, key=lambda line: names[line.household].order if line.household else ((0, ""), ""))


def not_lent(session: Session, on: date, *, since: date | None = None) -> list[NotLent]:
    """应贷未贷; with `since` only those that came onto the list on that day or later."""
    names = {each.number: each for each in household_names(session).values()}
    rows = {row.number: row for row in session.scalars(select(Household))}
    wishes = {
        (row.book_code, row.household_id): row.wish
        for row in session.scalars(standing(Demand).where(Demand.on <= on).order_by(Demand.on, Demand.id))
    }
    found = []
    for work in listed_without_loan(household_work(session, on), book_policy(session, on=on), on):
        row, whose = rows[work.number], names[work.number]
        if since is not None and (row.listed_from is None or row.listed_from < since):
            continue
        found.append(
            NotLent(
                household=work.number,
                group=whose.group,
                head=whose.head,
                phone=whose.phone,
                kinds=work.kinds,
                listed_from=row.listed_from,
                able=work.able,
                wish=wishes.get((row.book_code, row.id), ""),
            )
        )
    return sorted(found, key=lambda line: names[line.household].order)


def household_work(session: Session, on: date) -> list[HouseholdWork]:
    """Every present household as the rules of employment want it."""
    placed = in_work(session, on)
    able: dict[tuple[str, str], int] = defaultdict(int)
    working: dict[tuple[str, str], int] = defaultdict(int)
    for member in session.scalars(select(Member).where(Member.left_on.is_(None))):
        key = member.book_code, member.household_id
        able[key] += member.labour_skill not in NO_LABOUR and not member.schooling
        working[key] += (member.book_code, member.id) in placed or (member.work_months or 0) >= STEADY_MONTHS
    owing: dict[tuple[str, str], bool] = {}
    for line in loan_lines(session, on):
        key = line.household.book_code, line.household.id
        owing[key] = owing.get(key, False) or not line.state.cleared
    found = []
    for row in session.scalars(select(Household)):
        key = row.book_code, row.id
        if row.left_on is not None and row.left_on <= on:
            continue
        kinds = tuple(each.word for each in listings_of(session, row) if holds_on(each.from_on, each.until_on, on))
        found.append(HouseholdWork(row.number, able[key], working[key], owing.get(key, False), key in owing, kinds))
    return found


def _without_work(whose: Names | None, finding: Finding) -> WithoutWork:
    if whose is None:
        return WithoutWork("", "", "", "", finding)
    return WithoutWork(whose.number, whose.group, whose.head, whose.phone, finding)
