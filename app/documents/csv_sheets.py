"""Sheets of text files: commas, tabs or semicolons between the cells, in UTF-8, UTF-16 or GB 18030."""

from __future__ import annotations

import csv
import io
from itertools import islice

from app.documents.cells import Cell
from app.documents.sheet import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    ForeignError,
    Sheet,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)

_DELIMITERS = ",\t;，|"
_LOOKED_AT = 40  # lines that decide about the delimiter


def csv_sheet(name: str, data: bytes) -> Sheet:
    """The one sheet of a text file. Raises ForeignError where the bytes are no text, csv.Error for a broken one."""
    text = decode(data)
    rows: list[list[Cell]] = []
    cells = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
        while row and not row[-1]:
            row.pop()
        rows.append([*row])
        cells += len(row)
        if len(rows) > MOST_ROWS:
            raise too_many_rows()
        if len(row) > MOST_COLUMNS:
            raise too_many_columns()
        if cells > MOST_CELLS:
            raise too_many_cells()
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(name, rows)


def decode(data: bytes) -> str:
    """The text of a file by its mark, else UTF-8, else GB 18030."""
    marked = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2])
    for encoding in (marked,) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(1 for char in islice(text, 4000) if char < " " and char not in "\t\r\n\f\v")
        if "\0" not in text and strange <= 2:
            return text.removeprefix("\ufeff")
    raise ForeignError("别的文件")


def _delimiter(text: str) -> str:
    """The delimiter that stands most often, and equally often, in the first lines."""
    lines = [line for line in islice(io.StringIO(text), _LOOKED_AT) if line.strip()]

    def weight(delimiter: str) -> int:
        counts = [line.count(delimiter) for line in lines]
        return max((count * counts.count(count) for count in set(counts) if count), default=0)

    return max(_DELIMITERS, key=weight)
