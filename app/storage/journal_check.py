"""Do the rows say what the journal says of them? Found here: an edit past the journal, and an old page put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models import Base, Row

_NOT_JOURNALLED = {"book_code", "id", "rev", "entered_at", "entered_by"}
_MONEY = (("loan", "principal_fen", "借据"), ("repayment", "amount_fen", "还款"), ("claim", "amount_fen", "理赔代偿"))
Values = dict[str, Any]


@dataclass(slots=True)
class Folded:
    """What the journal says each own row holds now: table -> id -> {column: value}; `silent` rows were erased."""

    rows: dict[str, dict[str, Values]]
    silent: set[tuple[str, str]] = field(default_factory=set)


def fold_journal(connection: sqlcipher.Connection) -> Folded:
    """Lay the changes of the journal over each other, in their order."""
    folded = Folded({table: {} for table in own_tables()})
    decode = msgspec.json.Decoder(dict[str, tuple[Any, Any]]).decode
    entries = connection.execute('SELECT "table", row_id, changes FROM journal ORDER BY seq')
    for table, row_id, changes in entries:
        rows = folded.rows.get(table)
        if rows is None:
            continue
        known = rows.setdefault(row_id, {})
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
    for table, told_rows in sorted(folded.rows.items()):
        columns, rows = _rows_of(connection, table)
        id_at, spec = columns.index("id"), _spec(table, columns)
        found = {row[id_at] for row in rows}
        wrong = sum(1 for row_id in told_rows if row_id not in found)
        for row in rows:
            told = told_rows.get(row[id_at])
            if told is None or (_differs(row, spec, told) and (table, row[id_at]) not in folded.silent):
                wrong += 1
        if wrong:
            apart[table] = wrong
        seen += len(rows)
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
    silent = {table for table, _ in folded.silent}
    told = []
    for table_name, amount, word in _MONEY:
        columns, rows = _rows_of(connection, table_name)
        index, removed = columns.index(amount), columns.index("removed")
        by_rows = sum(row[index] for row in rows if not row[removed])
        by_journal = sum(
            values.get(amount, 0) for values in folded.rows[table_name].values() if not values.get("removed")
        )
        if by_rows != by_journal and table_name not in silent:
            return False, f"{word}合计对不上：账上 {_yuan(by_rows)} 元，日志 {_yuan(by_journal)} 元"
        told.append(f"{word} {_yuan(by_rows)} 元")
    return True, "账上与日志合计一致：" + "，".join(told)


def own_tables() -> set[str]:
    """The tables whose rows a book owns and journals."""
    return {mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Row)}


def _rows_of(connection: sqlcipher.Connection, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    own = "(SELECT code FROM book_info)"
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE book_code = {own}')  # noqa: S608 - our own names
    return [column[0] for column in cursor.description], cursor.fetchall()


Spec = list[tuple[int, str, tuple[Any, ...]]]


def _spec(table: str, columns: list[str]) -> Spec:
    """The journalled columns: place in the row, name, and what may stand there that no entry has named."""
    known = Base.metadata.tables[table].columns
    spec: Spec = []
    for place, name in enumerate(columns):
        if name not in _NOT_JOURNALLED:
            default = known[name].default if name in known else None
            plain = [default.arg] if isinstance(default, ScalarElementColumnDefault) else []
            spec.append((place, name, (None, "", *plain)))
    return spec


def _differs(row: tuple[Any, ...], spec: Spec, told: Values) -> bool:
    return any(row[place] != told[name] if name in told else row[place] not in empty for place, name, empty in spec)


def _not_whole(connection: sqlcipher.Connection, table: str, column: str) -> bool:
    kinds = connection.execute(f'SELECT DISTINCT typeof("{column}") FROM "{table}"')  # noqa: S608 - our own names
    return not {kind for (kind,) in kinds} <= {"integer", "null"}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
