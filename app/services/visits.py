"""Visits: record what was found at a door, and list who has not been visited this quarter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import InputError
from app.models import Household, Visit
from app.services.households import group_order
from app.services.lookup import household_numbered
from app.storage.book import Book

RESULTS = ("见本人", "家属", "未遇留条", "外出已电联", "失联", "拒绝")
OUTLOOKS = ("能按期还", "需续贷", "需展期", "预计逾期", "用途不准")
KINDS = ("贷前调查", "贷后检查", "回访", "催收", "政策宣传", "到期摸底", "入户走访")


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
) -> str:
    """Record one visit; answers with its id. Raises InputError for a word that is not in the lists."""
    for name, value, allowed in (
        ("走访种类", kind, KINDS),
        ("见面结果", result, RESULTS),
        ("到期摸底", outlook, OUTLOOKS),
    ):
        if value and value not in allowed:
            raise InputError(name, f"要在这些里选：{'、'.join(allowed)}")
    with book.write("登记走访") as session:
        visit = Visit(
            household_id=household_numbered(session, household_number).id,
            on=on,
            kind=kind,
            result=result,
            visitor=visitor or book.officer,
            findings=findings,
            outlook=outlook,
            cause=cause,
            measure=measure,
            responsible=responsible,
            promised_on=promised_on,
            next_step=next_step,
        )
        session.add(visit)
        return visit.id


def round_by_group(session: Session, on: date) -> list[GroupRound]:
    """This quarter's round: households and those visited, group by group."""
    first_day = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    visited_ids = set(session.scalars(select(Visit.household_id).where(Visit.on >= first_day, Visit.on <= on)))
    households, visited = Counter[str](), Counter[str]()
    for household in session.scalars(select(Household)):
        households[household.group_name] += 1
        visited[household.group_name] += household.id in visited_ids
    return [GroupRound(group, households[group], visited[group]) for group in sorted(households, key=group_order)]


def last_visits(session: Session) -> dict[str, Visit]:
    """The newest visit of each household, by household id."""
    return {visit.household_id: visit for visit in session.scalars(select(Visit).order_by(Visit.on, Visit.id))}
