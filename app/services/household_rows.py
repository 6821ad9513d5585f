"""The list of households as a page filters it: few values for each, read as columns, with one text to search in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import ZERO
from app.models import Household, Member
from app.services.households import SHORTEST_SUFFIX, group_order
from app.services.lookup import HEAD
from app.services.portfolio import loan_lines
from app.services.ratings import newest_decisions

_SPELLED, _ENDS = "\x01", "\x02"
"""Marks in a row's text: before each spelling, after each number, so that a beginning or an end is found as a part."""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of the list: who, how many people, and what its filters ask; money in yuan.

    `monitored` is empty where the risk is removed; `line_until` the end of the bank's newest decision.
    """

    id: str
    number: str
    group: str
    head_name: str
    people: int
    kind: str
    monitored: str
    balance: Decimal
    overdue_days: int
    reachable: bool
    listed_from: date | None
    left: bool
    line_until: date | None
    text: str


def household_rows(session: Session, on: date) -> list[HouseholdRow]:
    """All households by group and number, with what is out and overdue; one that left nobody behind is not among them.

    Read as columns, never as objects: a list of a hundred thousand must not build a million of them.
    """
    balance: dict[str, Decimal] = defaultdict(lambda: ZERO)
    overdue: dict[str, int] = defaultdict(int)
    for line in loan_lines(session, on):
        balance[line.household.id] += line.state.balance
        overdue[line.household.id] = max(overdue[line.household.id], line.state.overdue_days)
    decided = newest_decisions(session, on)
    family = _families(session)
    columns = (
        *(Household.id, Household.number, Household.group_name, Household.kind, Household.monitored),
        *(Household.risk_removed, Household.phone, Household.phone_state, Household.listed_from, Household.left_on),
    )
    rows = []
    for one in session.execute(select(*columns)):
        people = family.get(one.id)
        if people is None and one.left_on:
            continue
        people = people or _Family()
        phone = bool(one.phone) and not one.phone_state
        rows.append(
            HouseholdRow(
                id=one.id,
                number=one.number,
                group=one.group_name,
                head_name=people.head or (f"{people.first}（缺户主）" if people.first else "（缺成员）"),
                people=people.count,
                kind=one.kind,
                monitored=one.monitored if one.risk_removed != "是" else "",
                balance=balance[one.id],
                overdue_days=overdue[one.id],
                reachable=phone or people.phone,
                listed_from=one.listed_from,
                left=one.left_on is not None and one.left_on <= on,
                line_until=decided[one.id].until if one.id in decided else None,
                text=f"{one.number}{_ENDS}{one.phone}{_ENDS}{people.text}",
            )
        )
    order = {row.group: group_order(row.group) for row in rows}
    return sorted(rows, key=lambda row: (order[row.group], row.number))


@dataclass(slots=True)
class _Family:
    """What the list needs of a household's people."""

    head: str = ""
    first: str = ""
    count: int = 0
    phone: bool = False
    text: str = ""


def _families(session: Session) -> dict[str, _Family]:
    columns = (
        *(Member.household_id, Member.name, Member.relation, Member.pinyin, Member.initials, Member.resident_id),
        Member.phone,
    )
    statement = select(*columns).where(Member.left_on.is_(None)).order_by(Member.household_id, Member.number, Member.id)
    found: dict[str, _Family] = {}
    for household, name, relation, pinyin, initials, resident_id, phone in session.execute(statement):
        family = found.get(household)
        if family is None:
            family = found[household] = _Family(first=name)
        family.count += 1
        if relation == HEAD:
            family.head = family.head or name
        family.phone = family.phone or bool(phone)
        spelled = "".join(f"{_SPELLED}{key}" for key in f"{pinyin} {initials}".split())
        family.text += f"{name.lower()}{spelled}\n{resident_id.lower()}{_ENDS}{phone}{_ENDS}"
    return found


def searching(typed: str) -> Callable[[HouseholdRow], bool] | None:
    """The test for what was typed, or None for nothing: any part of a name, the beginning of its spelling or initials,
    the end of an id or phone, any part of the household number, or a whole group (6 is 6组)."""
    word = typed.strip().lower()
    if not word:
        return None
    if word.isascii() and word.rstrip("x").isdigit():
        end = word + _ENDS
        if len(word) < SHORTEST_SUFFIX:
            return lambda row: row.group == f"{word}组"
        return lambda row: end in row.text or word in row.number
    letters = word.replace(" ", "").replace("'", "")
    if letters.isascii() and letters.isalpha():
        beginning = _SPELLED + letters
        return lambda row: beginning in row.text
    return lambda row: word in row.text or word == row.group


def found_rows(rows: list[HouseholdRow], typed: str) -> list[HouseholdRow]:
    """The rows that what was typed finds; a whole household number or head's name beats parts of others."""
    keep = searching(typed)
    kept = [row for row in rows if keep(row)] if keep is not None else []
    whole = [row for row in kept if typed.strip() in (row.number, row.head_name)]
    return whole or kept
