"""Sheets of .ods files (OpenDocument 1.x), read as a stream of XML.

Read here and not by calamine, which writes out every repeated cell that the file claims. Comments, formulas and links
are passed over; a document type declaration is refused (it is how XML bombs are made).
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from xml.parsers import expat

from app.documents.cells import Cell
from app.documents.sheet import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    LockedError,
    Range,
    Sheet,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = f"{_NAMES}table:1.0 ", f"{_NAMES}office:1.0 ", f"{_NAMES}text:1.0 "
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_BLOCK = 1 << 20


def ods_sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    """All sheets of the document. Raises ValueError or ExpatError for one that cannot be right."""
    names = set(archive.namelist())
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise LockedError
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    with archive.open("content.xml") as file:
        while block := file.read(_BLOCK):
            parser.Parse(block, False)
    parser.Parse(b"", True)
    return reader.sheets


def _refuse(*_: object) -> None:
    raise ValueError("document type")


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._rows: list[list[Cell]] = []
        self._merged: list[Range] = []
        self._name = ""
        self._depth = 0  # tables inside tables are passed over
        self._row: list[Cell] = []
        self._empty_rows = 0
        self._empty_cells = 0
        self._cell: Mapping[str, str] | None = None
        self._parts: list[str] = []
        self._quiet = 0
        self._count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{_TABLE}table":
            self._depth += 1
            if self._depth == 1:
                self._name = attributes.get(f"{_TABLE}name", "")
                self._rows, self._merged, self._empty_rows = [], [], 0
        elif self._depth != 1:
            return
        elif name == f"{_TABLE}table-row":
            self._row, self._empty_cells = [], 0
            self._repeat = _number(attributes, "number-rows-repeated")
        elif name in _CELLS:
            self._cell, self._parts = attributes, []
        elif name == f"{_OFFICE}annotation":
            self._quiet += 1
        elif self._cell is not None:
            self._inside_text(name, attributes)

    def _inside_text(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{_TEXT}p" and self._parts and not self._quiet:
            self._parts.append("\n")
        elif name == f"{_TEXT}s":
            self._parts.append(" " * min(int(attributes.get(f"{_TEXT}c", "1")), 1000))
        elif name in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            self._parts.append(" ")

    def text(self, data: str) -> None:
        if self._cell is not None and not self._quiet and self._depth == 1:
            self._parts.append(data)

    def end(self, name: str) -> None:
        if name == f"{_TABLE}table":
            if self._depth == 1 and self._rows:
                self.sheets.append(Sheet(self._name, self._rows, 0, 0, tuple(self._merged)))
            self._depth -= 1
        elif self._depth != 1:
            return
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == f"{_TABLE}table-row":
            self._end_row()
        elif name == f"{_OFFICE}annotation":
            self._quiet -= 1

    def _end_cell(self, attributes: Mapping[str, str]) -> None:
        value = _value(attributes, "".join(self._parts))
        repeat = _number(attributes, "number-columns-repeated")
        spanned = _number(attributes, "number-rows-spanned")
        if value == "":
            self._empty_cells += repeat
            return
        if len(self._row) + self._empty_cells + repeat > MOST_COLUMNS:
            raise too_many_columns()
        self._row += [""] * self._empty_cells + [value] * repeat
        self._empty_cells = 0
        if spanned > 1:
            row, column = len(self._rows) + self._empty_rows, len(self._row) - repeat
            across = _number(attributes, "number-columns-spanned")
            self._merged.append((row, column, row + spanned - 1, column + across - 1))

    def _end_row(self) -> None:
        if not self._row:
            self._empty_rows += self._repeat
            return
        if len(self._rows) + self._empty_rows + self._repeat > MOST_ROWS:
            raise too_many_rows()
        self._count += len(self._row) * self._repeat
        if self._count > MOST_CELLS:
            raise too_many_cells()
        self._rows += [[] for _ in range(self._empty_rows)]
        self._rows += [list(self._row) for _ in range(self._repeat)]
        self._empty_rows = 0


def _number(attributes: Mapping[str, str], name: str) -> int:
    found = int(attributes.get(_TABLE + name, "1"))
    if found < 0:
        raise ValueError(name)
    return found


def _value(attributes: Mapping[str, str], text: str) -> Cell:
    kind = attributes.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        return float(attributes.get(f"{_OFFICE}value", text))
    if kind == "date":
        found = attributes.get(f"{_OFFICE}date-value", "")
        return datetime.fromisoformat(found) if "T" in found else date.fromisoformat(found)
    if kind == "boolean":
        return attributes.get(f"{_OFFICE}boolean-value") == "true"
    return attributes.get(f"{_OFFICE}string-value", text) if kind == "string" else text
