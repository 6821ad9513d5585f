"""A sheet from outside as plain rows, and the limits within which one is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.documents.cells import Cell

MOST_BYTES = 64 * 1024 * 1024  # of the file
MOST_UNPACKED = 400 * 1024 * 1024  # of what is packed in it
MOST_PARTS = 2_000  # files inside the file
MOST_ROWS = 99_999
MOST_COLUMNS = 256
MOST_CELLS = 6_400_000

Range = tuple[int, int, int, int]  # first row, first column, last row, last column of merged cells, from 0


class TooLargeError(Exception):
    """A sheet goes over a limit; the door says it with the name of the file."""

    def __init__(self, what: str, limit: str) -> None:
        super().__init__(what)
        self.what, self.limit = what, limit


class LockedError(Exception):
    """The file is protected by a password."""


class ForeignError(Exception):
    """The file is something else; `args[0]` says what."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the cell `rows[i][j]` stands in row `first_row` + i, column `first_column` + j, both from 0."""

    name: str
    rows: list[list[Cell]]
    first_row: int = 0
    first_column: int = 0
    merged: tuple[Range, ...] = ()

    def number(self, index: int) -> int:
        """The row number that people see (from 1) of `rows[index]`."""
        return self.first_row + index + 1


def too_many_rows() -> TooLargeError:
    """More rows than are read."""
    return TooLargeError("行数", f"{MOST_ROWS} 行")


def too_many_columns() -> TooLargeError:
    """More columns than are read."""
    return TooLargeError("列数", f"{MOST_COLUMNS} 列")


def too_many_cells() -> TooLargeError:
    """More cells than are read."""
    return TooLargeError("格子数", f"{MOST_CELLS // 10_000} 万格")


def from_cells(name: str, cells: Iterable[tuple[int, int, Cell]], merged: Iterable[Range] = ()) -> Sheet:
    """A sheet from single cells (row, column, value), in any order; the limits hold before rows are made."""
    found = list(cells)
    if not found:
        return Sheet(name, [])
    last_row, last_column = max(row for row, _, _ in found), max(column for _, column, _ in found)
    if last_row >= MOST_ROWS:
        raise too_many_rows()
    if last_column >= MOST_COLUMNS:
        raise too_many_columns()
    first_row = min(row for row, _, _ in found)
    if (last_row - first_row + 1) * (last_column + 1) > MOST_CELLS:
        raise too_many_cells()
    rows: list[list[Cell]] = [[""] * (last_column + 1) for _ in range(last_row - first_row + 1)]
    for row, column, value in found:
        rows[row - first_row][column] = value
    return Sheet(name, rows, first_row, 0, tuple(merged))


def fill_merged(sheet: Sheet, from_index: int) -> None:
    """Write the value of cells merged downwards into each of their rows, from `rows[from_index]` on."""
    looked_at = 0
    for top, left, bottom, _ in sheet.merged:
        column = left - sheet.first_column
        start, end = top - sheet.first_row, min(bottom - sheet.first_row, len(sheet.rows) - 1)
        if end <= start or start < from_index or not 0 <= column < len(sheet.rows[start]):
            continue
        looked_at += end - start
        if looked_at > MOST_CELLS:  # no list is like that: its rows are refused for what they lack
            return
        value = sheet.rows[start][column]
        for row in sheet.rows[start + 1 : end + 1]:
            row += [""] * (column + 1 - len(row))
            if row[column] == "":
                row[column] = value
