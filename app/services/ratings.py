"""Ratings: the village assesses by a score sheet and explains itself; the bank's decision is recorded apart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.domain.money import to_fen
from app.domain.rating import Adjustment, RatingResult, rate_household
from app.domain.score_sheet import ScoreSheet
from app.models import BankDecision, Household, Rating
from app.packs.score_sheets import load_score_sheet
from app.services.lookup import household_numbered
from app.services.policies import book_policy
from app.storage.book import Book

DEFAULT_SHEET = "5221"


def sheet_for(session: Session, on: date) -> ScoreSheet:
    """The score sheet that the book's policy names for that day."""
    return load_score_sheet(book_policy(session).text("score_sheet", on) or DEFAULT_SHEET)


def assess_household(
    book: Book,
    household_number: str,
    *,
    answers: Mapping[str, str],
    on: date,
    adjustments: Sequence[Adjustment] = (),
    evidence: Mapping[str, str] | None = None,
) -> RatingResult:
    """Rate a household (村初评) and keep the snapshot. Raises InputError, NotFoundError."""
    with book.write("评级") as session:
        household = household_numbered(session, household_number)
        sheet = sheet_for(session, on)
        result = rate_household(sheet, answers, adjustments, on, evidence=evidence)
        session.add(
            Rating(
                household_id=household.id,
                on=on,
                sheet_id=sheet.id,
                points=str(result.points),
                band=result.band,
                credit_line_fen=to_fen(result.credit_line),
                snapshot=json.dumps(result.snapshot, ensure_ascii=False),
            )
        )
        return result


def record_bank_decision(
    book: Book, household_number: str, *, grade: str, credit_line: Decimal, on: date, until: date, bank: str = ""
) -> None:
    """Record what the bank decided (银行核定). Raises InputError for a validity that ends before it begins."""
    if until < on:
        raise InputError("有效期至", f"{until} 早于核定日期 {on}")
    if credit_line < 0:
        raise InputError("授信额度", "不能是负数")
    with book.write("登记银行核定") as session:
        household = household_numbered(session, household_number)
        session.add(
            BankDecision(
                household_id=household.id,
                grade=grade,
                credit_line_fen=to_fen(credit_line),
                on=on,
                until=until,
                bank=bank,
            )
        )


def ratings_of(session: Session, household: Household) -> list[Rating]:
    """The village's assessments, the newest first."""
    own = Rating.book_code == household.book_code, Rating.household_id == household.id
    return list(session.scalars(select(Rating).where(*own).order_by(Rating.on.desc(), Rating.id.desc())))


def decisions_of(session: Session, household: Household) -> list[BankDecision]:
    """The bank's decisions, the newest first."""
    own = BankDecision.book_code == household.book_code, BankDecision.household_id == household.id
    statement = select(BankDecision).where(*own).order_by(BankDecision.on.desc(), BankDecision.id.desc())
    return list(session.scalars(statement))


def newest_decisions(session: Session, on: date) -> dict[str, BankDecision]:
    """The bank's newest decision up to `on`, by household id."""
    statement = select(BankDecision).where(BankDecision.on <= on).order_by(BankDecision.on, BankDecision.id)
    return {row.household_id: row for row in session.scalars(statement)}
