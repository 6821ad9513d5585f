"""Credit households and credit villages (信用户, 信用村): chosen, reviewed each year, revoked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError, RefusedError
from app.domain.findings import Finding, Severity
from app.domain.months import add_months
from app.models import CreditReview, CreditTitle, Household, Village
from app.services.findings_text import must_pass
from app.services.household_names import Key, household_names
from app.services.policies import book_policy
from app.services.portfolio import loan_lines, loans_of
from app.services.records import (
    filled,
    in_order,
    one_of,
    own_household,
    own_village,
    record_with_id,
    standing,
    warned,
)
from app.storage.book import Book

HOUSEHOLD, VILLAGE = KINDS = ("信用户", "信用村")
REVIEWED, REVOKED = STEPS = ("年审", "撤销")
PASSED, FAILED = RESULTS = ("合格", "不合格")
VALID, EXPIRED, TAKEN = STATES = ("有效", "已到期", "已撤销")
REVIEW_MONTHS = 12


@dataclass(frozen=True, slots=True)
class TitleView:
    """One title on a day: whose, its state, and when its next yearly review is due."""

    id: str
    kind: str
    household: str
    head: str
    village: str
    grade: str
    on: date
    until_on: date | None
    by: str
    state: str
    reviewed_on: date | None
    result: str
    review_due: date | None


def award(
    book: Book,
    *,
    kind: str,
    by: str,
    on: date,
    household_number: str = "",
    village: str = "",
    grade: str = "",
    until: date | None = None,
    document: str = "",
    reason: str = "",
) -> tuple[str, tuple[Finding, ...]]:
    """评选 of a 信用户 or a 信用村; answers with the title's id and the findings.

    An overdue loan of the household is a warning. Raises InputError, RefusedError where the title is held,
    ReasonNeededError.
    """
    one_of("称号", kind, KINDS)
    in_order("评定日", on, "有效期至", until)
    if (kind == HOUSEHOLD) != bool(household_number):
        raise InputError("评定对象", "信用户要写户编号，信用村不写")
    with book.write(f"评定{kind}") as session:
        household = own_household(session, household_number) if household_number else None
        code = household.village_code if household else own_village(session, village).code
        held = [view for view in list_titles(session, on, kind=kind) if view.state == VALID]
        whose = household.number if household else own_village(session, code).name
        if any(whose in (view.household, view.village if kind == VILLAGE else "") for view in held):
            raise RefusedError(f"{whose} 现在就是{kind}")
        findings = _overdue(session, household, on) if household else []
        must_pass(findings, reason)
        row = CreditTitle(
            kind=kind,
            household_id=household.id if household else None,
            village_code=code,
            grade=grade,
            on=on,
            until_on=until,
            by=filled("评定单位", by),
            document=document,
            warned="；".join(part for part in (warned(findings), reason) if part),
        )
        session.add(row)
        return row.id, tuple(findings)


def review(book: Book, title_id: str, *, step: str, on: date, result: str = "", by: str = "", reason: str = "") -> None:
    """年审 (合格, 不合格) or 撤销 of a title. Raises InputError, NotFoundError, RefusedError for a revoked one."""
    one_of("步骤", step, STEPS)
    if step == REVIEWED:
        one_of("年审结果", result, RESULTS)
    elif not reason.strip():
        raise InputError("撤销原因", "不能空着")
    with book.write(f"信用称号{step}") as session:
        title = record_with_id(session, CreditTitle, title_id, "信用称号")
        in_order("评定日", title.on, f"{step}日", on)
        view = next(each for each in list_titles(session, on) if each.id == title.id)
        if view.state == TAKEN:
            raise RefusedError("这个称号已经撤销")
        session.add(CreditReview(title_id=title.id, step=step, on=on, result=result, by=by, reason=reason))


def list_titles(session: Session, on: date, *, kind: str = "") -> list[TitleView]:
    """All titles given until `on`, with their state of that day, in walking order, villages first."""
    titles = session.scalars(standing(CreditTitle).where(CreditTitle.on <= on)).all()
    if not titles:
        return []
    names = household_names(session)
    villages = {(row.book_code, row.code): row.name for row in session.scalars(select(Village))}
    steps: dict[Key, list[CreditReview]] = defaultdict(list)
    for step in session.scalars(standing(CreditReview).where(CreditReview.on <= on)):
        steps[step.book_code, step.title_id].append(step)
    months = book_policy(session, on=on).integer("rating_review_months", on) or REVIEW_MONTHS
    views = []
    for row in titles:
        if kind not in ("", row.kind):
            continue
        whose = names.get((row.book_code, row.household_id or ""))
        own = sorted(steps[row.book_code, row.id], key=lambda step: (step.on, step.id))
        reviews = [step for step in own if step.step == REVIEWED]
        state = _state(row, own, on)
        last = reviews[-1] if reviews else None
        view = TitleView(
            id=row.id,
            kind=row.kind,
            household=whose.number if whose else "",
            head=whose.head if whose else "",
            village=villages.get((row.book_code, row.village_code), ""),
            grade=row.grade,
            on=row.on,
            until_on=row.until_on,
            by=row.by,
            state=state,
            reviewed_on=last.on if last else None,
            result=last.result if last else "",
            review_due=add_months(last.on if last else row.on, months) if state == VALID else None,
        )
        views.append((row.kind != VILLAGE, whose.order if whose else ((0, ""), ""), row.on, row.id, view))
    return [view for *_order, view in sorted(views, key=lambda each: each[:4])]


def reviews_due(session: Session, on: date) -> list[TitleView]:
    """The valid titles whose yearly review is due by `on`."""
    return [view for view in list_titles(session, on) if view.review_due is not None and view.review_due <= on]


def _state(row: CreditTitle, steps: list[CreditReview], on: date) -> str:
    if any(step.step == REVOKED for step in steps):
        return TAKEN
    return EXPIRED if row.until_on is not None and row.until_on < on else VALID


def _overdue(session: Session, household: Household, on: date) -> list[Finding]:
    return [
        Finding(
            "title-overdue",
            Severity.WARN,
            f"借据 {line.loan.note_number} 已逾期 {line.state.overdue_days} 天",
            subject=household.number,
        )
        for line in loan_lines(session, on, loans_of(session, household))
        if line.state.overdue_days
    ]
