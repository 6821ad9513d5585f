"""Do the rows say what the journal says of them? Found here: an edit past the journal, and an old page put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models import Base, Row
from app.models.household_key import unsealed
from app.models.journal import CHAINED, STATED_ANEW, Chain

_NOT_JOURNALLED = {"book_code", "id", "rev", "entered_at", "entered_by"}
_MONEY = (("loan", "principal_fen", "借据"), ("repayment", "amount_fen", "还款"), ("claim", "amount_fen", "理赔代偿"))
_FIELDS = ", ".join(f'"{name}"' for name in CHAINED)
_ENTRIES = f"SELECT hash, changes, {_FIELDS} FROM journal ORDER BY seq"  # noqa: S608 - our own names
_decode = msgspec.json.Decoder(dict[str, tuple[Any, Any]]).decode
Values = dict[str, Any]


@dataclass(slots=True)
class Folded:
    """What the journal says of each own row: table -> id -> its entries, one a line, in their order.

    They stay text until one row is asked for, so that a large book fills no memory with values.
    `silent` are rows of which an entry cannot be read and no later one says what stands there instead; `gone` counts
    the entries whose values were destroyed, `erased` the entries (by act) that tell of it, with the day. `chain` was
    followed on the way.
    """

    rows: dict[str, dict[str, str]]
    silent: set[tuple[str, str]] = field(default_factory=set)
    gone: int = 0
    chain: Chain = field(default_factory=Chain)
    erased: dict[str, tuple[int, str]] = field(default_factory=dict)

    def values(self, table: str, row_id: str) -> Values:
        """What a row holds now: its changes laid over each other."""
        told: Values = {}
        for line in filter(None, self.rows[table][row_id].split("\n")):  # JSON holds no line break of its own
            for column, (_, new) in _decode(line).items():
                told[column] = new
        return told

    @property
    def told(self) -> str:
        """What was destroyed by which entry, in words; empty where nothing was."""
        if not self.gone:
            return ""
        acts = "、".join(f"第 {seq} 条（{day}）" for seq, day in self.erased.values())
        return f"；其中 {self.gone} 条的内容已经销毁，见抹去农户的登记：{acts}"


def fold_journal(connection: sqlcipher.Connection) -> Folded:
    """Gather the changes of the journal by row, and follow its chain.

    An entry that states a row anew (because values before it were destroyed) takes the place of all before it.
    """
    folded = Folded({table: {} for table in own_tables()})
    cipher_of = _ciphers(connection).get
    for hash_, changes, *fields in connection.execute(_ENTRIES):
        folded.chain.take(hash_, changes, fields)
        seq, at, _who, act_id, _act, table, row_id, action, _ = fields
        rows = folded.rows.get(table)
        if rows is None:
            continue
        known = rows.setdefault(row_id, "")
        text = unsealed(changes, row_id, cipher_of)
        if text is None:
            folded.gone += 1
            folded.silent.add((table, row_id))
            continue
        if action in STATED_ANEW:
            known = ""
            folded.silent.discard((table, row_id))
            folded.erased.setdefault(act_id, (seq, at[:10]))
        rows[row_id] = f"{known}\n{text}" if known else text
    return folded


def _ciphers(connection: sqlcipher.Connection) -> dict[str, ChaCha20Poly1305]:
    keys = connection.execute("SELECT household_id, key FROM household_key")
    return {household: ChaCha20Poly1305(key) for household, key in keys}


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
            row_id = row[id_at]
            if (
                row_id not in told_rows
                or (table, row_id) in folded.silent
                or _differs(row, spec, folded.values(table, row_id))
            ):
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
    told = []
    for table_name, amount, word in _MONEY:
        columns, rows = _rows_of(connection, table_name)
        index, removed = columns.index(amount), columns.index("removed")
        by_rows = sum(row[index] for row in rows if not row[removed])
        by_journal = sum(
            values.get(amount, 0)
            for values in (folded.values(table_name, row_id) for row_id in folded.rows[table_name])
            if not values.get("removed")
        )
        if by_rows != by_journal:
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
