"""What a bundle carries, by kind: how many rows there are, and how many of them changed since the bundle before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import JournalEntry, SentBundle
from app.services.bundle_rows import carried_tables

OTHERS = "其他登记"
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("农户与成员", frozenset({"household", "member", "household_listing", "household_change", "phone_check"})),
    ("评级授信", frozenset({"rating", "bank_decision", "credit_review", "credit_title"})),
    ("申请与意见", frozenset({"demand", "application", "opinion", "public_notice"})),
    ("贷款与还款", frozenset({"loan", "repayment", "reversal", "extension", "claim", "repayment_plan", "loan_recall"})),
    ("走访", frozenset({"visit"})),
    ("文书", frozenset({"paper"})),
)


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of rows: how many changed since the bundle before, and how many there are."""

    word: str
    changed: int
    rows: int


def counts_now(session: Session, book_code: str) -> dict[str, int]:
    """The book's own present rows by table."""
    counts = {}
    for name, carried in carried_tables().items():
        table = carried.table
        own = select(func.count()).select_from(table).where(table.c.book_code == book_code, table.c.removed.is_(False))
        counts[name] = session.scalar(own) or 0
    return counts


def kinds_now(session: Session, counts: Mapping[str, int], sent: Sequence[SentBundle]) -> tuple[KindLine, ...]:
    """What the next bundle would carry; `counts` are the present rows by table."""
    return _kinds(session, counts, sent[-1].journal_length if sent else 0)


def kinds_sent(session: Session, sent: Sequence[SentBundle]) -> tuple[KindLine, ...]:
    """What the newest bundle carries."""
    if not sent:
        return ()
    before = sent[-2].journal_length if len(sent) > 1 else 0
    return _kinds(session, json.loads(sent[-1].counts), before, sent[-1].journal_length)


def _kinds(session: Session, counts: Mapping[str, int], after: int, until: int | None = None) -> tuple[KindLine, ...]:
    """Rows by kind, and those the journal names between two lengths; kinds of which there is nothing are left out."""
    statement = select(JournalEntry.table, JournalEntry.row_id).where(
        JournalEntry.seq > after, JournalEntry.action.in_(("add", "change", "remove", "erase"))
    )
    if until is not None:
        statement = statement.where(JournalEntry.seq <= until)
    changed = Counter(table for table, _row in session.execute(statement.distinct()).tuples() if table in counts)
    named = frozenset[str]().union(*(tables for _word, tables in _KINDS))
    kinds = (*_KINDS, (OTHERS, frozenset(counts) - named))
    lines = [
        KindLine(word, sum(changed[each] for each in tables), sum(counts.get(each, 0) for each in tables))
        for word, tables in kinds
    ]
    return tuple(line for line in lines if line.rows or line.changed)
