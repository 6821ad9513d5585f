"""On the list on day D: the kinds and monitoring categories of a household over time, and the acts that change them.

The household row has what holds now; the rows here what held before. A household that never changed has no rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.application_facts import ListMembership
from app.domain.errors import InputError, RefusedError
from app.models import Household, HouseholdListing
from app.packs.code_lists import load_code_list
from app.services.records import holds_on, own_household
from app.storage.book import Book

KIND, MONITORED = "户类型", "监测对象类别"
LISTS = {KIND: "household_kinds", MONITORED: "monitored_kinds"}
RISK_REMOVED = ("是", "否")


@dataclass(frozen=True, slots=True)
class Listing:
    """One word of one list that a household had; an empty end is open or not known."""

    list_name: str
    word: str
    from_on: date | None
    until_on: date | None
    reason: str = ""


def listings_of(session: Session, household: Household) -> list[Listing]:
    """All that the household was, list by list, the oldest first; what the row says now is always among them."""
    found, known = [], _rows(session, household)
    for name in LISTS:
        rows = [row for row in known if row.list_name == name]
        found += [Listing(name, row.word, row.from_on, row.until_on, row.reason) for row in rows]
        word = _now(household, name)
        if word and not any(row.word == word and row.until_on == household.listed_until for row in rows):
            since = _since(household, name) if not rows else None
            found.append(Listing(name, word, since, household.listed_until))
    return found


def memberships(session: Session, household: Household) -> tuple[ListMembership, ...]:
    """The same as the rules of eligibility want it."""
    return tuple(ListMembership(each.word, each.from_on, each.until_on) for each in listings_of(session, household))


def listed_on(session: Session, household: Household, on: date) -> tuple[str, ...]:
    """The words that held on that day: kind first, then monitoring category."""
    found = listings_of(session, household)
    return tuple(each.word for each in found if holds_on(each.from_on, each.until_on, on))


def change_listing(
    book: Book, number: str, *, list_name: str, word: str, on: date, reason: str = "", correct: bool = False
) -> list[Listing]:
    """From `on` the household has this word of the list; an empty word ends it (出列).

    With `correct` the present word was wrong from its beginning: it is put right, and the journal keeps what stood.
    Raises InputError for a word that is not in the list, RefusedError where the household has it already.
    """
    word = _checked(list_name, word)
    with book.write("更正名单类别" if correct else "变更名单类别") as session:
        household = own_household(session, number)
        if _now(household, list_name) == word:
            raise RefusedError(f"{number} 现在就是{list_name}“{word or '无'}”")
        if correct:
            _put_right(session, household, list_name, word, reason)
        else:
            note_change(session, household, list_name, word, on, reason)
        session.flush()
        return listings_of(session, household)


def note_change(session: Session, household: Household, list_name: str, word: str, on: date, reason: str) -> None:
    """In the present act: close what held until the day before, open the new word, and set the household's row.

    Raises InputError where `on` does not lie after the beginning of what it ends.
    """
    rows = _rows(session, household, list_name)
    present, old = next((row for row in rows if row.until_on is None), None), _now(household, list_name)
    before = on - timedelta(days=1)
    if present is None and old:
        since = _since(household, list_name)
        present = HouseholdListing(household_id=household.id, list_name=list_name, word=old, from_on=since)
        session.add(present)
    if present is not None:
        if present.from_on is not None and on <= present.from_on:
            raise InputError("变更日期", f"{on} 不晚于现在这一类的开始日 {present.from_on}")
        present.until_on = before
    if word:
        session.add(
            HouseholdListing(household_id=household.id, list_name=list_name, word=word, from_on=on, reason=reason)
        )
    _set(household, list_name, word, on)


def note_imported(session: Session, changed: Mapping[str, Mapping[str, Sequence[Any]]], on: date) -> None:
    """In the act of an import: the words that a new list changed, from the day of the list.

    `changed` are old and new values by household id and column, already written to the households' rows.
    """
    for household_id, differences in changed.items():
        for column, list_name in (("kind", KIND), ("monitored", MONITORED)):
            if column in differences:
                household = session.get_one(Household, (session.info["book_code"], household_id))
                old, new = differences[column]
                _follow_import(session, household, list_name, old, new, on)


def _follow_import(session: Session, household: Household, list_name: str, old: str, new: str, on: date) -> None:
    present = next((row for row in _rows(session, household, list_name) if row.until_on is None), None)
    since = _since(household, list_name)
    if present is not None and present.from_on is not None and present.from_on >= on:
        present.word = new
        return
    if present is None and old and (since is None or since < on):
        present = HouseholdListing(household_id=household.id, list_name=list_name, word=old, from_on=since)
        session.add(present)
    if present is not None:
        present.until_on = on - timedelta(days=1)
    session.add(
        HouseholdListing(household_id=household.id, list_name=list_name, word=new, from_on=on, reason="导入名单")
    )
    if list_name == MONITORED:
        household.monitored_on = on


def mark_risk_removed(book: Book, number: str, *, removed: str, on: date) -> None:
    """风险是否消除 of a monitored household. Raises RefusedError for one that is not monitored."""
    if removed not in RISK_REMOVED:
        raise InputError("风险是否消除", "只能填是或否")
    with book.write("登记风险消除") as session:
        household = own_household(session, number)
        if not household.monitored:
            raise RefusedError(f"{number} 不是监测对象")
        if household.monitored_on is not None and on < household.monitored_on:
            raise InputError("消除日期", f"{on} 早于纳入监测的 {household.monitored_on}")
        household.risk_removed = removed


def leave_list(book: Book, number: str, *, on: date, reason: str) -> None:
    """调整出列: from `on` the household is on no list any more; its record and its loans stay.

    Raises InputError without a reason, RefusedError where it left before.
    """
    if not reason.strip():
        raise InputError("出列原因", "不能空着")
    with book.write("调整出列") as session:
        household = own_household(session, number)
        if household.listed_until is not None:
            raise RefusedError(f"{number} 已经在 {household.listed_until} 之后出列")
        if household.listed_from is not None and on <= household.listed_from:
            raise InputError("出列日期", f"{on} 不晚于纳入名单的 {household.listed_from}")
        note_left_list(session, household, on, reason)


def note_left_list(session: Session, household: Household, on: date, reason: str) -> None:
    """In the present act: from `on` the household, which is on a list, is on none any more."""
    last = on - timedelta(days=1)
    for name in LISTS:
        rows = [row for row in _rows(session, household, name) if row.until_on is None]
        if word := _now(household, name):
            since = _since(household, name)
            rows = rows or [HouseholdListing(household_id=household.id, list_name=name, word=word, from_on=since)]
        for row in rows:
            row.until_on, row.reason = last, reason
            session.add(row)
    household.listed_until = last


def _put_right(session: Session, household: Household, list_name: str, word: str, reason: str) -> None:
    for row in _rows(session, household, list_name):
        if row.until_on == household.listed_until:
            row.word, row.reason = word, reason
            row.removed = not word
    _set(household, list_name, word, None)


def _rows(session: Session, household: Household, list_name: str = "") -> Sequence[HouseholdListing]:
    own = HouseholdListing.book_code == household.book_code, HouseholdListing.household_id == household.id
    rows = [row for row in session.scalars(select(HouseholdListing).where(*own)) if list_name in ("", row.list_name)]
    return sorted(rows, key=lambda row: (row.from_on or date.min, row.id))


def _now(household: Household, list_name: str) -> str:
    return household.kind if list_name == KIND else household.monitored


def _since(household: Household, list_name: str) -> date | None:
    if list_name == MONITORED:
        return household.monitored_on or household.listed_from
    return household.listed_from


def _set(household: Household, list_name: str, word: str, on: date | None) -> None:
    if list_name == KIND:
        household.kind = word
        return
    household.monitored = word
    if on is not None:
        household.monitored_on = on if word else None
        household.risk_removed = "否" if word else ""


def _checked(list_name: str, word: str) -> str:
    if list_name not in LISTS:
        raise InputError("名单", f"只能是{'、'.join(LISTS)}")
    entry = load_code_list(LISTS[list_name]).entry(word) if word.strip() else None
    if word.strip() and entry is None:
        labels = "、".join(load_code_list(LISTS[list_name]).labels())
        raise InputError(list_name, f"名单里没有“{word}”，要在这些里选：{labels}")
    return entry.label if entry else ""
