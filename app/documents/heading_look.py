"""A sheet from outside before anything is taken from it: its headings, what each was understood as, and some cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.documents.cells import Cell, as_text
from app.documents.columns import Chosen, Column, find_heading, possible_headings
from app.documents.sheet import Sheet
from app.documents.sheet_reader import read_sheets, sheet_names
from app.domain.resident_id import mask

SAMPLES = 3
_LONGEST = 24
_ID_DIGITS = 15


@dataclass(frozen=True, slots=True)
class HeadingLook:
    """One column of the sheet: its heading, the key it was understood as ("" for none), and its first cells, masked."""

    heading: str
    key: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A sheet and its heading; `missing` are the headings of needed columns that were not found."""

    file: str
    sheets: tuple[str, ...]
    sheet: str
    title: str
    headings: tuple[HeadingLook, ...]
    missing: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The headings alone."""
        return tuple(each.heading for each in self.headings)

    @property
    def columns(self) -> Mapping[str, str]:
        """Every heading and its key, as an officer would leave them."""
        return {each.heading: each.key for each in self.headings}


def look_at_sheet(path: Path, columns: Sequence[Column], sheet: str | None = None, chosen: Chosen = None) -> SheetLook:
    """The named sheet, else the one whose heading fits best, else the first; raises as `read_sheets`.

    Where nothing fits, the first row with several texts stands as the heading, so that a person can say what is what.
    """
    best: tuple[int, SheetLook] | None = None
    names = tuple(sheet_names(path))
    for found in read_sheets(path, sheet):
        fits, look = _look(path.name, names, found, columns, chosen)
        if best is None or fits > best[0]:
            best = fits, look
    if best is None:
        return SheetLook(path.name, names, names[0] if names else "", "", (), _needed(columns))
    return best[1]


def _look(
    file: str, names: tuple[str, ...], sheet: Sheet, columns: Sequence[Column], chosen: Chosen
) -> tuple[int, SheetLook]:
    heading = find_heading(sheet.rows, columns, chosen)
    if heading is None:
        first_row, texts = _first_texts(sheet.rows)
        keys: dict[int, str] = {}
        missing, title = _needed(columns), ""
    else:
        first_row, texts = heading.first_row, heading.texts
        keys = {column.index: column.key for column in heading.columns.values()}
        missing, title = heading.missing, heading.title
    headings = tuple(
        HeadingLook(text, keys.get(at, ""), _samples(sheet.rows[first_row:], at))
        for at, text in enumerate(texts)
        if text
    )
    return len(keys) - 100 * len(missing), SheetLook(file, names, sheet.name, title, headings, missing)


def _first_texts(rows: Sequence[Sequence[Cell]]) -> tuple[int, tuple[str, ...]]:
    for at, height, texts in possible_headings(rows):
        if height == 1 and sum(bool(text) for text in texts) >= 3:
            return at + 1, texts
    return 0, ()


def _samples(rows: Sequence[Sequence[Cell]], at: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in rows[:50]:
        text = as_text(row[at]) if at < len(row) else ""
        if text and len(found) < SAMPLES:
            found.append(_shown(text))
    return tuple(found)


def _shown(text: str) -> str:
    digits = sum(char.isdigit() for char in text)
    return mask(text) if digits >= _ID_DIGITS else text[:_LONGEST]


def _needed(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.heading for column in columns if column.needed)
