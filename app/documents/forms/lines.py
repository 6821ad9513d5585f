"""Breaking text into lines by the rules of Chinese typesetting, and setting them with both edges straight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.documents.forms.ink import Style
from app.documents.forms.pen import PEN_DROP, POINTS, Pen

NO_HEAD = frozenset("，。、；：？！）》」』】”’…％%·—")
"""Never at the head of a line."""

NO_END = frozenset("（《「『【“‘¥")
"""Never at the end of a line."""

_CLOSING = frozenset("，。、；：？！）》」』】")
_WHOLE = re.compile(r"[0-9A-Za-z¥][0-9A-Za-z¥.,/\-+%]*[0-9A-Za-z%]|.", re.DOTALL)
MOST_STRETCH = 0.12
"""More than this share of an em between characters is never put in; the edge stays ragged instead."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is never broken: one character, a number, a note number, an account, a pen line (no text)."""

    text: str
    style: Style
    width: float

    @property
    def stretches(self) -> bool:
        """Whether space may be put between its characters."""
        return len(self.text) == 1


def tokens_of(pen: Pen, text: str, style: Style, whole: bool = False) -> list[Token]:
    """The tokens of a text; `whole` keeps it in one."""
    parts = [text] if whole else _WHOLE.findall(text)
    return [Token(part, style, pen.measure(part, style)) for part in parts]


def break_lines(tokens: list[Token], width: float, indent: float = 0.0) -> list[list[Token]]:
    """Lines no wider than `width` mm, the first one shorter by `indent`; end punctuation counts half."""
    lines: list[list[Token]] = []
    line: list[Token] = []
    room = width - indent
    for token in tokens:
        if line and natural_width([*line, token]) > room + 0.01:
            carried = _carried(line, token)
            lines.append(line[: len(line) - carried])
            line = [*line[len(line) - carried :], token]
            room = width
        else:
            line.append(token)
    return [*lines, line] if line else lines


def natural_width(line: list[Token]) -> float:
    """The width of a line without stretch, its end punctuation counted half, blanks at its end not at all."""
    last = line[-1]
    total = sum(token.width for token in line)
    if last.text.isspace():
        return total - last.width
    return total - (last.width / 2 if last.text in _CLOSING else 0.0)


def _carried(line: list[Token], token: Token) -> int:
    """How many tokens at the end of a full line go down with the one that does not fit."""
    count = 1 if token.text[:1] in NO_HEAD else 0
    while count < len(line) - 1:
        last = line[len(line) - 1 - count]
        head = line[len(line) - count].text if count else token.text
        if last.text in NO_END or (count and head[:1] in NO_HEAD):
            count += 1
        else:
            break
    return count if count < len(line) else 0


def set_line(pen: Pen, line: list[Token], x: float, baseline: float, room: float | None = None) -> None:
    """Draw a line from x; with `room` its right edge is made straight where that needs little stretch."""
    gap = 0.0
    if room is not None and len(line) > 1:
        gap = (room - natural_width(line)) / (len(line) - 1)
        if gap < 0 or gap > MOST_STRETCH * line[0].style.size / POINTS:
            gap = 0.0
    for group in _groups(line):
        text = "".join(token.text for token in group)
        if text:
            pen.write(x, baseline, text, group[0].style, gap * POINTS if group[0].stretches else 0.0)
        else:
            pen.line(x + 0.4, baseline + PEN_DROP, x + group[0].width - 0.4, baseline + PEN_DROP)
        x += sum(token.width + gap for token in group)


def _groups(line: list[Token]) -> list[list[Token]]:
    """Neighbours that can be written in one go: of one style, and all of single characters."""
    groups: list[list[Token]] = []
    for token in line:
        before = groups[-1][-1] if groups else None
        if before and token.stretches and before.stretches and token.style == before.style:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups
