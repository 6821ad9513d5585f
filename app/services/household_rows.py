"""The list of households as a page filters it: few values for each, read as columns, with one text to search in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
"""Marks before each spelling and after each number, so that a beginning or an end is found as a part."""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of the list: who, how many people, and what its filters ask; money in yuan.

    `monitored` is empty where the risk is removed; `line_until` the end of the bank's newest decision.
    `names`, `spelled` and `digits` are what a search looks in: names, spellings, ids and phones of the whole family.
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
    names: str
    spelled: str
    digits: str


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
                names=people.names,
                spelled=people.spelled,
                digits=f"{one.number}{_ENDS}{one.phone}{_ENDS}{people.digits}",
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
    names: str = ""
    spelled: str = ""
    digits: str = ""


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
        family.names += f"{name.lower()}\n"
        family.spelled += "".join(f"{_SPELLED}{key}" for key in f"{pinyin} {initials}".split())
        family.digits += f"{resident_id.lower()}{_ENDS}{phone}{_ENDS}"
    return found


class RowSearch:
    """Finds rows by what is typed, in short texts that are laid out once.

    Any part of a name, the beginning of its spelling or initials, the end of an id or phone, any part of the household
    number, or a whole group (6 is 6组).
    """

    def __init__(self, rows: Sequence[HouseholdRow]) -> None:
        self._names = [row.names for row in rows]
        self._spelled = [row.spelled for row in rows]
        self._digits = [row.digits for row in rows]
        self._numbers = [row.number for row in rows]
        self._groups: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            self._groups[row.group].append(at)

    def found(self, typed: str) -> list[int] | None:
        """The places of the rows found, in order; None where nothing is typed."""
        word = typed.strip().lower()
        if not word:
            return None
        if word.isascii() and word.rstrip("x").isdigit():
            if len(word) < SHORTEST_SUFFIX:
                return self._groups.get(f"{word}组", [])
            return sorted({*_places(self._digits, word + _ENDS), *_places(self._numbers, word)})
        letters = word.replace(" ", "").replace("'", "")
        if letters.isascii() and letters.isalpha():
            return _places(self._spelled, _SPELLED + letters)
        if word in self._groups:
            return self._groups[word]
        return _places(self._names, word)


def _places(texts: Sequence[str], part: str) -> list[int]:
    """Which texts hold the part, in order."""
    return [at for at, text in enumerate(texts) if part in text]


def found_rows(rows: Sequence[HouseholdRow], typed: str) -> list[HouseholdRow]:
    """The rows that what was typed finds; a whole household number or head's name beats parts of others."""
    kept = [rows[at] for at in RowSearch(rows).found(typed) or ()]
    whole = [row for row in kept if typed.strip() in (row.number, row.head_name)]
    return whole or kept
