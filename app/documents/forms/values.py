"""Values and sentences in cells: fitted, aligned, and what stands there while a fact is missing."""

from __future__ import annotations

from functools import partial

from app.documents.forms.boxes import side_of
from app.documents.forms.fit import fit_value
from app.documents.forms.formats import filled
from app.documents.forms.ink import Style
from app.documents.forms.pen import Pen
from app.documents.forms.plan import Overflow, Plan, Room, Sheet
from app.documents.forms.sentence import draw_atoms, fitted, wrapped
from app.documents.forms.signature import write_date_blank
from app.documents.forms.styles import FIXED, LABEL, LEAST_SIZE, OUTLINE, PADDING, TOTAL, VALUE, baseline_of, em
from app.domain.form_layout import Sentence, Slot, Value

_NUMBER_PADDING = 2.5
_LEAST_GAP = 4.0
DATE_BLANKS = {"date": 9.5, "hour": 7.7}
"""Units that are a date for the pen, with the room between their characters in mm."""


def lay_value(plan: Plan, content: Value, room: Room) -> None:
    plan.slots.append(partial(_fill_value, content, room))


def _fill_value(content: Value, room: Room, sheet: Sheet) -> None:
    text = filled(content.template, sheet.facts)
    if text is None:
        _fill_missing(content, room, sheet)
        return
    padding = _NUMBER_PADDING if content.align == "right" else PADDING
    fitting = fit_value(sheet.pen, text, value_style(content), content.fit, room.width - 2 * padding, room.height)
    if fitting.overflow:
        sheet.overflows.append(Overflow(content.meaning, text))
    first = room.middle - fitting.pitch * (len(fitting.lines) - 1) / 2
    for place, line in enumerate(fitting.lines):
        baseline = baseline_of(first + place * fitting.pitch, fitting.style.size)
        _write_aligned(sheet.pen, content.align, room, padding, baseline, line, fitting.style)


def value_style(content: Value) -> Style:
    if content.bold:
        return TOTAL.at(content.size)
    if content.sans:
        return Style(LABEL.face, content.size, OUTLINE)
    return Style(VALUE.face, content.size, 0.0 if content.plain else OUTLINE)


def _write_aligned(pen: Pen, align: str, room: Room, padding: float, baseline: float, text: str, style: Style) -> None:
    if align == "right":
        pen.write_right(room.right - padding, baseline, text, style)
    elif align == "centre":
        pen.write_centred(room.centre, baseline, text, style)
    else:
        pen.write(room.x + padding, baseline, text, style)


def _fill_missing(content: Value, room: Room, sheet: Sheet) -> None:
    """An unknown value: its unit at the right end, or a sentence with pen lines where it has several facts."""
    slots = [piece for piece in content.template if isinstance(piece, Slot)]
    if content.unit:
        write_unit(sheet.pen, content.unit, room)
    elif any(slot.fact in sheet.facts for slot in slots):
        _fill_partly(content, room, sheet)
    elif len(slots) > 1:
        atoms = fitted(sheet.pen, content.template, sheet.facts, (FIXED, VALUE.at(FIXED.size)), 0, _inner(room))
        if sum(atom.width for atom in atoms) <= _inner(room) + 0.01:
            draw_atoms(sheet.pen, atoms, room.x + PADDING, room.middle, FIXED.size, 0)


def _inner(room: Room) -> float:
    return room.width - 2 * PADDING


def _fill_partly(content: Value, room: Room, sheet: Sheet) -> None:
    """What is known, with pen lines for the rest; two close lines where one is too short."""
    styles = (FIXED, VALUE.at(FIXED.size))
    atoms = fitted(sheet.pen, content.template, sheet.facts, styles, 0, _inner(room))
    lines = wrapped(atoms, _inner(room))
    for place, line in enumerate(lines):
        middle = room.middle + (place - (len(lines) - 1) / 2) * 4.2
        draw_atoms(sheet.pen, line, room.x + PADDING, middle, FIXED.size if len(lines) == 1 else LEAST_SIZE, 0)


def write_unit(pen: Pen, unit: str, room: Room) -> None:
    """A unit at the right end of a room left for the pen."""
    baseline = baseline_of(room.middle, FIXED.size)
    if unit in DATE_BLANKS:
        count = 4 if unit == "hour" else 3
        gap = min(DATE_BLANKS[unit], (room.width - 4.5 - count * em(FIXED.size)) / count)
        if gap >= _LEAST_GAP:
            write_date_blank(pen, room.right - 3, baseline, gap, unit == "hour")
    else:
        pen.write_right(room.right - PADDING, baseline, unit, FIXED)


def lay_sentence(plan: Plan, content: Sentence, room: Room) -> None:
    plan.slots.append(partial(_fill_sentence, content, room))


def _fill_sentence(content: Sentence, room: Room, sheet: Sheet) -> None:
    side = side_of(content.pen)
    share = room.height / len(content.lines)
    for place, template in enumerate(content.lines):
        styles = (FIXED, VALUE.at(FIXED.size))
        atoms = fitted(sheet.pen, template, sheet.facts, styles, side, room.width - 2 * PADDING)
        draw_atoms(sheet.pen, atoms, room.x + PADDING, room.y + (place + 0.5) * share, FIXED.size, side)
