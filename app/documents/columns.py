"""Which column is what: headings of other people's sheets understood by their words, wherever the row stands.

Title rows above, two-row headings, merged cells, another order and wording, and the unit (元 or 万元) in the
heading or the title are all usual; a column that is not understood is named, never guessed at by its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.documents.cells import Cell, as_text

SEARCHED_ROWS = 30
_BRACKETS = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]*[)\]】〕}]")
_NOISE = re.compile(r"[\s*：:、,，.。·#\"'“”_/\\—-]+")
_UNIT = re.compile(r"万元|万人民币|[(（:：/、\s](?:元)[)）\s]?|元$|‰|%|％|百分比")


Chosen = Mapping[str, str] | Callable[[Sequence[Sequence[Cell]]], Mapping[str, str] | None] | None
"""Headings to column keys as an officer corrected them ("" leaves a column out), or who knows them for these rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a list can have: its `key`, the official `heading`, and other words for it.

    `also` are whole headings; a heading that holds one of `words` and none of `never` is taken where no whole
    heading fits. A list without a `needed` column is not that list.
    """

    key: str
    heading: str
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """One column as it was understood: `index` from 0, `heading` as it stands in the sheet, its unit or ""."""

    key: str
    heading: str
    index: int
    unit: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row of a sheet: `first_row` is the index of the first row below it, `texts` all of it."""

    first_row: int
    texts: tuple[str, ...]
    columns: Mapping[str, FoundColumn]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    title: str
    title_unit: str

    def index(self, key: str) -> int | None:
        """The place of a column, or None where the sheet has none."""
        found = self.columns.get(key)
        return None if found is None else found.index


def find_heading(rows: Sequence[Sequence[Cell]], columns: Sequence[Column], chosen: Chosen = None) -> Heading | None:
    """The best heading among the first rows, or None where no row fits at least two columns."""
    chosen = chosen(rows) if callable(chosen) else chosen
    best: tuple[int, int, tuple[str, ...], int] | None = None
    for at, height, texts in possible_headings(rows):
        score = len(_match(texts, columns, chosen)[0])
        if score >= 2 and (best is None or (score, -height) > (best[0], -best[3])):
            best = (score, at + height, texts, height)
    if best is None:
        return None
    _, first_row, texts, _ = best
    found, unknown = _match(texts, columns, chosen)
    keys = {column.key: column for column in found}
    above = [as_text(cell) for row in rows[: first_row - 1] for cell in row if cell != ""]
    return Heading(
        first_row=first_row,
        texts=texts,
        columns=keys,
        unknown=unknown,
        missing=tuple(column.heading for column in columns if column.needed and column.key not in keys),
        title=above[0] if above else "",
        title_unit=next((unit for text in above if "单位" in text and (unit := unit_of(text))), ""),
    )


def possible_headings(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where a heading may stand: its first row, its height of one or two rows, the text of each column."""
    for at in range(min(len(rows), SEARCHED_ROWS)):
        for height in (1, 2):
            if at + height <= len(rows):
                yield at, height, _heading_texts(rows[at : at + height])


def unit_of(heading: str) -> str:
    """The unit that a heading or title names: 万元, 元, %, ‰, or "" where it names none."""
    found = _UNIT.search(unicodedata.normalize("NFKC", heading))
    if found is None:
        return ""
    text = found[0]
    if text.startswith("万"):
        return "万元"
    if text == "‰":
        return "‰"
    return "元" if "元" in text else "%"


def _heading_texts(rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """The lowest text of each column: under a merged heading the lower row tells more."""
    width = max(len(row) for row in rows)
    texts = []
    for at in range(width):
        column = [as_text(row[at]) for row in rows if at < len(row) and row[at] != ""]
        texts.append(column[-1] if column else "")
    return tuple(texts)


def _plain(heading: str) -> tuple[str, str]:
    """A heading for comparing, with and without what stands in brackets."""
    narrow = unicodedata.normalize("NFKC", heading)
    return _NOISE.sub("", narrow), _NOISE.sub("", _BRACKETS.sub("", narrow))


def _match(
    texts: Sequence[str], columns: Sequence[Column], chosen: Mapping[str, str] | None
) -> tuple[list[FoundColumn], tuple[str, ...]]:
    exact = {_plain(name)[0]: column.key for column in columns for name in (column.heading, *column.also)}
    taken: dict[int, str] = {}
    keys: set[str] = set()
    open_places = [at for at, text in enumerate(texts) if text]

    def take(at: int, key: str | None) -> None:
        if key and key not in keys and at not in taken:
            taken[at] = key
            keys.add(key)

    left_out = set()
    for at in open_places:
        if chosen and texts[at] in chosen:
            take(at, chosen[texts[at]])
            left_out.add(at)
    for form in (0, 1):
        for at in open_places:
            if at not in left_out:
                take(at, exact.get(_plain(texts[at])[form]))
    for at in open_places:
        if at not in taken and at not in left_out:
            take(at, _by_words(_plain(texts[at])[0], columns, keys))
    found = [FoundColumn(taken[at], texts[at], at, unit_of(texts[at])) for at in sorted(taken)]
    return found, tuple(texts[at] for at in open_places if at not in taken)


def _by_words(plain: str, columns: Sequence[Column], keys: set[str]) -> str | None:
    if len(plain) > 20:
        return None
    for column in columns:
        wanted = column.key not in keys and any(word in plain for word in column.words)
        if wanted and not any(word in plain for word in column.never):
            return column.key
    return None
