"""What waits because its time has come: post-loan checks, yearly reviews, public notices that are over, demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.months import add_months
from app.domain.policy import PolicyPack
from app.domain.post_loan import CHECKS, EVERY_MONTHS, FIRST_DAYS, next_check
from app.models import Application, BankDecision, Household, Opinion, PublicNotice, Rating, Visit
from app.services.credit_titles import reviews_due
from app.services.demands import NONE, list_demands
from app.services.household_names import Key
from app.services.policies import book_policy
from app.services.portfolio import LoanLine, loan_lines
from app.services.ratings import REVIEW_MONTHS
from app.services.records import stands

IN_REVIEW = ("open", "supplement")
WAITING = "待办"


@dataclass(frozen=True, slots=True)
class CheckDue:
    """A post-loan check that is due on `day` or was; `last` is the newest one, None where there was none."""

    line: LoanLine
    day: date
    last: date | None


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A yearly review that is due: of the village's assessment, the bank's decision, or a title."""

    household: str
    text: str
    day: date


@dataclass(frozen=True, slots=True)
class NoticeOver:
    """An application whose public notice is over and that no stage has spoken on since."""

    household: str
    application: str
    until: date


@dataclass(frozen=True, slots=True)
class WishOpen:
    """A demand that nothing became of yet."""

    household: str
    text: str
    day: date


def checks_due_on(session: Session, on: date) -> list[CheckDue]:
    """The post-loan checks that are due by `on`."""
    return checks_due(session, on, book_policy(session), loan_lines(session, on))


def checks_due(session: Session, on: date, pack: PolicyPack, lines: Sequence[LoanLine]) -> list[CheckDue]:
    """Post-loan checks of open loans that are due by `on`, the longest waiting first.

    A check at the door counts for every loan of the household, unless it names one.
    """
    first_days = pack.integer("post_loan_first_days", on) or FIRST_DAYS
    every_months = pack.integer("post_loan_every_months", on) or EVERY_MONTHS
    checked: dict[Key, date] = {}
    whose = Visit.book_code, Visit.household_id, Visit.loan_id
    rows = select(*whose, func.max(Visit.on)).where(
        Visit.kind.in_(CHECKS), Visit.on <= on, Visit.removed.is_(False), stands(Visit)
    )
    for code, household_id, loan_id, day in session.execute(rows.group_by(*whose)):
        checked[code, loan_id or household_id] = day
    found = []
    for line in lines:
        if line.state.cleared:
            continue
        keys = (line.loan.book_code, line.loan.id), (line.loan.book_code, line.household.id)
        days = [checked[key] for key in keys if key in checked]
        day = next_check(line.loan.disbursed_on, days, first_days, every_months)
        if day <= on:
            last = max((each for each in days if each >= line.loan.disbursed_on), default=None)
            found.append(CheckDue(line, day, last))
    return sorted(found, key=lambda each: (each.day, each.line.loan.note_number))


def ratings_to_review(session: Session, on: date, pack: PolicyPack, lines: Sequence[LoanLine]) -> list[ReviewDue]:
    """年审 that is due by `on`: assessments past their year, decisions past their validity, titles; the oldest first.

    Only where the household still owes, or holds a line that counts: nobody reviews what nobody uses.
    """
    months = pack.integer("rating_review_months", on) or REVIEW_MONTHS
    owing = {(line.loan.book_code, line.household.id) for line in lines if not line.state.cleared}
    numbers = {
        (code, row_id): number
        for code, row_id, number in session.execute(
            select(Household.book_code, Household.id, Household.number).where(Household.removed.is_(False))
        )
    }
    assessed = _newest(session, Rating)
    decided = _newest(session, BankDecision)
    found = []
    for key, (day, until) in decided.items():
        due = add_months(assessed[key][0] if key in assessed else day, months)
        if until is not None and until < on and key in owing:
            found.append(ReviewDue(numbers[key], f"银行核定 {until} 已过有效期", until))
        elif due <= on and (key in owing or (until is not None and until >= on)):
            found.append(ReviewDue(numbers[key], "评级该年审", due))
    for title in reviews_due(session, on):
        if title.review_due is not None:
            found.append(ReviewDue(title.household, f"{title.kind}该年审", title.review_due))
    return sorted(found, key=lambda each: (each.day, each.household))


def notices_over(session: Session, on: date) -> list[NoticeOver]:
    """Applications in review whose notice ended before `on` and on which nobody has spoken since."""
    spoken: dict[Key, date] = {}
    for code, application_id, day in session.execute(
        select(Opinion.book_code, Opinion.application_id, Opinion.on).where(
            Opinion.removed.is_(False), Opinion.on <= on, stands(Opinion)
        )
    ):
        key = code, application_id
        spoken[key] = max(spoken.get(key, date.min), day)
    rows = (
        select(PublicNotice, Application.number, Household.number)
        .join(
            Application,
            (Application.book_code == PublicNotice.book_code) & (Application.id == PublicNotice.application_id),
        )
        .join(Household, (Household.book_code == Application.book_code) & (Household.id == Application.household_id))
        .where(Application.state.in_(IN_REVIEW), PublicNotice.until_on < on, stands(PublicNotice))
    )
    found = [
        NoticeOver(household, number, notice.until_on)
        for notice, number, household in session.execute(rows)
        if spoken.get((notice.book_code, notice.application_id), date.min) <= notice.until_on
    ]
    return sorted(found, key=lambda each: (each.until, each.application))


def wishes_open(session: Session, on: date) -> list[WishOpen]:
    """Demands that nothing became of yet, the oldest first; who wants nothing waits for nothing."""
    found = [
        WishOpen(view.household, f"要{view.wish}{f' {view.amount:,.2f} 元' if view.amount else ''}", view.on)
        for view in list_demands(session, on, only_open=True)
        if view.stage == WAITING and view.wish != NONE
    ]
    return sorted(found, key=lambda each: (each.day, each.household))


def _newest(session: Session, model: type[Rating] | type[BankDecision]) -> dict[Key, tuple[date, date | None]]:
    """Day and end of validity of the newest row of each household."""
    until = BankDecision.until if model is BankDecision else Rating.on
    rows = select(model.book_code, model.household_id, model.on, until).where(model.removed.is_(False), stands(model))
    found: dict[Key, tuple[date, date | None]] = {}
    for code, household_id, day, end in session.execute(rows.order_by(model.on, model.id)):
        found[code, household_id] = day, end
    return found
