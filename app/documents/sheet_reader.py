"""The one door to sheet files from outside: .xlsx, .xls, .ods and .csv become plain rows, or a sentence.

Such a file is untrusted: its size, rows, columns and what it unpacks to are bounded before anything is built from it;
macros, links and formulas are never run (a formula is the value that was saved with it).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.documents.cells import Cell
from app.domain.errors import (
    SheetBrokenError,
    SheetForeignError,
    SheetLockedError,
    SheetMissingError,
    SheetNameError,
    SheetTooLargeError,
)

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows` without the empty margin; row i stands at `first_row` + i of the file (from 1)."""

    name: str
    rows: list[list[Cell]]
    first_row: int = 1
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


def read_sheets(path: Path, sheet: str | None = None) -> Iterator[Sheet]:
    """The sheets that hold something, in their order, or the one named `sheet`."""
    data = _bytes(path)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        yield from _calamine_sheets(path, data, sheet)
        return
    text = _text(path, data)
    if sheet is not None and sheet != path.stem:
        raise SheetNameError(path.name, sheet, path.stem)
    yield _csv_sheet(path, text)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SheetTooLargeError(path.name, "大小", f"{MOST_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise SheetMissingError(path.name, "没有这个文件") from None
    except OSError:
        raise SheetMissingError(path.name, "没有读它的权限，或它不是文件") from None
    if not data:
        raise SheetBrokenError(path.name)
    return data


def _calamine_sheets(path: Path, data: bytes, sheet: str | None) -> Iterator[Sheet]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise SheetNameError(path.name, sheet, "、".join(names))
        for name in names if sheet is None else [sheet]:
            found = book.get_sheet_by_name(name)
            rows = found.to_python()
            if rows:
                start = found.start or (0, 0)
                yield Sheet(name, rows, start[0] + 1, ())
    except python_calamine.PasswordError:
        raise SheetLockedError(path.name) from None
    except python_calamine.CalamineError:
        raise SheetBrokenError(path.name) from None


def _text(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetForeignError(path.name, "别的文件")


def _csv_sheet(path: Path, text: str) -> Sheet:
    return Sheet(path.stem, [list(row) for row in csv.reader(io.StringIO(text, newline=""))])
