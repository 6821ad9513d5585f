"""Characters that no face has, found in the facts before anything is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.documents.fonts import missing_characters
from app.domain.form_facts import FACTS, column_kind

if TYPE_CHECKING:
    from app.documents.forms.batch import Copy


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character without a glyph: itself, `U+20BB7`, and where it stands (form, fact, serial or number)."""

    char: str
    code: str
    where: str


def find_missing(copies: Sequence[Copy]) -> tuple[MissingGlyph, ...]:
    """Every character that will be a pen line, with each place where it occurs; costs no drawing."""
    covered: set[str] = set()
    found: dict[MissingGlyph, None] = {}
    for copy in copies:
        for meaning, text in _texts(copy.facts):
            rare = set(text) - covered
            if not rare:
                continue
            missing = missing_characters(text)
            covered |= rare - set(missing)
            for char in missing:
                where = "　".join(part for part in (copy.form.id, meaning, copy.serial) if part)
                found[MissingGlyph(char, f"U+{ord(char):04X}", where)] = None
    return tuple(found)


def _texts(facts: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        if isinstance(value, str):
            yield _meaning(name), value
        elif isinstance(value, list | tuple):
            for row in value:
                if isinstance(row, Mapping):
                    columns = ((column, text) for column, text in row.items() if isinstance(text, str))
                    yield from ((_column_meaning(name, column), text) for column, text in columns)


def _meaning(name: str) -> str:
    fact = FACTS.get(name)
    return fact.meaning.split("，")[0].split("（")[0] if fact else name


def _column_meaning(rows: str, column: str) -> str:
    if column_kind(rows, column) is None:
        return _meaning(rows)
    return next(entry.meaning for entry in FACTS[rows].columns if entry.name == column).split("（")[0]
