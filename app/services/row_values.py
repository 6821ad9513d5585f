"""One column of any row: its value as JSON carries it, as people type it, and as they read it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.errors import InputError
from app.domain.money import format_yuan, from_fen, to_fen
from app.domain.resident_id import mask
from app.domain.row_words import column_word
from app.models import Row
from app.services.bundle_rows import Carried

_PPM = Decimal(1_000_000)
YES, NO = "是", "否"
NOTHING = "（空）"


def plain_values(carried: Carried, row: Row) -> dict[str, Any]:
    """The values of a row as a bundle carries them: days as ISO text."""
    return {name: _plain(getattr(row, name)) for name in carried.columns}


def read_value(carried: Carried, column: str, typed: str) -> Any:
    """What somebody typed for a column, as a bundle would carry it; nothing typed is "" or None.

    Money is typed in yuan, rates in per cent per year, days as ISO, truth as 是 or 否. Raises InputError.
    """
    text, kind, word = typed.strip(), carried.table.c[column].type.python_type, column_word(carried.name, column)
    if not text:
        return None if carried.table.c[column].nullable else "" if kind is str else None
    if kind is bool:
        if text not in (YES, NO):
            raise InputError(word, "只能写“是”或“否”")
        return text == YES
    if kind is date:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise InputError(word, f"日期要写成 2026-11-20 这样，现在是 {text}") from None
    return _number(word, column, text) if kind is int else text


def shown_value(carried: Carried, column: str, value: Any) -> str:
    """A value as people read it; a resident id is masked."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return YES if value else NO
    if column.endswith("_fen"):
        return f"{format_yuan(from_fen(value))} 元"
    if column.endswith("_ppm"):
        return f"{(Decimal(value) / _PPM * 100).normalize():f}%"
    return mask(value) if column == "resident_id" else str(value)


def _number(word: str, column: str, text: str) -> int:
    try:
        number = Decimal(text.replace(",", "").removesuffix("%"))
        if column.endswith("_fen"):
            return to_fen(number)
        number = number / 100 * _PPM if column.endswith("_ppm") else number
        if number != int(number):
            raise ValueError(text)
    except (InvalidOperation, ValueError, OverflowError):
        raise InputError(word, f"要写数字，现在是 {text}") from None
    return int(number)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
