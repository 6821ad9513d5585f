"""Ratings: the village assesses by a score sheet and explains itself; the bank's decision is recorded apart."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import InputError, NotFoundError
from app.domain.money import from_fen, to_fen
from app.domain.months import add_months
from app.domain.rating import Adjustment, RatingResult, rate_household
from app.domain.score_sheet import ScoreSheet
from app.models import BankDecision, Household, Rating
from app.packs.score_sheets import load_score_sheet
from app.services.household_names import household_names
from app.services.lookup import household_numbered
from app.services.policies import book_policy, own_files
from app.services.records import in_order, standing
from app.storage.book import Book

DEFAULT_SHEET, SCORE_SHEET = "5221", "score-sheet"
REVIEW_MONTHS = 12  # where the pack is silent: S4 has a yearly review


def sheet_for(session: Session, on: date) -> ScoreSheet:
    """The score sheet that the book's policy names for that day; the book's own text comes before the built-in one."""
    chosen = book_policy(session).text("score_sheet", on) or DEFAULT_SHEET
    return load_score_sheet(chosen, own_files(session, SCORE_SHEET))


def assess_household(
    book: Book,
    household_number: str,
    *,
    answers: Mapping[str, str],
    on: date,
    adjustments: Sequence[Adjustment] = (),
    evidence: Mapping[str, str] | None = None,
    vetoes: Collection[str] = (),
) -> RatingResult:
    """Rate a household (村初评) and keep the snapshot. Raises InputError, NotFoundError.

    `vetoes` are the ids of the sheet's vetoes that were found.
    """
    with book.write("评级") as session:
        household = household_numbered(session, household_number)
        sheet = sheet_for(session, on)
        result = rate_household(sheet, answers, adjustments, on, evidence=evidence, vetoes=vetoes)
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


@dataclass(frozen=True, slots=True)
class RatingView:
    """What is known of one household's standing on a day: the village's assessment and the bank's decision, apart.

    Money in yuan; `review_due` is the day of the next 年审; empty and None where there is none.
    """

    household: str
    group: str
    head: str
    rating_id: str
    assessed_on: date | None
    points: str
    band: str
    suggested_line: Decimal | None
    review_due: date | None
    decision_id: str
    grade: str
    credit_line: Decimal | None
    decided_on: date | None
    valid_until: date | None


def review_rating(
    book: Book,
    household_number: str,
    *,
    on: date,
    changed: Mapping[str, str] | None = None,
    adjustments: Sequence[Adjustment] = (),
) -> RatingResult:
    """年审: assess anew with the answers of the last time, but for those in `changed`; the last one stays as it was.

    Raises NotFoundError where the household was never assessed, InputError for a day before the last assessment.
    """
    with book.read() as session:
        household = household_numbered(session, household_number)
        last = next(iter(ratings_of(session, household)), None)
        if last is None:
            raise NotFoundError("评级", household_number)
        in_order("上次评级日", last.on, "年审日", on)
        answers = json.loads(last.snapshot)["answers"]
    return assess_household(
        book, household_number, answers={**answers, **(changed or {})}, on=on, adjustments=adjustments
    )


def list_ratings(session: Session, on: date, *, household_number: str = "") -> list[RatingView]:
    """Every household that was assessed or decided on, in walking order."""
    if household_number:
        household_numbered(session, household_number)
    months = book_policy(session).integer("rating_review_months", on) or REVIEW_MONTHS
    rated = standing(Rating).where(Rating.on <= on).order_by(Rating.on, Rating.id)
    assessed = {(row.book_code, row.household_id): row for row in session.scalars(rated)}
    settled = standing(BankDecision).where(BankDecision.on <= on).order_by(BankDecision.on, BankDecision.id)
    decided = {(row.book_code, row.household_id): row for row in session.scalars(settled)}
    found = []
    for key, whose in household_names(session).items():
        rating, decision = assessed.get(key), decided.get(key)
        if (rating is None and decision is None) or household_number not in ("", whose.number):
            continue
        view = RatingView(
            household=whose.number,
            group=whose.group,
            head=whose.head,
            rating_id=rating.id if rating else "",
            assessed_on=rating.on if rating else None,
            points=rating.points if rating else "",
            band=rating.band if rating else "",
            suggested_line=from_fen(rating.credit_line_fen) if rating else None,
            review_due=add_months(rating.on, months) if rating else None,
            decision_id=decision.id if decision else "",
            grade=decision.grade if decision else "",
            credit_line=from_fen(decision.credit_line_fen) if decision else None,
            decided_on=decision.on if decision else None,
            valid_until=decision.until if decision else None,
        )
        found.append((whose.order, view))
    return [view for _order, view in sorted(found, key=lambda each: each[0])]


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
    return list(session.scalars(standing(Rating).where(*own).order_by(Rating.on.desc(), Rating.id.desc())))


def decisions_of(session: Session, household: Household) -> list[BankDecision]:
    """The bank's decisions, the newest first."""
    own = BankDecision.book_code == household.book_code, BankDecision.household_id == household.id
    statement = standing(BankDecision).where(*own).order_by(BankDecision.on.desc(), BankDecision.id.desc())
    return list(session.scalars(statement))


def newest_decisions(session: Session, on: date) -> dict[str, BankDecision]:
    """The bank's newest decision up to `on`, by household id."""
    statement = standing(BankDecision).where(BankDecision.on <= on).order_by(BankDecision.on, BankDecision.id)
    return {row.household_id: row for row in session.scalars(statement)}
