"""The history of a household's records in plain words: who did what, when, and each value before and after.

Read from the journal, so that nothing is told that was not written in the same act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.money import from_fen
from app.domain.row_words import TABLE_WORDS, column_word
from app.models import FactReversal, Household, JournalEntry, Loan, Member, Row
from app.models.journal import changes_of
from app.services.lookup import household_numbered

_HIDDEN = {"resident_id", "phone"}
_ENDS_SHOWN = 4
SILENT = frozenset(
    {
        *("household_id", "loan_id", "paper_id", "application_id", "member_id", "other_id", "pinyin", "initials"),
        *("form_id", "snapshot", "findings", "sha256", "removed", "fact_id", "fact_table", "conditions", "text"),
    }
)
"""Columns that say nothing to people, or that the line says already."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the journal: when it was made, by whom, in which act, about whom or what, and what changed."""

    at: datetime
    who: str
    act: str
    about: str
    what: str


def history_of_household(session: Session, number: str) -> list[Change]:
    """Every change of the household, its people, and all that was recorded of them, the newest first.

    Raises NotFoundError.
    """
    household = household_numbered(session, number)
    people = _named(session, Member, Member.name, Member.household_id == household.id)
    notes = _named(session, Loan, Loan.note_number, Loan.household_id == household.id)
    ids = {household.id, *people, *notes, *_records(session, household, set(people), set(notes))}
    answered = select(FactReversal).where(FactReversal.book_code == household.book_code, FactReversal.fact_id.in_(ids))
    reversed_ = {row.id: row for row in session.scalars(answered)}
    names = {**people, **notes}
    found = []
    wanted = JournalEntry.row_id.in_([*ids, *reversed_])
    for entry in session.scalars(select(JournalEntry).where(wanted).order_by(JournalEntry.seq.desc())):
        changes = changes_of(session, entry)
        what = _in_words(entry, changes, names)
        if what:
            about = _about(entry, changes, names, reversed_)
            found.append(Change(datetime.fromisoformat(entry.at), entry.who, entry.act, about, what))
    return found


def _named(session: Session, model: type[Any], name: Any, where: Any) -> dict[str, str]:
    rows = session.execute(select(model.id, name.label("word")).where(where)).all()
    return {row.id: row.word for row in rows}


def _records(session: Session, household: Household, people: set[str], notes: set[str]) -> Iterator[str]:
    """The ids of every row that names the household, one of its people, or one of its loans."""
    links = (("household_id", {household.id}), ("member_id", people), ("loan_id", notes))
    for mapper in Row.registry.mappers:
        model = mapper.class_
        if not issubclass(model, Row) or model in (Household, Member, Loan):
            continue
        of_household = [getattr(model, name).in_(ids) for name, ids in links if hasattr(model, name) and ids]
        if of_household:
            own = model.book_code == household.book_code
            yield from session.scalars(select(model.id).where(own, or_(*of_household)))


def _about(
    entry: JournalEntry, changes: Mapping[str, Any], names: Mapping[str, str], reversed_: Mapping[str, FactReversal]
) -> str:
    if entry.row_id in names:
        return names[entry.row_id]
    if entry.row_id in reversed_:
        return TABLE_WORDS.get(reversed_[entry.row_id].fact_table, "")
    table = TABLE_WORDS.get(entry.table, "")
    for name in ("member_id", "loan_id"):
        if name in changes and (whose := names.get(str(changes[name][1]))):
            return f"{table} {whose}"
    return "" if entry.table in ("household", "book_info") else table


def _in_words(entry: JournalEntry, changes: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if entry.action == "reveal":
        return "看了证件和电话全号"
    if entry.table == "fact_reversal":
        return f"录错了，划掉不算：{changes.get('reason', ['', ''])[1]}"
    if entry.action == "remove":
        return "删去"
    parts = []
    for name, (old, new) in changes.items():
        if name in SILENT:
            continue
        word = column_word(entry.table, name)
        after = _shown(name, new, names)
        if entry.action == "add":
            if after and new not in (0, False):
                parts.append(f"{word} {after}")
        else:
            parts.append(f"{word} {_shown(name, old, names) or '（空）'} → {after or '（空）'}")
    if entry.action == "add":
        return f"新登记：{'，'.join(parts)}" if parts else "新登记"
    return "，".join(parts)


def _shown(name: str, value: object, names: Mapping[str, str]) -> str:
    """A value as people write it; of an id or phone the end only, because the history is read over a shoulder."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if name.endswith("_fen") and isinstance(value, int):
        return f"{from_fen(value):,.2f} 元"
    if name.endswith("_ppm") and isinstance(value, int):
        return f"{value / 10_000:g}%"
    text = str(value)
    if name in _HIDDEN:
        return f"****{text[-_ENDS_SHOWN:]}"
    return names.get(text, "一人" if name.endswith("_id") else text)
