"""The loans of the book on a day: rows to terms and events, replayed to their state.

Lists, reports, notices and the self-check read loans only through here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.domain.day_count import DayCount
from app.domain.loan_state import LoanState, replay
from app.domain.loan_terms import LoanTerms, SubsidyMode, SubsidyTerms
from app.domain.money import Rounding, from_fen
from app.domain.schedule import Convention, Every, Method
from app.models import Household, Loan, Member, Village
from app.services.loan_event_rows import PPM, Key, events_by_loan
from app.services.lookup import HEAD

__all__ = ["PPM", "LoanLine", "convention_of", "events_by_loan", "loan_line", "loan_lines", "loans_of", "terms_of"]


@dataclass(frozen=True, slots=True)
class LoanLine:
    """One loan with the names that belong to it and its state on the day that was asked for; money in yuan."""

    loan: Loan
    household: Household
    village: str
    township: str
    head: str
    head_id: str
    people: int
    borrower: Member
    co_borrower: Member | None
    terms: LoanTerms
    state: LoanState

    @property
    def phone(self) -> str:
        """The borrower's own number, else the household's."""
        return self.borrower.phone or self.household.phone


def loan_lines(session: Session, on: date, loans: Sequence[Loan] | None = None) -> list[LoanLine]:
    """Every loan (or those given) with its state at the start of `on`, in the order of their notes."""
    chosen = list(session.scalars(select(Loan)) if loans is None else loans)
    happened = events_by_loan(session, None if loans is None else [loan.id for loan in chosen])
    of_households = None if loans is None else {loan.household_id for loan in chosen}
    households, villages = _households(session, of_households)
    families: dict[tuple[str, str], list[Member]] = defaultdict(list)
    members: dict[tuple[str, str], Member] = {}
    for member in session.scalars(*_of(_ALL_MEMBERS, _MEMBERS, of_households)):
        members[member.book_code, member.id] = member
        if member.left_on is None:
            families[member.book_code, member.household_id].append(member)
    lines = []
    for loan in chosen:
        household = households[loan.book_code, loan.household_id]
        family = families[loan.book_code, loan.household_id]
        head = next((member for member in family if member.relation == HEAD), None)
        village = villages[loan.book_code, loan.household_id]
        terms = terms_of(loan)
        lines.append(
            LoanLine(
                loan=loan,
                household=household,
                village=village.name if village else "",
                township=village.township if village else "",
                head=head.name if head else "",
                head_id=head.resident_id if head else "",
                people=len(family),
                borrower=members[loan.book_code, loan.borrower_id],
                co_borrower=members.get((loan.book_code, loan.co_borrower_id or "")),
                terms=terms,
                state=replay(terms, happened[loan.book_code, loan.id], on),
            )
        )
    return sorted(lines, key=lambda line: (line.loan.book_code, line.loan.note_number))


def loan_line(session: Session, loan: Loan, on: date) -> LoanLine:
    """One loan with its state at the start of `on`."""
    return loan_lines(session, on, [loan])[0]


def loans_of(session: Session, household: Household) -> list[Loan]:
    """The loans of one household."""
    of_household = Loan.book_code == household.book_code, Loan.household_id == household.id
    return list(session.scalars(select(Loan).where(*of_household)))


def _households(session: Session, wanted: set[str] | None) -> tuple[dict[Key, Household], dict[Key, Village | None]]:
    """Households and their villages by the household's key."""
    rows = session.execute(*_of(_ALL_HOUSEHOLDS, _HOUSEHOLDS, wanted)).all()
    return (
        {(row.book_code, row.id): row for row, _ in rows},
        {(row.book_code, row.id): village for row, village in rows},
    )


# Made once, with the removed left out by themselves, because every act on a loan asks for them.
_OF_HOUSEHOLD = (Village.book_code == Household.book_code) & (Village.code == Household.village_code)
_ALL_HOUSEHOLDS = (
    select(Household, Village)
    .outerjoin(Village, _OF_HOUSEHOLD & Village.removed.is_(False))
    .where(Household.removed.is_(False))
    .execution_options(include_removed=True)
)
_HOUSEHOLDS = _ALL_HOUSEHOLDS.where(Household.id.in_(bindparam("wanted", expanding=True)))
_ALL_MEMBERS = select(Member).where(Member.removed.is_(False)).execution_options(include_removed=True)
_MEMBERS = _ALL_MEMBERS.where(Member.household_id.in_(bindparam("wanted", expanding=True)))


def _of(everything: Any, chosen: Any, wanted: set[str] | None) -> tuple[Any, dict[str, Any]]:
    return (everything, {}) if wanted is None else (chosen, {"wanted": list(wanted)})


def terms_of(loan: Loan) -> LoanTerms:
    """The terms of a loan row: fen to yuan, millionths to fractions."""
    return LoanTerms(
        note_number=loan.note_number,
        principal=from_fen(loan.principal_fen),
        rate=loan.rate_ppm / PPM,
        disbursed_on=loan.disbursed_on,
        due_on=loan.due_on,
        convention=convention_of(loan),
        uplift=loan.uplift_ppm / PPM,
        compound=loan.compound,
        allocation=tuple(loan.allocation.split()),
        subsidy=SubsidyTerms(
            share=loan.subsidy_share_ppm / PPM,
            cap=from_fen(loan.subsidy_cap_fen) if loan.subsidy_cap_fen else None,
            mode=SubsidyMode(loan.subsidy_mode or SubsidyMode.BANK_DIRECT),
            rate_cap=None if loan.subsidy_rate_cap_ppm is None else loan.subsidy_rate_cap_ppm / PPM,
            until=loan.subsidy_until,
        ),
    )


def convention_of(loan: Loan) -> Convention:
    """The convention that is stored with the loan."""
    return Convention(
        method=Method(loan.method),
        day_count=DayCount(loan.day_count),
        every=Every(loan.every),
        settlement_day=loan.settlement_day,
        rounding=Rounding(loan.rounding),
    )
