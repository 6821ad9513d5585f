"""What each kind of cell draws: its fixed part into the plan, its facts as slots."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from app.documents.forms.boxes import TO_TEXT, draw_box, draw_option, draw_tick, option_places, side_of
from app.documents.forms.digest import lay_digest, lay_groups
from app.documents.forms.fit import PITCH, TALL, fit_value
from app.documents.forms.formats import filled, is_ticked, money
from app.documents.forms.ink import Style
from app.documents.forms.pen import Pen
from app.documents.forms.plan import Overflow, Plan, Room, Sheet
from app.documents.forms.seal import lay_seal
from app.documents.forms.signature import lay_fingerprint, lay_signature, lay_witnesses
from app.documents.forms.styles import (
    AMOUNT,
    FIXED,
    LABEL,
    LABEL_TWO_LINES,
    PADDING,
    VALUE,
    baseline_of,
    em,
)
from app.documents.forms.values import lay_sentence, lay_value, value_style, write_unit
from app.domain.amount_in_words import amount_in_words
from app.domain.form_facts import FACTS
from app.domain.form_layout import (
    AmountFigures,
    AmountWords,
    Blank,
    Boxes,
    Content,
    Digest,
    Empty,
    Fingerprint,
    Fit,
    Groups,
    Label,
    PenLines,
    SealCell,
    Sentence,
    Signature,
    Stack,
    Value,
    Wanted,
    Witnesses,
)

_LINE_STEP = 9.0
_LARGE_SHARE = 0.62


def lay_cell(plan: Plan, content: Content, room: Room) -> None:
    """Lay one cell's content into its room."""
    _LAYERS[type(content)](plan, content, room)


def write_label(pen: Pen, lines: tuple[str, ...], room: Room) -> None:
    """A label centred in its room; two or three characters spread to the width of four."""
    style = LABEL if len(lines) == 1 else LABEL_TWO_LINES
    pitch = 1.25 * em(style.size)
    for place, line in enumerate(lines):
        middle = room.middle + (place - (len(lines) - 1) / 2) * pitch
        spread = (4 - len(line)) * style.size / (len(line) - 1) if len(line) in (2, 3) and len(lines) == 1 else 0.0
        if pen.measure(line, style, spread) > room.width - 1:
            spread = 0.0
        smaller = style
        while pen.measure(line, smaller, spread) > room.width - 1 and smaller.size > 8:
            smaller = smaller.at(smaller.size - 0.5)
        pen.write_centred(room.centre, baseline_of(middle, smaller.size), line, smaller, spread)


def _lay_label(plan: Plan, content: Label, room: Room) -> None:
    write_label(plan.fixed, content.lines, room)


def _lay_boxes(plan: Plan, content: Boxes, room: Room) -> None:
    side = side_of(content.pen)
    share = room.height / len(content.rows)
    ticks: list[tuple[str, float, float]] = []
    for line, options in enumerate(content.rows):
        middle = room.y + (line + 0.5) * share
        words = [option.words for option in options]
        places, style = option_places(plan.fixed, words, room.x, room.width, side, content.columns)
        for option, x in zip(options, places, strict=True):
            draw_option(plan.fixed, x, middle, side, option.words, style)
            ticks.append((option.value, x, middle))
    if content.fact:
        plan.slots.append(partial(_fill_ticks, content.fact, tuple(ticks), side))


def _fill_ticks(fact: str, ticks: tuple[tuple[str, float, float], ...], side: float, sheet: Sheet) -> None:
    for option, x, middle in ticks:
        if is_ticked(fact, option, sheet.facts):
            draw_tick(sheet.pen, x, middle, side)


def _lay_wanted(plan: Plan, content: Wanted, room: Room) -> None:
    plan.slots.append(partial(_fill_wanted, content, room))


def _fill_wanted(content: Wanted, room: Room, sheet: Sheet) -> None:
    options = tuple(sheet.facts.get(content.fact, ()))
    side = side_of(False)
    x, style = room.x + PADDING, FIXED.at(10)
    for option in options:
        width = side + TO_TEXT / 2 + sheet.pen.measure(option, style)
        draw_box(sheet.pen, x, room.middle, side)
        sheet.pen.write(x + side + TO_TEXT / 2, baseline_of(room.middle, style.size), option, style)
        x += width + 1.4


def _lay_amount_words(plan: Plan, content: AmountWords, room: Room) -> None:
    baseline = baseline_of(room.middle, LABEL.size)
    start = room.x + PADDING + plan.fixed.write(room.x + PADDING, baseline, "（大写）", LABEL) + 0.9
    plan.slots.append(partial(_fill_amount_words, content, room, start))


def _fill_amount_words(content: AmountWords, room: Room, start: float, sheet: Sheet) -> None:
    amount = sheet.facts.get(content.fact)
    text = "人民币" if amount is None else amount_in_words(amount)
    style = AMOUNT
    while sheet.pen.measure(text, style) > room.right - PADDING - start and style.size > 8:
        style = style.at(style.size - 0.5)
    shown = style if amount is not None else Style(style.face, style.size)
    sheet.pen.write(start, baseline_of(room.middle, style.size), text, shown)


def _lay_amount_figures(plan: Plan, content: AmountFigures, room: Room) -> None:
    label = plan.fixed.write(room.x + PADDING, baseline_of(room.middle, LABEL.size), "（小写）", LABEL)
    plan.slots.append(partial(_fill_amount_figures, content, room, room.x + PADDING + label + 0.9))


def _fill_amount_figures(content: AmountFigures, room: Room, start: float, sheet: Sheet) -> None:
    amount = sheet.facts.get(content.fact)
    baseline = baseline_of(room.middle, AMOUNT.size)
    if amount is None:
        sheet.pen.write(start, baseline, "¥", Style(AMOUNT.face, AMOUNT.size))
    else:
        sheet.pen.write_right(room.right - PADDING, baseline, money(amount), AMOUNT)


def _lay_pen_lines(plan: Plan, content: PenLines, room: Room) -> None:
    plan.slots.append(partial(_fill_pen_lines, content, room))


def _fill_pen_lines(content: PenLines, room: Room, sheet: Sheet) -> None:
    text = sheet.facts.get(content.fact) if content.fact else None
    if text is None:
        count = max(content.count, int((room.height - 6) / _LINE_STEP))
        first = room.middle - (count - 1) * _LINE_STEP / 2 + 0.8
        for place in range(count):
            y = first + place * _LINE_STEP
            sheet.pen.line(room.x + 3, y, room.right - 3, y)
        return
    fitting = fit_value(sheet.pen, str(text), VALUE, Fit.TEXT, room.width - 2 * PADDING, max(room.height, TALL))
    if fitting.overflow:
        sheet.overflows.append(Overflow(FACTS[content.fact].meaning, str(text)))
    pitch = fitting.pitch or PITCH * fitting.style.size
    first = room.middle - pitch * (len(fitting.lines) - 1) / 2
    for place, line in enumerate(fitting.lines):
        baseline = baseline_of(first + place * pitch, fitting.style.size)
        sheet.pen.write(room.x + PADDING, baseline, line, fitting.style)


def _lay_stack(plan: Plan, content: Stack, room: Room) -> None:
    inset = min(2.0, room.height / 9)
    inner = Room(room.x, room.y + inset, room.width, room.height - 2 * inset)
    first = content.contents[0]
    if isinstance(first, Value) and len(content.contents) == 2:
        plan.slots.append(partial(_fill_pair, content, first, inner))
        return
    share = inner.height / len(content.contents)
    for place, part in enumerate(content.contents):
        lay_cell(plan, part, Room(inner.x, inner.y + place * share, inner.width, share))


def _fill_pair(content: Stack, first: Value, room: Room, sheet: Sheet) -> None:
    """A value over another thing; a value that needs two lines gets more of the height."""
    text = filled(first.template, sheet.facts) or ""
    fitting = fit_value(sheet.pen, text, value_style(first), first.fit, room.width - 2 * PADDING, room.height / 2)
    share = room.height * (_LARGE_SHARE if fitting.overflow or len(fitting.lines) > 1 else 0.5)
    plan = Plan(sheet.pen.ink)
    lay_cell(plan, first, Room(room.x, room.y, room.width, share))
    lay_cell(plan, content.contents[1], Room(room.x, room.y + share, room.width, room.height - share))
    plan.fill(sheet)


def _lay_seal_cell(plan: Plan, content: SealCell, room: Room) -> None:
    lay_seal(plan, room.x, room.y)


def _lay_blank(plan: Plan, content: Blank, room: Room) -> None:
    write_unit(plan.fixed, content.unit, room)


def _lay_nothing(plan: Plan, content: Empty, room: Room) -> None:
    return None


_LAYERS: dict[type, Callable[[Plan, Any, Room], None]] = {
    Label: _lay_label,
    Value: lay_value,
    Sentence: lay_sentence,
    Boxes: _lay_boxes,
    Wanted: _lay_wanted,
    AmountWords: _lay_amount_words,
    AmountFigures: _lay_amount_figures,
    PenLines: _lay_pen_lines,
    Signature: lay_signature,
    Fingerprint: lay_fingerprint,
    Witnesses: lay_witnesses,
    Digest: lay_digest,
    Groups: lay_groups,
    Stack: _lay_stack,
    SealCell: _lay_seal_cell,
    Blank: _lay_blank,
    Empty: _lay_nothing,
}
