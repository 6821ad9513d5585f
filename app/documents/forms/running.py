"""Running text: statements inside the frame and paragraphs of notices and letters, both edges straight."""

from __future__ import annotations

from functools import partial

from app.documents.fonts import Face
from app.documents.forms.formats import Facts, filled, shown
from app.documents.forms.ink import Style
from app.documents.forms.lines import Token, break_lines, natural_width, set_line, tokens_of
from app.documents.forms.pen import Pen
from app.documents.forms.plan import Plan, Room, Sheet
from app.documents.forms.sentence import atoms_of
from app.documents.forms.styles import FIXED, FIXED_BOLD, HEADING, SMALL, baseline_of, em
from app.domain.form_layout import Optional, Paragraph, Slot, Statement, Template, Words

STATEMENT_PITCH = 5.8
LETTER_SIZE = 15.79
PITCHES = {10.5: 5.8, 14.0: 8.2, 16.0: 10.23}
"""Line pitch by size of type, mm; other sizes 1.65 em. Size 16 is set at the pitch of GB/T 9704: 28 characters."""

_INSET = 4.0
_WHOLE_FORMATS = ("id", "masked", "account", "phone", "money", "amount", "percent")


def lay_statement(plan: Plan, block: Statement, room: Room) -> None:
    """The paragraphs of a statement, centred in height when there is no heading; fixed where no fact is inside."""
    top = room.y + 2.9
    if block.heading:
        plan.fixed.write_centred(room.centre, baseline_of(room.y + 5.5, HEADING.size), block.heading, HEADING, 1.0)
        top = room.y + 8.9
    if block.unit:
        plan.fixed.write_right(room.right - 2, baseline_of(room.bottom - 3.7, SMALL.size), block.unit, SMALL)
    inner = Room(room.x + _INSET, top, room.width - 2 * _INSET, room.bottom - top)
    if all(isinstance(piece, Words) for paragraph in block.paragraphs for piece in paragraph):
        _write_statement(block.paragraphs, inner, plan.fixed, {})
    else:
        plan.slots.append(partial(_fill_statement, block.paragraphs, inner))


def _fill_statement(paragraphs: tuple[Template, ...], inner: Room, sheet: Sheet) -> None:
    _write_statement(paragraphs, inner, sheet.pen, sheet.facts)


def _write_statement(paragraphs: tuple[Template, ...], inner: Room, pen: Pen, facts: Facts) -> None:
    size = FIXED.size
    while True:
        pitch = STATEMENT_PITCH * size / FIXED.size
        indent = 2 * em(size)
        broken = [
            break_lines(tokens(pen, paragraph, facts, FIXED.at(size), FIXED_BOLD.at(size)), inner.width, indent)
            for paragraph in paragraphs
        ]
        if sum(map(len, broken)) * pitch <= inner.height or size <= 9:
            break
        size -= 0.5
    y = inner.y
    for lines in broken:
        y = write_lines(pen, lines, Room(inner.x, y, inner.width, 0), pitch, indent, "justify")


def measure_paragraph(pen: Pen, block: Paragraph, facts: Facts, width: float, shrink: float = 0.0) -> float:
    """The height of a paragraph in mm, the space before it included."""
    _, lines, pitch, _ = _set(pen, block, facts, width, shrink)
    return block.before + len(lines) * pitch


def write_paragraph(pen: Pen, block: Paragraph, facts: Facts, room: Room, shrink: float = 0.0) -> float:
    """Draw a paragraph from the top of the room, `shrink` points smaller; the y where it ends."""
    _, lines, pitch, indent = _set(pen, block, facts, room.width, shrink)
    below = Room(room.x, room.y + block.before, room.width, 0)
    return write_lines(pen, lines, below, pitch, indent, block.align)


def _set(
    pen: Pen, block: Paragraph, facts: Facts, width: float, shrink: float
) -> tuple[float, list[list[Token]], float, float]:
    size = (LETTER_SIZE if block.size == 16 else block.size) - shrink
    pitch = (block.pitch or PITCHES.get(block.size, 1.65 * em(block.size))) * (block.size - shrink) / block.size
    style, strong = Style(Face.SERIF, size), Style(Face.BOLD, size)
    found = tokens(pen, block.template, facts, strong if block.bold else style, strong)
    indent = block.indent * em(size)
    return size, break_lines(found, width, indent), pitch, indent


def tokens(pen: Pen, template: Template, facts: Facts, style: Style, strong: Style) -> list[Token]:
    """The tokens of a template; a missing fact is a pen line, a note number or account is never broken."""
    found: list[Token] = []
    for piece in template:
        if isinstance(piece, Words):
            found += tokens_of(pen, piece.text, strong if piece.bold else style)
        elif isinstance(piece, Optional):
            if filled(piece.pieces, facts) is not None:
                found += tokens(pen, piece.pieces, facts, style, strong)
        elif isinstance(piece, Slot):
            found += _slot_tokens(pen, piece, facts, style)
    return found


def _slot_tokens(pen: Pen, slot: Slot, facts: Facts, style: Style) -> list[Token]:
    words = shown(slot, facts)
    if words is not None:
        whole = slot.format in _WHOLE_FORMATS or words.isascii()
        return tokens_of(pen, words, style, whole=whole)
    blanks = atoms_of(pen, (slot,), facts, style, style, 0.0)
    return [Token(atom.text, style, atom.width) for atom in blanks]


def write_lines(pen: Pen, lines: list[list[Token]], room: Room, pitch: float, indent: float, align: str) -> float:
    """Lines from the top of the room; the y under the last one."""
    y = room.y
    for place, line in enumerate(lines):
        size = line[0].style.size
        baseline = baseline_of(y + pitch / 2, size)
        start = indent if place == 0 else 0.0
        room_left = room.width - start
        if align == "right":
            start = room.width - sum(token.width for token in line)
        elif align == "centre":
            start = (room.width - natural_width(line)) / 2
        straight = room_left if align == "justify" and place < len(lines) - 1 else None
        set_line(pen, line, room.x + start, baseline, straight)
        y += pitch
    return y
