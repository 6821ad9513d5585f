"""Code lists: the fixed words of the national system, some of them dated, some with other ways of writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One word of a list: its code, its label, other ways of writing it, and the years in which it was used."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    sex: str = ""

    def used_on(self, day: date) -> bool:
        """Whether the word was in use on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list with its source; `several` allows more than one word in one cell (健康状况), in any order."""

    id: str
    name: str
    source: str
    entries: tuple[CodeEntry, ...]
    several: bool = False

    def labels(self, on: date | None = None) -> tuple[str, ...]:
        """The words to choose from, those of that day where one is given."""
        return tuple(entry.label for entry in self.entries if on is None or entry.used_on(on))

    def entry(self, word: str) -> CodeEntry | None:
        """The entry a word means, by label, code or another way of writing; None where it is not in the list."""
        wanted = word.strip()
        return next(
            (entry for entry in self.entries if wanted in (entry.label, entry.code, *entry.aliases)),
            None,
        )

    def split(self, cell: str) -> tuple[str, ...]:
        """The words of one cell; of a list with `several`, at commas and 、 and ；."""
        if not self.several:
            return (cell.strip(),) if cell.strip() else ()
        plain = cell
        for mark in "，、；;/":
            plain = plain.replace(mark, ",")
        return tuple(word.strip() for word in plain.split(",") if word.strip())

    def unknown(self, cell: str) -> tuple[str, ...]:
        """The words of a cell that are not in the list; an empty cell has none."""
        return tuple(word for word in self.split(cell) if self.entry(word) is None)

    def normal(self, cell: str) -> str:
        """The cell with every known word in its proper form and the list's order; unknown words stay, at the end."""
        words = self.split(cell)
        found = [self.entry(word) for word in words]
        known = [entry.label for entry in self.entries if entry in found]
        return ",".join([*known, *(word for word, entry in zip(words, found, strict=True) if entry is None)])
