"""Do the rows say what the journal says of them? Found here: an edit past the journal, and an old page put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models import Base, Row

Key = tuple[str, str]
_NOT_JOURNALLED = {"book_code", "id", "rev", "entered_at", "entered_by"}
_MONEY = (("loan", "principal_fen", "借据"), ("repayment", "amount_fen", "还款"), ("claim", "amount_fen", "理赔代偿"))


@dataclass(slots=True)
class Folded:
    """What the journal says each own row holds now: (table, id) -> {column: value}; `silent` rows were erased."""

    rows: dict[Key, dict[str, Any]] = field(default_factory=dict)
    silent: set[Key] = field(default_factory=set)


def fold_journal(connection: sqlcipher.Connection) -> Folded:
    """Lay the changes of the journal over each other, in their order."""
    folded = Folded()
    decode = msgspec.json.Decoder(dict[str, tuple[Any, Any]]).decode
    own = _own_tables()
    entries = connection.execute('SELECT "table", row_id, changes FROM journal ORDER BY seq')
    for table, row_id, changes in entries:
        if table not in own:
            continue
        known = folded.rows.setdefault((table, row_id), {})
        if not changes:
            folded.silent.add((table, row_id))
            continue
        for column, (_, new) in decode(changes).items():
            known[column] = new
    return folded


def rows_apart(connection: sqlcipher.Connection, folded: Folded) -> tuple[bool, str]:
    """Whether every own row stands in the journal as it is, and every journalled row is there; and the finding."""
    apart: dict[str, int] = {}
    seen = 0
    for table in sorted(_own_tables()):
        columns, rows = _rows_of(connection, table)
        place = {name: index for index, name in enumerate(columns)}
        empty = _empty_values(table, columns)
        found = set()
        for row in rows:
            key = (table, row[place["id"]])
            found.add(key)
            told = folded.rows.get(key)
            if told is None or (key not in folded.silent and _differs(row, place, told, empty)):
                apart[table] = apart.get(table, 0) + 1
        lost = sum(1 for key in folded.rows if key[0] == table and key not in found)
        if lost:
            apart[table] = apart.get(table, 0) + lost
        seen += len(found)
    if apart:
        where = "、".join(f"{table} {count} 条" for table, count in apart.items())
        return False, f"有记录与日志不一致：{where}"
    return True, f"{seen} 条记录与日志逐条一致"


def money_told_twice(connection: sqlcipher.Connection, folded: Folded) -> tuple[bool, str]:
    """Whether all money is whole fen and its sums are the same by rows and by journal; and the finding."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith(("_fen", "_ppm")) and _not_whole(connection, table.name, column.name):
                return False, f"表 {table.name} 的 {column.name} 有不是整数分的金额"
    told = []
    for table_name, amount, word in _MONEY:
        columns, rows = _rows_of(connection, table_name)
        index, removed = columns.index(amount), columns.index("removed")
        by_rows = sum(row[index] for row in rows if not row[removed])
        by_journal = sum(
            values.get(amount, 0)
            for key, values in folded.rows.items()
            if key[0] == table_name and not values.get("removed")
        )
        silent = any(key[0] == table_name for key in folded.silent)
        if by_rows != by_journal and not silent:
            return False, f"{word}合计对不上：账上 {_yuan(by_rows)} 元，日志 {_yuan(by_journal)} 元"
        told.append(f"{word} {_yuan(by_rows)} 元")
    return True, "账上与日志合计一致：" + "，".join(told)


def _rows_of(connection: sqlcipher.Connection, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    own = "(SELECT code FROM book_info)"
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE book_code = {own}')  # noqa: S608 - our own names
    return [column[0] for column in cursor.description], cursor.fetchall()


def _empty_values(table: str, columns: list[str]) -> dict[str, tuple[Any, ...]]:
    """What a column may hold that no entry has named: nothing, or its default."""
    known = Base.metadata.tables[table].columns
    empty: dict[str, tuple[Any, ...]] = {}
    for name in columns:
        if name not in _NOT_JOURNALLED:
            default = known[name].default if name in known else None
            empty[name] = (None, "", *([default.arg] if isinstance(default, ScalarElementColumnDefault) else []))
    return empty


def _differs(
    row: tuple[Any, ...], place: dict[str, int], told: dict[str, Any], empty: dict[str, tuple[Any, ...]]
) -> bool:
    for column, expected in empty.items():
        value = row[place[column]]
        if value != told[column] if column in told else value not in expected:
            return True
    return False


def _not_whole(connection: sqlcipher.Connection, table: str, column: str) -> bool:
    kinds = connection.execute(f'SELECT DISTINCT typeof("{column}") FROM "{table}"')  # noqa: S608 - our own names
    return not {kind for (kind,) in kinds} <= {"integer", "null"}


def _own_tables() -> set[str]:
    return {mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row)}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
