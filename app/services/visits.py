"""Visits: record what was found at a door, and list who has not been visited this quarter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.domain.post_loan import CHECKS
from app.models import Household, Visit
from app.services.household_names import Names, household_names
from app.services.households import group_order
from app.services.lookup import household_numbered
from app.services.records import in_order, own_household, own_loan, standing, stands
from app.storage.book import Book

RESULTS = ("见本人", "家属", "未遇留条", "外出已电联", "失联", "拒绝")
OUTLOOKS = ("能按期还", "需续贷", "需展期", "预计逾期", "用途不准")
KINDS = ("贷前调查", *CHECKS, "回访", "催收", "政策宣传", "到期摸底", "入户走访")


@dataclass(frozen=True, slots=True)
class GroupRound:
    """How far this quarter's round of one villager group is."""

    group: str
    households: int
    visited: int

    @property
    def left(self) -> int:
        """Households still to visit."""
        return self.households - self.visited


def record_visit(
    book: Book,
    household_number: str,
    *,
    on: date,
    kind: str,
    result: str,
    visitor: str = "",
    findings: str = "",
    outlook: str = "",
    cause: str = "",
    measure: str = "",
    responsible: str = "",
    promised_on: date | None = None,
    next_step: str = "",
    note_number: str = "",
    until: date | None = None,
) -> str:
    """Record one visit; answers with its id. `until` is the day by which `responsible` carries out `measure`.

    Raises InputError for a word that is not in the lists or days out of order, NotFoundError.
    """
    for name, value, allowed in (
        ("走访种类", kind, KINDS),
        ("见面结果", result, RESULTS),
        ("到期摸底", outlook, OUTLOOKS),
    ):
        if value and value not in allowed:
            raise InputError(name, f"要在这些里选：{'、'.join(allowed)}")
    in_order("走访日", on, "时限", until)
    in_order("走访日", on, "约定还款日", promised_on)
    with book.write("登记走访") as session:
        household = own_household(session, household_number)
        loan = own_loan(session, note_number) if note_number else None
        if loan is not None and loan.household_id != household.id:
            raise InputError("借据号", f"{note_number} 不是这一户的贷款")
        visit = Visit(
            household_id=household.id,
            loan_id=loan.id if loan else None,
            on=on,
            kind=kind,
            result=result,
            visitor=visitor or book.officer,
            findings=findings,
            outlook=outlook,
            cause=cause,
            measure=measure,
            responsible=responsible,
            until_on=until,
            promised_on=promised_on,
            next_step=next_step,
        )
        session.add(visit)
        return visit.id


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit as a list shows it; `until` is the day of the measure, `promised_on` that of a promised repayment."""

    id: str
    household: str
    group: str
    head: str
    kind: str
    on: date
    visitor: str
    result: str
    findings: str
    outlook: str
    cause: str
    measure: str
    responsible: str
    until: date | None
    promised_on: date | None
    next_step: str


def list_visits(session: Session, on: date, *, household_number: str = "", kind: str = "") -> list[VisitView]:
    """Visits up to a day, the newest first. Raises NotFoundError for an unknown household."""
    names = household_names(session)
    if household_number:
        household_numbered(session, household_number)
    rows = standing(Visit).where(Visit.on <= on).order_by(Visit.on.desc(), Visit.id.desc())
    views = [_view(row, names[row.book_code, row.household_id]) for row in session.scalars(rows)]
    return [view for view in views if household_number in ("", view.household) and kind in ("", view.kind)]


def _view(row: Visit, whose: Names) -> VisitView:
    return VisitView(
        id=row.id,
        household=whose.number,
        group=whose.group,
        head=whose.head,
        kind=row.kind,
        on=row.on,
        visitor=row.visitor,
        result=row.result,
        findings=row.findings,
        outlook=row.outlook,
        cause=row.cause,
        measure=row.measure,
        responsible=row.responsible,
        until=row.until_on,
        promised_on=row.promised_on,
        next_step=row.next_step,
    )


def round_by_group(session: Session, on: date) -> list[GroupRound]:
    """This quarter's round: households and those visited, group by group."""
    first_day = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    visited_ids = set(
        session.scalars(select(Visit.household_id).where(Visit.on >= first_day, Visit.on <= on, stands(Visit)))
    )
    households, visited = Counter[str](), Counter[str]()
    for household in session.scalars(select(Household)):
        households[household.group_name] += 1
        visited[household.group_name] += household.id in visited_ids
    return [GroupRound(group, households[group], visited[group]) for group in sorted(households, key=group_order)]


def last_visits(session: Session) -> dict[str, Visit]:
    """The newest visit of each household, by household id."""
    return {visit.household_id: visit for visit in session.scalars(standing(Visit).order_by(Visit.on, Visit.id))}
