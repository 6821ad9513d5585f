"""Undo of a whole import, also later: what it added is taken out, what it changed gets its old value back.

Only where nothing came after: a row that was changed since, or that other records hang on, is named with what stands
in the way, and the rest can be taken back without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFoundError, RefusedError
from app.domain.row_words import table_word
from app.models import Base, BookInfo, Household, JournalEntry, Loan, Member, Row
from app.models.journal import changes_of
from app.services.lookup import HEAD
from app.services.rectifications import KEEP_DIFFERENCES
from app.services.undo import UNDO, take_back, typed_value
from app.storage.book import Book

IMPORTS = ("导入名单", "导入到期还款名单", KEEP_DIFFERENCES)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ImportAct:
    """An import of the past: its act, when, how many rows it wrote, its last number in the journal, whether it was
    taken back."""

    id: str
    name: str
    at: datetime
    rows: int
    last: int
    undone: bool


@dataclass(frozen=True, slots=True)
class InTheWay:
    """One row of the import that cannot be taken back, and why."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class UndoLook:
    """What undoing an import would take back, and what stands in the way."""

    act: ImportAct
    rows: int
    in_the_way: tuple[InTheWay, ...]


def past_imports(session: Session) -> list[ImportAct]:
    """The imports of this book, the newest first."""
    statement = (
        select(JournalEntry.act_id, JournalEntry.act, JournalEntry.at, func.count(), func.max(JournalEntry.seq))
        .where(JournalEntry.act.in_(IMPORTS))
        .group_by(JournalEntry.act_id)
        .order_by(func.max(JournalEntry.seq).desc())
    )
    return [
        ImportAct(act_id, name, datetime.fromisoformat(at), rows, last, _undone(session, name, last))
        for act_id, name, at, rows, last in session.execute(statement).tuples()
    ]


def look_at_undo(session: Session, act_id: str = "") -> UndoLook:
    """What undoing this import (without an id the newest) would do. Raises NotFoundError, RefusedError (undone)."""
    act = _act(session, act_id)
    entries, kept = _sorted_out(session, act)
    whole = [InTheWay(_who(session, key), why) for key, why in kept.items()]
    return UndoLook(act, len({(e.table, e.row_id) for e in entries} - kept.keys()), tuple(whole))


def undo_import(book: Book, act_id: str = "", *, rest: bool = False) -> UndoLook:
    """Take an import back in one act; with `rest` all but what stands in the way.

    Raises NotFoundError, and RefusedError where it was taken back before or something stands in the way.
    """
    with book.read() as session:
        look = look_at_undo(session, act_id)
    if look.in_the_way and not (rest and look.rows):
        first = look.in_the_way[0]
        more = f"等 {len(look.in_the_way)} 处" if len(look.in_the_way) > 1 else ""
        raise RefusedError(f"这次导入之后又登记了别的，不能整个撤销：{first.who}{first.why}{more}")
    with book.write(_undo_name(look.act.name, look.act.last)) as session:
        entries, kept = _sorted_out(session, look.act)
        for entry in entries:
            if (entry.table, entry.row_id) not in kept:
                take_back(session, book.code, entry)
    return look


def _act(session: Session, act_id: str) -> ImportAct:
    known = past_imports(session)
    found = next((each for each in known if each.id == act_id or (not act_id and not each.undone)), None)
    if found is None:
        raise NotFoundError("导入记录", act_id or "还没有导入过名单，或都已撤销")
    if found.undone:
        raise RefusedError(f"{found.at:%Y-%m-%d %H:%M} 的{found.name}已经撤销过")
    return found


def _undo_name(name: str, last: int) -> str:
    """The name of the act that takes an import back: the last number in the journal tells which one."""
    return f"{UNDO}{name}（流水到 {last} 号）"


def _undone(session: Session, name: str, last: int) -> bool:
    """Whether the import was taken back: by name, or as the last act right after it."""
    by_name = select(JournalEntry.seq).where(JournalEntry.act == _undo_name(name, last))
    at_once = select(JournalEntry.seq).where(JournalEntry.seq == last + 1, JournalEntry.act == UNDO + name)
    return session.scalars(by_name.union(at_once)).first() is not None


def _sorted_out(session: Session, act: ImportAct) -> tuple[list[JournalEntry], dict[Key, str]]:
    """The entries of the import, the newest first, and the rows that must stay with the reason."""
    entries = list(
        session.scalars(select(JournalEntry).where(JournalEntry.act_id == act.id).order_by(JournalEntry.seq.desc()))
    )
    kept = dict(_touched(session, act, entries))
    added = {(entry.table, entry.row_id) for entry in entries if entry.action == "add"}
    hanging = list(_hanging(session, act))
    while more := {
        parent: why
        for parent, child, why in hanging
        if parent in added - kept.keys() and (child not in added or child in kept)
    }:
        kept |= more
    return entries, kept


def _touched(session: Session, act: ImportAct, entries: list[JournalEntry]) -> Iterator[tuple[Key, str]]:
    """Rows that were changed after the import: of a new row anything, of an old one the values the import wrote."""
    ids = select(JournalEntry.row_id).where(JournalEntry.act_id == act.id)
    later: dict[Key, tuple[str, str]] = {}
    after = select(JournalEntry).where(
        JournalEntry.seq > max(entry.seq for entry in entries), JournalEntry.row_id.in_(ids)
    )
    for entry in session.scalars(after.order_by(JournalEntry.seq)):
        later[entry.table, entry.row_id] = entry.act, entry.at[:10]
    for key in later.keys() & {(entry.table, entry.row_id) for entry in entries}:
        own = [entry for entry in entries if (entry.table, entry.row_id) == key]
        if any(entry.action == "add" for entry in own) or _differs(session, key, own):
            name, day = later[key]
            yield key, f"，{day} 又办了“{name}”"


def _differs(session: Session, key: Key, own: list[JournalEntry]) -> bool:
    row_class = _row_classes()[key[0]]
    row = session.get(row_class, (_own_code(session), key[1]))
    if row is None:
        return True
    wrote: dict[str, Any] = {}
    for entry in own:  # the newest first: its values stand
        for name, (_old, new) in changes_of(session, entry).items():
            wrote.setdefault(name, typed_value(row_class, name, new))
    return any(getattr(row, name) != value for name, value in wrote.items())


def _hanging(session: Session, act: ImportAct) -> Iterator[tuple[Key, Key, str]]:
    """(row of the import, row that hangs on it, what that is) for every present row of the book."""
    own = _own_code(session)
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            parent = constraint.referred_table
            columns = [column for column in constraint.columns if column.name != "book_code"]
            if len(columns) != 1 or parent.name not in _row_classes() or table.name not in _row_classes():
                continue
            added = select(JournalEntry.row_id).where(
                JournalEntry.act_id == act.id, JournalEntry.table == parent.name, JournalEntry.action == "add"
            )
            statement = select(columns[0], table.c.id).where(
                table.c.book_code == own, table.c.removed.is_(False), columns[0].in_(added)
            )
            for parent_id, child_id in session.execute(statement).tuples():
                why = f"，已经有{table_word(table.name)}" if table.name != "member" else "，还有成员"
                yield (parent.name, parent_id), (table.name, child_id), why


def _who(session: Session, key: Key) -> str:
    """The row in the officer's words: whose household, which member, which note."""
    row: Any = session.get(_row_classes()[key[0]], (_own_code(session), key[1]))
    if isinstance(row, Member):
        return f"{row.name}"
    household_id = row.id if isinstance(row, Household) else getattr(row, "household_id", "")
    if household_id:
        household = session.get_one(Household, (_own_code(session), household_id))
        head = session.scalars(
            select(Member.name).where(Member.household_id == household_id, Member.relation == HEAD)
        ).first()
        return f"户 {household.number}（{head or '没有户主'}）"
    loan = session.get(Loan, (_own_code(session), getattr(row, "loan_id", "")))
    return f"借据 {loan.note_number}" if loan is not None else table_word(key[0])


def _own_code(session: Session) -> str:
    return session.scalars(select(BookInfo.code)).one()


def _row_classes() -> dict[str, type[Row]]:
    return {
        mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row)
    }
