"""Codes to be read aloud: numbered lines of groups, every character in a place of its own, and their QR of 36 mm."""

from __future__ import annotations

from functools import partial

from app.documents.forms.pen import Pen
from app.documents.forms.plan import Plan, Room, Sheet
from app.documents.forms.qr import draw_qr
from app.documents.forms.styles import DIGITS, SMALL
from app.domain.form_layout import Digest, Groups

QR_SIDE = 36.0
_PLACE = 4.0
_GROUP_STEP = 24.0
_LINE_STEP = 7.6
_FIRST_BASELINE = 11.6


def lay_digest(plan: Plan, content: Digest, room: Room) -> None:
    """64 hex digits in 4 × 4 groups of four."""
    _lay_note(plan, content.note, room)
    plan.slots.append(partial(_fill_digest, content, room))


def lay_groups(plan: Plan, content: Groups, room: Room) -> None:
    """A code of blank-separated groups, four to a line."""
    _lay_note(plan, content.note, room)
    plan.slots.append(partial(_fill_groups, content, room))


def _lay_note(plan: Plan, note: str, room: Room) -> None:
    if note:
        plan.fixed.write(room.x + 3, room.bottom - 3, note, SMALL)


def _fill_digest(content: Digest, room: Room, sheet: Sheet) -> None:
    text = sheet.facts.get(content.fact)
    if text is not None:
        groups = [text[start : start + 4] for start in range(0, len(text), 4)]
        _write_groups(sheet.pen, groups, room, 4)
    _fill_code(sheet, content.code, room)


def _fill_groups(content: Groups, room: Room, sheet: Sheet) -> None:
    text = sheet.facts.get(content.fact)
    if text is not None:
        _write_groups(sheet.pen, text.split(), room, 4 if max(map(len, text.split())) <= 4 else 3)
    _fill_code(sheet, content.code, room)


def _fill_code(sheet: Sheet, fact: str, room: Room) -> None:
    code = sheet.facts.get(fact)
    if code is not None:
        draw_qr(sheet.pen, room.right - 5.5, room.y + 5.5, code, QR_SIDE)


def _write_groups(pen: Pen, groups: list[str], room: Room, to_a_line: int) -> None:
    step = _GROUP_STEP * 4 / to_a_line
    for number, group in enumerate(groups):
        line, place = divmod(number, to_a_line)
        baseline = room.y + _FIRST_BASELINE + line * _LINE_STEP
        if place == 0:
            pen.write(room.x + 3, baseline, str(line + 1), SMALL)
        for index, char in enumerate(group):
            pen.write_centred(room.x + 12 + place * step + (index + 0.5) * _PLACE, baseline, char, DIGITS)
