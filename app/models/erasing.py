"""What is left of a household's rows when its values are destroyed: tombstones without a value, sums without a name.

The journal then says of each row, in the open, what stands there now; what it said before cannot be read any more.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models.base import Base
from app.models.household_key import MARK, HouseholdKey
from app.models.journal import ERASE, RESTATE, Act, JournalEntry, append_many, forget_keys
from app.models.ownership import LINKS, household_rows

NO_DAY = date(1900, 1, 1)
# Sums of a village's funds and of a society's till stand without the household's name.
_KEPT: dict[str, tuple[str, ...]] = {
    "fund_movement": ("summary", "source", "beneficiary", "voucher", "warned"),
    "society_member": (),
    "society_loan": ("number", "purpose"),
    "society_repayment": ("voucher",),
}
_OF_THE_ROW = {"book_code", "id", "rev", "entered_at", "entered_by", "removed"}
_AT_ONCE = 400


def erase_rows(session: Session, book_code: str, household_id: str) -> int:
    """Destroy the values of a household within the present act; answers how many rows it had.

    What the journal holds of other rows under this household's key (a member who moved) is stated anew first.
    """
    session.flush()
    rows = household_rows(session, book_code, household_id)
    connection = session.connection()
    mine = {row_id for ids in rows.values() for row_id in ids}
    for name, ids in _moved_away(connection, household_id, mine).items():
        _state(session, Base.metadata.tables[name], book_code, ids, RESTATE, plain=False)
    _empty_entries(connection, household_id, sorted(mine))
    for name, ids in rows.items():
        table = Base.metadata.tables[name]
        _empty_rows(session, table, book_code, ids)
        _state(session, table, book_code, ids, ERASE, plain=True)
    connection.execute(delete(HouseholdKey).where(HouseholdKey.household_id == household_id))
    forget_keys(session)
    session.expire_all()
    return len(mine)


@cache
def emptied(table: str) -> dict[str, Any]:
    """What stands in an erased row, by column; a column of which no two rows may be alike takes the row's id."""
    found = Base.metadata.tables[table]
    if table in _KEPT:
        return dict.fromkeys(_KEPT[table], "")
    unique = {column.name for index in found.indexes if index.unique for column in index.columns}
    values = {
        column.name: found.c.id if column.name in unique else _nothing(column)
        for column in found.columns
        if column.name not in _OF_THE_ROW | LINKS.keys() and not column.foreign_keys
    }
    return {**values, "removed": True}


def _nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.default, ScalarElementColumnDefault):
        return column.default.arg
    kind = column.type.python_type
    return NO_DAY if kind is date else kind()


def _empty_rows(session: Session, table: Table, book_code: str, ids: list[str]) -> None:
    act: Act = session.info["act"]
    stamp = {"rev": table.c.rev + 1, "entered_at": act.at, "entered_by": act.who}
    for piece in _pieces(ids):
        own = table.c.book_code == book_code, table.c.id.in_(piece)
        session.connection().execute(update(table).where(*own).values({**emptied(table.name), **stamp}))


def _state(session: Session, table: Table, book_code: str, ids: list[str], action: str, *, plain: bool) -> None:
    """Say in the journal what stands in these rows now, every value of them."""
    names = [column.name for column in table.columns if column.name not in _OF_THE_ROW - {"removed"}]
    for piece in _pieces(ids):
        own = table.c.book_code == book_code, table.c.id.in_(piece)
        found = session.connection().execute(select(table).where(*own)).mappings()
        stated = [(row["id"], {name: [None, _plain(row[name])] for name in names}) for row in found]
        append_many(session, table.name, action, stated, plain=plain)


def _moved_away(connection: Connection, household_id: str, mine: set[str]) -> dict[str, list[str]]:
    """Rows of others of which the journal tells under this household's key."""
    under = JournalEntry.changes.startswith(f"{MARK}{household_id}{MARK}", autoescape=True)
    found: dict[str, list[str]] = {}
    for table, row_id in connection.execute(select(JournalEntry.table, JournalEntry.row_id).where(under).distinct()):
        if row_id not in mine:
            found.setdefault(table, []).append(row_id)
    return found


def _empty_entries(connection: Connection, household_id: str, ids: list[str]) -> None:
    """Take out what the journal says of these rows in the open (schema 1) or under another household's key."""
    under = JournalEntry.changes.startswith(f"{MARK}{household_id}{MARK}", autoescape=True)
    for piece in _pieces(ids):
        told = JournalEntry.row_id.in_(piece), ~under
        connection.execute(update(JournalEntry).where(*told).values(changes=""))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _pieces(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
