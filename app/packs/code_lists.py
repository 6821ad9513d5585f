"""Code lists read from `resources/code_lists`, or from a county's own text, and checked."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.code_lists import CodeEntry, CodeList
from app.packs.toml_files import Table, built_in_text, parse_toml

CODE_LISTS = (
    "household_kinds",
    "monitored_kinds",
    "relations",
    "education",
    "schooling",
    "health",
    "labour_skills",
    "poverty_causes",
    "ethnic_groups",
    "stages",
    "purposes",
    "extension_reasons",
    "borrower_events",
)


def load_code_list(list_id: str, shadows: Mapping[str, str] | None = None) -> CodeList:
    """One list; a text in `shadows` comes before the built-in one. Raises DataFileError."""
    text = (shadows or {}).get(list_id) or built_in_text("code_lists", list_id)
    return read_code_list(text, f"{list_id}.toml")


def load_code_lists(shadows: Mapping[str, str] | None = None) -> dict[str, CodeList]:
    """All lists by id."""
    return {list_id: load_code_list(list_id, shadows) for list_id in CODE_LISTS}


def read_code_list(text: str, file: str) -> CodeList:
    """A list from its text: codes and words unique, dates in order."""
    top = parse_toml(text, file)
    top.only(("id", "name", "source", "several", "entries"))
    entries = tuple(_entry(table) for table in top.tables("entries"))
    if not entries:
        raise top.fault("entries", "至少要有一项")
    seen: dict[str, str] = {}
    for number, entry in enumerate(entries, start=1):
        for word in {entry.code, entry.label, *entry.aliases}:
            if word in seen:
                raise top.fault(f"entries[{number}]", f"“{word}”已经用在“{seen[word]}”")
            seen[word] = entry.label
    return CodeList(top.text("id"), top.text("name"), top.text("source"), entries, top.flag("several", False))


def _entry(table: Table) -> CodeEntry:
    table.only(("code", "label", "aliases", "from", "until", "sex"))
    since, until = table.day_or_none("from"), table.day_or_none("until")
    if since is not None and until is not None and until < since:
        raise table.fault("until", f"早于 from（{since}）")
    return CodeEntry(
        code=table.text("code"),
        label=table.text("label"),
        aliases=table.texts("aliases", ()),
        since=since,
        until=until,
        sex=table.text("sex", ""),
    )
