"""Does a received row fit its table? A fast answer for many rows at once, and a numbered reason for one that does not.

A row that passes can be stored, and be read by the rules afterwards without an error: that is why the words of a
loan's convention, its bounds, and JSON inside of texts are looked at too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta
from sqlalchemy import Column

from app.domain.day_count import DayCount
from app.domain.loan_terms import ORDER_WORDS, SubsidyMode
from app.domain.money import Rounding
from app.domain.row_words import column_word
from app.domain.schedule import Every, Method
from app.services.bundle_rows import Carried

Row: TypeAlias = Mapping[str, Any]
Fault: TypeAlias = tuple[int, str]

MAX_TEXT = 100_000
MAX_ID = 64
MAX_NUMBER = (1 << 53) - 1
MAX_PRINCIPAL_FEN = 10**14
MAX_RATE_PPM = 10_000_000
MAX_YEARS = 99

NO_ID, MISSING, WRONG_TYPE, OUT_OF_RANGE, NO_DATE, TOO_LONG, UNKNOWN_WORD, NO_MOMENT, NO_JSON = range(101, 110)
HANGS_ON, TWICE, SAME_NUMBER, TERMS, STRANGER = 110, 111, 112, 113, 114

_EVENTS = frozenset(
    {
        "repayment", "reversal", "extension", "claim", "loan",
        "bank_adjustment", "subsidy_paid", "misuse", "rate_change",
    }
)  # fmt: skip
_LOAN_WORDS: dict[str, frozenset[str]] = {
    "method": frozenset(Method),
    "day_count": frozenset(DayCount),
    "every": frozenset(Every),
    "rounding": frozenset(Rounding),
    "subsidy_mode": frozenset((*SubsidyMode, "")),
}
_BOUNDS: dict[tuple[str, str], tuple[int, int]] = {
    ("loan", "principal_fen"): (1, MAX_PRINCIPAL_FEN),
    ("loan", "contract_line_fen"): (1, MAX_PRINCIPAL_FEN),
    ("loan", "rate_ppm"): (0, MAX_RATE_PPM),
    ("loan", "uplift_ppm"): (0, MAX_RATE_PPM),
    ("loan", "settlement_day"): (1, 31),
    ("loan", "subsidy_share_ppm"): (0, 1_000_000),
    ("extension", "rate_ppm"): (0, MAX_RATE_PPM),
    ("rate_change", "rate_ppm"): (0, MAX_RATE_PPM),
    ("misuse", "uplift_ppm"): (0, MAX_RATE_PPM),
}
_JSON: dict[str, tuple[str, ...]] = {
    "application": ("conditions", "findings"),
    "claim": ("findings",),
    "extension": ("findings",),
    "loan": ("findings",),
    "rating": ("snapshot",),
    "repayment_plan": ("rows",),
}
_LONG: dict[tuple[str, str], int] = {("desk_file", "text"): 3_000_000}  # a list of a whole village
_PLAIN_JSON = frozenset({"[]", "{}"})
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fit(carried: Carried, rows: Sequence[Row]) -> bool:
    """Whether every one of these rows names every column and fits; False only means: look at them one by one."""
    try:
        msgspec.convert(rows, _shape(carried))
    except msgspec.ValidationError:
        return False
    return not any(rule(row) for rule in _rules(carried.name) for row in rows)


def row_fault(carried: Carried, row: Row) -> Fault | None:
    """(numbered reason, sentence) when a row does not fit its table; None when it does.

    A column that the sender does not know takes its default; a field that we do not know is left out.
    """
    row_id = row.get("id")
    if not isinstance(row_id, str) or not 1 <= len(row_id) <= MAX_ID:
        return NO_ID, "没有编号"
    for name in carried.columns:
        column = carried.table.c[name]
        value = row.get(name)
        if value is None:
            if not column.nullable and column.default is None:
                return MISSING, f"缺少{column_word(carried.name, name)}"
        elif fault := _value_fault(carried.name, column, value):
            return fault
    values = dict(zip(carried.columns, stored(carried, row), strict=True))
    return next((fault for rule in _rules(carried.name) if (fault := rule(values))), None)


def stored(carried: Carried, row: Row) -> tuple[Any, ...]:
    """A checked row as its table stores it, in the order of `columns`; missing values take the column's default."""
    values = []
    for name in carried.columns:
        value = row.get(name)
        column = carried.table.c[name]
        if value is None and not column.nullable and column.default is not None:
            value = column.default.arg  # type: ignore[attr-defined]  # every default here is a plain value
        values.append(value)
    return tuple(values)


def _value_fault(table: str, column: Column[Any], value: Any) -> Fault | None:
    kind, name = column.type.python_type, column.name
    word = column_word(table, name)
    if kind is bool or isinstance(value, bool):
        return None if kind is bool and isinstance(value, bool) else (WRONG_TYPE, f"{word}的类型不对")
    if kind is int:
        low, high = _BOUNDS.get((table, name), (-MAX_NUMBER, MAX_NUMBER))
        if not isinstance(value, int):
            return WRONG_TYPE, f"{word}的类型不对"
        return None if low <= value <= high else (OUT_OF_RANGE, f"{word}超出范围")
    if not isinstance(value, str):
        return WRONG_TYPE, f"{word}的类型不对"
    if kind is date:
        return None if _is_day(value) else (NO_DATE, f"{word}不是日期")
    return _text_fault(table, name, value)


def _text_fault(table: str, name: str, value: str) -> Fault | None:
    if len(value) > _LONG.get((table, name), MAX_TEXT):
        return TOO_LONG, f"{column_word(table, name)}太长"
    if name == "entered_at" and table in _EVENTS and not _is_moment(value):
        return NO_MOMENT, f"{column_word(table, name)}不是带时差的时间"
    return None


def _is_day(text: str) -> bool:
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        msgspec.convert(text, Annotated[datetime, Meta(tz=True)])
    except msgspec.ValidationError:
        return False
    return True


@cache
def _shape(carried: Carried) -> Any:
    fields = [(name, _field_type(carried, name)) for name in carried.columns]
    return list[msgspec.defstruct(f"{carried.name}_row", fields)]  # type: ignore[misc]


def _field_type(carried: Carried, name: str) -> Any:
    column, table = carried.table.c[name], carried.name
    kind: Any = column.type.python_type
    if name == "id":
        kind = Annotated[str, Meta(min_length=1, max_length=MAX_ID)]
    elif kind is int:
        low, high = _BOUNDS.get((table, name), (-MAX_NUMBER, MAX_NUMBER))
        kind = Annotated[int, Meta(ge=low, le=high)]
    elif kind is str and name == "entered_at" and table in _EVENTS:
        kind = Annotated[datetime, Meta(tz=True)]
    elif kind is str:
        kind = Annotated[str, Meta(max_length=_LONG.get((table, name), MAX_TEXT))]
    return kind | None if column.nullable else kind


def _rules(table: str) -> tuple[Callable[[Row], Fault | None], ...]:
    found: list[Callable[[Row], Fault | None]] = [_moment_fault] if table in _EVENTS else []
    if table == "loan":
        found.append(_loan_fault)
    if names := _JSON.get(table):
        found.append(lambda row: _json_fault(table, names, row))
    return tuple(found)


def _moment_fault(row: Row) -> Fault | None:
    """RFC 3339 allows a small z, which `datetime.fromisoformat` does not read."""
    return (NO_MOMENT, "录入时间不是带时差的时间") if "z" in row["entered_at"] else None


def _loan_fault(row: Row) -> Fault | None:
    for name, words in _LOAN_WORDS.items():
        if row[name] not in words:
            return UNKNOWN_WORD, f"{column_word('loan', name)}的写法不认识"
    if not row["disbursed_on"] < row["due_on"] or int(row["due_on"][:4]) - int(row["disbursed_on"][:4]) > MAX_YEARS:
        return TERMS, "到期日和放款日不成立"
    if not set(row["allocation"].split()) <= ORDER_WORDS:
        return TERMS, "还款分配顺序里有不认识的词"
    return None


def _json_fault(table: str, names: tuple[str, ...], row: Row) -> Fault | None:
    for name in names:
        if (text := row[name]) not in _PLAIN_JSON:
            try:
                msgspec.json.decode(text)
            except (msgspec.DecodeError, RecursionError):
                return NO_JSON, f"{column_word(table, name)}的内容读不出来"
    return None
