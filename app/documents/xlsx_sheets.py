"""Sheets of .xlsx and .xlsm files by calamine, after a look at what they would make it build.

calamine makes a full rectangle up to the furthest filled cell and a copy of a shared text for each cell that shows
it: a few hundred bytes can ask for terabytes, and an allocation that fails ends the program. So the places and the
long texts are looked at first, in one pass each over the packed XML.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from app.documents.sheet import (
    ForeignError,
    Sheet,
    TooLargeError,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)

_NEAR_ONLY = re.compile(rb'<c(?=[\s/>])(?! r="(?:[A-Z]|[AB][A-Z])\d{1,5}")')  # finds a cell that is not near
_WIDE = 64  # columns up to which all MOST_ROWS may be filled; a wider sheet may have a tenth of that
_FILLED = rb"[^<>]*(?<!/)>"  # the rest of the tag of a cell that holds something
_CELL = rb"<(?:[\w.-]+:)?c\s[^<>]*?\br\s*=\s*[\"'](?:"
_BEYOND_COLUMNS = re.compile(_CELL + rb"[A-Za-z]{3}|[Ii][W-Zw-z]|[J-Zj-z][A-Za-z])" + _FILLED)
_BEYOND_ROWS = re.compile(_CELL + rb"[A-Za-z]*\d{6})" + _FILLED)
_BEYOND_WIDE = re.compile(_CELL + rb"[A-Za-z]{3}|[B-Zb-z][M-Zm-z]|[C-Zc-z][A-Za-z])" + _FILLED)
_BEYOND_TENTH = re.compile(_CELL + rb"[A-Za-z]*\d{5})" + _FILLED)
_UNPLACED = re.compile(rb"<(?:[\w.-]+:)?c(?:\s(?![^<>]*\br\s*=)[^<>]*)?>")
_FAR_ROW = re.compile(rb"<(?:[\w.-]+:)?row\s[^<>]*?\br\s*=\s*[\"']\d{6}")
_LONGEST_TEXT = 400_000  # bytes of one shared text with its markup; a cell can hold 32 767 characters
_MOST_TEXT = 1 << 29  # bytes of all texts when each cell has its own copy
_END_OF_TEXT = re.compile(rb"</(?:[\w.-]+:)?si\s*>|<(?:[\w.-]+:)?si\s*/>")
_SHARED = re.compile(rb"<(?:[\w.-]+:)?v>(\d+)</")


def xlsx_sheets(data: bytes, archive: zipfile.ZipFile, wanted: str | None) -> tuple[list[str], Iterator[Sheet]]:
    """The names of the sheets, and the sheets (or the one `wanted`) read one by one."""
    import python_calamine

    _look(archive)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    worksheet = python_calamine.SheetTypeEnum.WorkSheet
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == worksheet]
    return names, (_sheet(book, name) for name in names if wanted in (None, name))


def _sheet(book: object, name: str) -> Sheet:
    found = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
    row, column = found.start or (0, 0)
    merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in found.merged_cell_ranges or ())
    return Sheet(name, found.to_python(), row, column, merged)


def _look(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise ForeignError("二进制工作簿 .xlsb，请另存为 .xlsx")
    if "content.xml" in names:
        raise ValueError("two documents in one")
    lengths: list[int] = []
    cells = 0
    sheets: list[bytes] = []
    for info in archive.infolist():
        if info.is_dir() or not info.filename.lower().endswith(".xml") or "theme" in info.filename:
            continue
        content = archive.read(info)
        if b"sheetData" in content:
            _look_at_sheet(content)
            cells += content.count(b"<c ") + content.count(b":c ")
            sheets.append(content)
        elif b"</si>" in content or b":si>" in content:
            lengths = [len(text) for text in _END_OF_TEXT.split(content)]
    longest = max(lengths, default=0)
    if longest > _LONGEST_TEXT:
        raise TooLargeError("一格里的文字", "32767 字")
    if longest * cells > _MOST_TEXT:
        _look_at_texts(sheets, lengths)


def _look_at_sheet(content: bytes) -> None:
    if b":c" not in content and not _NEAR_ONLY.search(content):
        return
    if _BEYOND_COLUMNS.search(content):
        raise too_many_columns()
    if _BEYOND_ROWS.search(content):
        raise too_many_rows()
    if _BEYOND_WIDE.search(content) and _BEYOND_TENTH.search(content):
        raise too_many_cells()
    if _UNPLACED.search(content):
        if _FAR_ROW.search(content):
            raise too_many_rows()
        if max(row.count(b"<c") + row.count(b":c") for row in content.split(b"row>")) > _WIDE * 4:
            raise too_many_columns()


def _look_at_texts(sheets: list[bytes], lengths: list[int]) -> None:
    total = 0
    for content in sheets:
        for found in _SHARED.finditer(content):
            number = int(found[1][:9])
            total += lengths[number] if number < len(lengths) else 0
        if total > _MOST_TEXT:
            raise TooLargeError("文字总量", "512 MB")
