"""The journal: an append-only, hash-chained entry for every change of an own row, written in the same transaction.

The values of a household's rows stand in it sealed under the household's own key. An entry's hash covers the entry
before it and the *hash* of the values as they stand there, so that a household's values can one day be destroyed while
the chain still holds. Entries of schema 1 are not sealed: theirs are taken out, and the hash stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import Connection, event, func, insert, inspect, select
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column

from app.models.base import Base, Row
from app.models.household_key import HouseholdKeys
from app.models.ownership import Owners

START = "0" * 64
ERASE, RESTATE = "erase", "restate"
STATED_ANEW = frozenset({ERASE, RESTATE})  # such an entry names every value of its row: what stood before is destroyed
_NOT_JOURNALLED = {"book_code", "id", "rev", "entered_at", "entered_by"}


class JournalEntry(Base):
    """One change: who, when (with offset), in which act, what row, old -> new values (JSON), and the chain."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]
    who: Mapped[str]
    act_id: Mapped[str] = mapped_column(index=True)
    act: Mapped[str]
    table: Mapped[str]
    row_id: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    changes: Mapped[str]
    changes_hash: Mapped[str]
    hash: Mapped[str]


_LAST = select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq.desc()).limit(1)
_ADD = insert(JournalEntry)
CHAINED = ("seq", "at", "who", "act_id", "act", "table", "row_id", "action", "changes_hash")
_WHOLE = select(JournalEntry.hash, JournalEntry.changes, *(getattr(JournalEntry, name) for name in CHAINED)).order_by(
    JournalEntry.seq
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Act:
    """The act that a transaction carries out: its id, its name in the officer's words, who, and when (ISO, offset)."""

    id: str
    name: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: number of entries and the hash of the last."""

    length: int
    hash: str


def install(session_class: type[Session]) -> None:
    """Journal every flush of sessions of this class; `session.info` carries "act" (Act) and "book_code"."""
    event.listen(session_class, "before_flush", _journal_flush)


def head(connection: Connection) -> Head:
    """The present end of the chain."""
    found = connection.execute(_LAST).first()
    return Head(found.seq, found.hash) if found else Head(0, START)


def newest_entry(connection: Connection) -> str:
    """The moment of the newest entry as ISO text, empty in an empty journal; a clock set back never makes it older."""
    return connection.execute(select(func.max(JournalEntry.at))).scalar() or ""


def append_many(
    session: Session, table: str, action: str, rows: Iterable[tuple[str, Mapping[str, Any]]], *, plain: bool = False
) -> None:
    """Entries for rows written in bulk: (row id, {column: [old, new]}) each, in the act of the session.

    `plain` leaves them unsealed, for rows that hold nothing of a household any more.
    """
    _append(session, ((table, row_id, action, changes) for row_id, changes in rows), plain=plain)


def forget_keys(session: Session) -> None:
    """Read the households' keys again when the next entry needs one, because one was destroyed."""
    session.info.pop("household_keys", None)


def entry_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before and the entry's own fields (its values through `changes_hash`)."""
    return _link(previous, [entry[name] for name in CHAINED])


def changes_of(session: Session, entry: JournalEntry) -> dict[str, list[Any]]:
    """What an entry changed, {column: [old, new]}; nothing where the household's values were destroyed."""
    text = keys_of(session).open(entry.changes, entry.row_id)
    found: dict[str, list[Any]] = json.loads(text) if text else {}
    return found


def keys_of(session: Session) -> HouseholdKeys:
    """The households' keys that this session has read."""
    keys = session.info.get("household_keys")
    if keys is None:
        keys = session.info["household_keys"] = HouseholdKeys(session.connection())
    return keys


class Chain:
    """Follows the entries from the first: `broken_at` is the number of the first that does not follow, None so far."""

    def __init__(self) -> None:
        self.length, self.hash = 0, START
        self.broken_at: int | None = None

    def take(self, hash_: str, changes: str, fields: Sequence[Any]) -> None:
        """The next entry: its hash, its changes as they stand, and its `CHAINED` fields."""
        expected = self.length + 1
        try:
            holds = fields[0] == expected and _link(self.hash, fields) == hash_
            if changes and sha256(changes.encode()).hexdigest() != fields[-1]:
                holds = False
        except (TypeError, AttributeError):  # a field that is no text any more
            holds = False
        if not holds and self.broken_at is None:
            self.broken_at = expected
        self.length, self.hash = expected, hash_


def _link(previous: str, fields: Sequence[Any]) -> str:
    """The hash of an entry: JSON of the hash before and its fields (put together by hand, for it is asked so often)."""
    text = f'["{previous}",{fields[0]},{",".join(map(encode_basestring, fields[1:]))}]'
    return sha256(text.encode()).hexdigest()


def broken_at(connection: Connection) -> int | None:
    """The number of the first entry that does not follow from the one before it, or None where the chain holds."""
    chain = Chain()
    for hash_, changes, *fields in connection.execute(_WHOLE):
        chain.take(hash_, changes, fields)
    return chain.broken_at


def _journal_flush(session: Session, _context: object, _instances: object) -> None:
    own = session.info["book_code"]
    act: Act = session.info["act"]
    changed: list[tuple[str, str, str, Mapping[str, Any]]] = []
    for row in session.new:
        if isinstance(row, Row) and (row.book_code or own) == own:
            row.book_code, row.rev, row.entered_at, row.entered_by = own, 1, act.at, act.who
            changed.append((row.__tablename__, row.id, "add", dict(_added(row))))
    for row in session.dirty:
        if isinstance(row, Row) and row.book_code == own and (changes := dict(_changed(row))):
            row.rev, row.entered_at, row.entered_by = row.rev + 1, act.at, act.who
            action = "remove" if changes.get("removed") == [False, True] else "change"
            changed.append((row.__tablename__, row.id, action, changes))
    if changed:
        session.info["pending"] = {(row.__tablename__, row.id): row for row in session.new if isinstance(row, Row)}
        _append(session, changed)


def _added(row: Row) -> Iterator[tuple[str, list[Any]]]:
    for attribute in inspect(row).mapper.column_attrs:
        value = getattr(row, attribute.key)
        if attribute.key not in _NOT_JOURNALLED and value not in (None, ""):
            yield attribute.key, [None, _plain(value)]


def _changed(row: Row) -> Iterator[tuple[str, list[Any]]]:
    for attribute in inspect(row).attrs:
        if attribute.key in _NOT_JOURNALLED or not attribute.history.has_changes():
            continue
        old, new = attribute.history.deleted, attribute.history.added
        before, after = old[0] if old else None, new[0] if new else None
        if before != after:
            yield attribute.key, [_plain(before), _plain(after)]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _append(
    session: Session, changed: Iterable[tuple[str, str, str, Mapping[str, Any]]], *, plain: bool = False
) -> None:
    act: Act = session.info["act"]
    connection = session.connection()
    owners, keys = _owners(session), keys_of(session)
    owned = [(*change, None if plain else owners.of(change[0], change[1], _new(change[3]))) for change in changed]
    keys.make(owner for *_, owner in owned if owner)
    last = head(connection)
    seq, previous = last.length, last.hash
    entries = []
    for table, row_id, action, changes, owner in owned:
        seq += 1
        text = _encode(changes)
        if owner:
            text = keys.seal(owner, text, row_id)
        entry = {
            "seq": seq,
            "at": act.at,
            "who": act.who,
            "act_id": act.id,
            "act": act.name,
            "table": table,
            "row_id": row_id,
            "action": action,
            "changes": text,
            "changes_hash": sha256(text.encode()).hexdigest(),
        }
        previous = entry["hash"] = entry_hash(previous, entry)
        entries.append(entry)
    if entries:
        connection.execute(_ADD, entries)


def _new(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: pair[1] for name, pair in changes.items()}


def _owners(session: Session) -> Owners:
    owners = session.info.get("owners")
    if owners is None:
        code = session.info["book_code"]
        owners = session.info["owners"] = Owners(session.connection(), code, partial(_in_memory, session, code))
    return owners


def _in_memory(session: Session, code: str, table: str, row_id: str) -> Row | None:
    """A row that this act has in its hands already, flushed or not."""
    pending: dict[tuple[str, str], Row] = session.info.get("pending", {})
    if (table, row_id) in pending:
        return pending[table, row_id]
    key = _mapper_of(table).identity_key_from_primary_key((code, row_id))
    found: Row | None = session.identity_map.get(key)
    return found


@cache
def _mapper_of(table: str) -> Mapper[Any]:
    return next(mapper for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table)
