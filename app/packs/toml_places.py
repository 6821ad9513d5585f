"""Where in a TOML text a fault stands: the line of a syntax error, or of the table that a key path leads to."""

from __future__ import annotations

import re

_LINE = re.compile(r"第 (\d+) 行")
_STEP = re.compile(r"^([a-z_]+)\[(\d+)\]")
_HEADER = re.compile(r"^\s*\[\[?\s*([a-z_.]+)\s*\]\]?")


def line_of(text: str, where: str) -> int:
    """The line (from 1) that `where` of a DataFileError points at; 1 where nothing better is known.

    `page[2].section[3].rows[1]` leads to the third `[[page.section]]` under the second `[[page]]`, and to the key
    `rows` under it; a plain key to its own line.
    """
    if named := _LINE.search(where):
        return int(named[1])
    lines = text.splitlines()
    start, end, header = 0, len(lines), ""
    rest = where
    while step := _STEP.match(rest):
        wanted = f"{header}.{step[1]}".lstrip(".")
        found = _nth_header(lines, wanted, int(step[2]), start, end)
        if found is None:
            break
        header, start = wanted, found + 1
        end = next((at for at in range(start, end) if _closes(lines[at], wanted)), end)
        rest = rest[step.end() :].lstrip(".")
    key = re.match(r"[a-z_]+", rest)
    if key is not None:
        for at in range(start, end):
            if re.match(rf"\s*{key[0]}\s*=", lines[at]):
                return _entry(lines, at, end, rest[len(key[0]) :]) + 1
    return max(start, 1)


def _nth_header(lines: list[str], name: str, count: int, start: int, end: int) -> int | None:
    found = [at for at in range(start, end) if (match := _HEADER.match(lines[at])) and match[1] == name]
    return found[count - 1] if len(found) >= count else None


def _entry(lines: list[str], at: int, end: int, rest: str) -> int:
    """The n-th entry of a list that is written one entry to the line; else the line of its key."""
    wanted = re.match(r"\[(\d+)\]", rest)
    entries = [line for line in range(at + 1, end) if re.match(r"\s+[\[{]", lines[line])] if wanted else []
    place = int(wanted[1]) if wanted else 0
    return entries[place - 1] if 0 < place <= len(entries) else at


def _closes(line: str, name: str) -> bool:
    """Whether a header begins something that is not inside the table `name`."""
    match = _HEADER.match(line)
    return match is not None and not match[1].startswith(f"{name}.")
