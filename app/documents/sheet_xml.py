"""Rows of our sheets as XML, cell by cell. Text is always text: nothing that was entered can become a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from app.documents.sheet_frame import ROW_HEIGHT

LINE_HEIGHT = 13
LONGEST_TEXT = 32_000  # characters that a cell can hold, a little below the limit
TALLEST_ROW = 400
_WIDE_CHARACTER = 1.85  # of one Chinese character in 10 pt, in characters of the column width
_FIRST_DAY = date(1899, 12, 30).toordinal()
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile("[&<>]")


def column_letters(number: int) -> str:
    """The letters of a column, from 1.

    >>> column_letters(1), column_letters(27)
    ('A', 'AA')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def row_of(number: int, cells: Iterable[tuple[int, str, object]], styles: Mapping[str, int], height: int) -> str:
    """A row from single cells (column from 1, name of the style, value)."""
    parts = []
    for column, style, value in cells:
        start = f'<c r="{column_letters(column)}{number}" s="{styles[style]}"'
        if value is None or value == "":
            parts.append(f"{start}/>")
        else:
            parts.append(start + (text_end(value) if isinstance(value, str) else value_end(value)))
    return wrap_row(number, height, "".join(parts))


def wrap_row(number: int | str, height: int, cells: str) -> str:
    """The element of a row around its cells; heights are set, or Chinese text is cut off below."""
    return f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'


def value_end(value: object) -> str:
    """The rest of a cell's element for a number or a day; anything else becomes text."""
    if isinstance(value, Decimal):
        return f"><v>{value:f}</v></c>"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"><v>{value}</v></c>"
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"><v>{value.toordinal() - _FIRST_DAY}</v></c>"
    return text_end(str(value))


def text_end(text: str) -> str:
    """The rest of a cell's element for a text: characters that XML has no place for are left out."""
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "…"
    if not text.isalnum():
        text = _ILLEGAL.sub("", text)
        if _MARKUP.search(text):
            text = escape(text)
        if text != text.strip() or "\n" in text or "\t" in text:
            return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f' t="inlineStr"><is><t>{text}</t></is></c>'


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of `width` characters; a Chinese character is nearly as wide as two."""
    room = max(2, int(width / _WIDE_CHARACTER) * 2)
    return sum(max(1, -(-sum(2 if char > "\u2e7f" else 1 for char in line) // room)) for line in text.split("\n"))


def height_for(lines: int) -> int:
    """The height of a row in points for so many lines of text."""
    return ROW_HEIGHT if lines <= 1 else min(TALLEST_ROW, LINE_HEIGHT * lines + 6)
