"""The loans of the book on a day: rows to terms and events, replayed to their state.

Lists, reports, notices and the self-check read loans only through here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.domain import loan_events as events
from app.domain.day_count import DayCount
from app.domain.loan_state import LoanState, replay
from app.domain.loan_terms import LoanTerms, SubsidyMode, SubsidyTerms
from app.domain.money import Rounding, from_fen
from app.domain.schedule import Convention, Every, Method
from app.models import (
    BankAdjustment,
    Claim,
    Extension,
    Household,
    Loan,
    Member,
    Misuse,
    RateChange,
    Repayment,
    Reversal,
    SubsidyPaid,
    Village,
)
from app.services.lookup import HEAD

PPM = Decimal(1_000_000)
_Model = TypeVar("_Model", Household, Member)


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
    households = {
        (row.book_code, row.id): row for row in session.scalars(_only(Household, Household.id, of_households))
    }
    families: dict[tuple[str, str], list[Member]] = defaultdict(list)
    members: dict[tuple[str, str], Member] = {}
    for member in session.scalars(_only(Member, Member.household_id, of_households)):
        members[member.book_code, member.id] = member
        if member.left_on is None:
            families[member.book_code, member.household_id].append(member)
    villages = {(row.book_code, row.code): row for row in session.scalars(select(Village))}
    lines = []
    for loan in chosen:
        household = households[loan.book_code, loan.household_id]
        family = families[loan.book_code, loan.household_id]
        head = next((member for member in family if member.relation == HEAD), None)
        village = villages.get((loan.book_code, household.village_code))
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


def _only(model: type[_Model], column: Any, wanted: set[str] | None) -> Select[tuple[_Model]]:
    statement = select(model)
    return statement if wanted is None else statement.where(column.in_(wanted))


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


def events_by_loan(
    session: Session, loan_ids: list[str] | None = None
) -> dict[tuple[str, str], list[events.LoanEvent]]:
    """The events of all loans (or those given), by (book_code, loan id)."""
    found: dict[tuple[str, str], list[events.LoanEvent]] = defaultdict(list)
    kinds: tuple[tuple[Any, Callable[[Any], events.LoanEvent]], ...] = (
        (Repayment, _repayment),
        (Reversal, _reversal),
        (Extension, _extension),
        (Claim, _claim),
        (BankAdjustment, _adjustment),
        (SubsidyPaid, _subsidy),
        (Misuse, _misuse),
        (RateChange, _rate_change),
    )
    for model, make in kinds:
        statement = select(model)
        if loan_ids is not None:
            statement = statement.where(model.loan_id.in_(loan_ids))
        for row in session.scalars(statement):
            found[row.book_code, row.loan_id].append(make(row))
    for old, new in session.execute(_renewed(loan_ids)):
        found[old.book_code, old.id].append(_renewal(new))
    return found


def _renewed(loan_ids: list[str] | None) -> Select[tuple[Loan, Loan]]:
    """Pairs of an old loan and the one that took its place."""
    new = aliased(Loan)
    pair = (new.book_code == Loan.book_code) & (new.renews_note == Loan.note_number) & (new.renews_note != "")
    statement = select(Loan, new).join(new, pair)
    return statement if loan_ids is None else statement.where(Loan.id.in_(loan_ids))


def _renewal(new: Loan) -> events.Renewal:
    return events.Renewal(
        new.id, new.disbursed_on, _entered(new.entered_at), from_fen(new.principal_fen), new.note_number
    )


def _repayment(row: Repayment) -> events.Repayment:
    amount = from_fen(row.amount_fen)
    return events.Repayment(row.id, row.on, _entered(row.entered_at), amount, row.voucher, _split(row))


def _split(row: Repayment | Claim) -> events.Split | None:
    parts = (row.principal_fen, row.interest_fen, row.penalty_fen, row.compound_fen)
    return None if all(part is None for part in parts) else events.Split(*(from_fen(part or 0) for part in parts))


def _reversal(row: Reversal) -> events.Reversal:
    return events.Reversal(row.id, row.on, _entered(row.entered_at), row.entry_id, row.reason)


def _extension(row: Extension) -> events.Extension:
    return events.Extension(
        row.id,
        row.on,
        _entered(row.entered_at),
        until=row.until,
        rate=None if row.rate_ppm is None else row.rate_ppm / PPM,
        sort=row.kind,
        paper_pending=row.paper_pending and row.paper_done_on is None,
        reason=row.reason,
    )


def _claim(row: Claim) -> events.Claim:
    amount, entered = from_fen(row.amount_fen), _entered(row.entered_at)
    return events.Claim(row.id, row.on, entered, amount, row.kind, row.voucher, _split(row))


def _adjustment(row: BankAdjustment) -> events.BankAdjustment:
    parts = (row.principal_fen, row.interest_fen, row.penalty_fen, row.compound_fen)
    split = events.Split(*(from_fen(part) for part in parts))
    return events.BankAdjustment(row.id, row.on, _entered(row.entered_at), split, row.reason)


def _subsidy(row: SubsidyPaid) -> events.SubsidyPaid:
    return events.SubsidyPaid(row.id, row.on, _entered(row.entered_at), from_fen(row.amount_fen), row.voucher)


def _misuse(row: Misuse) -> events.Misuse:
    return events.Misuse(row.id, row.on, _entered(row.entered_at), row.uplift_ppm / PPM, row.reason)


def _rate_change(row: RateChange) -> events.RateChange:
    return events.RateChange(row.id, row.on, _entered(row.entered_at), row.rate_ppm / PPM, row.reason)


def _entered(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
