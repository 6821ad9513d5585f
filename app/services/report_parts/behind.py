"""The list behind a figure of a report: its loans or households, as they stand on the report's day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.report import Figure
from app.models import Household, Loan, Member
from app.services.lookup import HEAD
from app.services.portfolio import loan_lines
from app.services.report_parts.figures import LOAN

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One loan or household behind a figure; `key` is its note or household number, money in yuan."""

    key: str
    household: str
    group: str
    name: str
    what: str
    principal: Decimal | None = None
    balance: Decimal | None = None


def rows_behind(session: Session, figure: Figure, on: date) -> list[BehindRow]:
    """The rows that a figure counts, in the order of the report."""
    if figure.behind_kind == LOAN:
        return _loans(session, figure.behind, on)
    return _households(session, figure.behind)


def _loans(session: Session, notes: tuple[str, ...], on: date) -> list[BehindRow]:
    rows = {}
    for start in range(0, len(notes), AT_ONCE):
        wanted = session.scalars(select(Loan).where(Loan.note_number.in_(notes[start : start + AT_ONCE])))
        for line in loan_lines(session, on, list(wanted)):
            late = f"，逾期 {line.state.overdue_days} 天" if line.state.overdue_days else ""
            rows[line.loan.note_number] = BehindRow(
                key=line.loan.note_number,
                household=line.household.number,
                group=line.household.group_name,
                name=line.borrower.name,
                what=f"{line.loan.disbursed_on} 至 {line.state.due_on}{late}",
                principal=line.terms.principal,
                balance=line.state.balance,
            )
    return [rows[note] for note in notes if note in rows]


def _households(session: Session, numbers: tuple[str, ...]) -> list[BehindRow]:
    """Two villages may number a household alike: then both are shown, each once."""
    rows: dict[str, list[BehindRow]] = defaultdict(list)
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        found = session.execute(
            select(Household, Member.name)
            .outerjoin(
                Member,
                (Member.book_code == Household.book_code)
                & (Member.household_id == Household.id)
                & (Member.relation == HEAD)
                & Member.left_on.is_(None),
            )
            .where(Household.number.in_(part))
        )
        for household, head in found.tuples():
            kinds = "、".join(word for word in (household.kind, household.monitored) if word)
            rows[household.number].append(
                BehindRow(household.number, household.number, household.group_name, head or "", kinds)
            )
    return [row for number in dict.fromkeys(numbers) for row in rows.get(number, ())]
