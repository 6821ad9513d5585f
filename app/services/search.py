"""Search over all members of the book: name, any part of it, pinyin, initials, end of id or phone, number, group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.domain.search_tokens import question
from app.models.search_index import HOUSEHOLD, MEMBER, TABLE
from app.services.lookup import HEAD

MOST_HITS = 30


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One person found, or (`whole`) a household by its number, phone or group, shown with its head."""

    book_code: str
    household_id: str
    household: str
    group: str
    member_id: str
    name: str
    relation: str
    resident_id: str
    phone: str
    whole: bool


def search(session: Session, typed: str, *, limit: int = MOST_HITS) -> list[SearchHit]:
    """The first `limit` hits, the best first: what begins with the typed text before what only holds it."""
    connection = session.connection()
    found: dict[int, tuple[str, str, str]] = {}
    tiers = question(typed).tiers
    if tiers and not has_index(session):
        return []
    for tier in tiers:
        for doc, kind, book_code, row_id in connection.exec_driver_sql(_FIND, (tier, limit)):
            found.setdefault(doc, (kind, book_code, row_id))
        if len(found) >= limit:
            break
    keys = list(found.values())[:limit]
    people = [key for key in keys if key[0] == MEMBER]
    whole = [key for key in keys if key[0] == HOUSEHOLD]
    told = {(row[0], row[1]): row for row in _read(session, _MEMBERS, people)}
    heads = {(row[0], row[2]): row for row in _read(session, _HOUSEHOLDS, whole)}
    hits = []
    for kind, book_code, row_id in keys:
        row = (told if kind == MEMBER else heads).get((book_code, row_id))
        if row is not None:
            hits.append(_hit(row, whole=kind == HOUSEHOLD))
    return hits


def has_index(session: Session) -> bool:
    """Whether the book has its index; one from before there was any gets it with its next act."""
    there = session.connection().exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,))
    return there.first() is not None


def found_households(session: Session, typed: str, *, limit: int = 10_000) -> set[tuple[str, str]]:
    """(book_code, household id) of every household that the typed text finds."""
    return {(hit.book_code, hit.household_id) for hit in search(session, typed, limit=limit)}


def _read(session: Session, statement: str, keys: list[tuple[str, str, str]]) -> list[Any]:
    if not keys:
        return []
    rows: list[Any] = []
    for start in range(0, len(keys), 400):  # SQLite takes so many values in one statement
        part = keys[start : start + 400]
        marks = ", ".join("(?, ?)" for _ in part)
        values = tuple(value for _kind, code, row_id in part for value in (code, row_id))
        rows += session.connection().exec_driver_sql(statement.format(marks=marks), values).all()
    return rows


def _hit(row: Any, *, whole: bool) -> SearchHit:
    book_code, member_id, household_id, household, group, name, relation, resident_id, phone = row
    return SearchHit(
        book_code=book_code,
        household_id=household_id,
        household=household,
        group=group or "",
        member_id=member_id or "",
        name=name or "",
        relation=relation or "",
        resident_id=resident_id or "",
        phone=phone or "",
        whole=whole,
    )


_FIND = (
    "SELECT d.doc, d.kind, d.book_code, d.row_id FROM search_index JOIN search_doc d ON d.doc = search_index.rowid "
    "WHERE search_index MATCH ? LIMIT ?"
)
_COLUMNS = (
    "h.book_code, m.id, h.id, h.number, h.group_name, m.name, m.relation, m.resident_id, "
    "CASE WHEN m.phone IS NULL OR m.phone = '' THEN h.phone ELSE m.phone END"
)
_MEMBERS = (
    f"SELECT {_COLUMNS} FROM member m JOIN household h ON h.book_code = m.book_code AND h.id = m.household_id "  # noqa: S608 - our names
    "WHERE (m.book_code, m.id) IN (VALUES {marks})"
)
_HOUSEHOLDS = (
    f"SELECT {_COLUMNS} FROM household h LEFT JOIN member m ON m.book_code = h.book_code "  # noqa: S608 - our names
    f"AND m.household_id = h.id AND m.relation = '{HEAD}' AND NOT m.removed AND m.left_on IS NULL "
    "WHERE (h.book_code, h.id) IN (VALUES {marks})"
)
