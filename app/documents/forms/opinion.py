"""Opinion blocks: choices, an opinion or lines for it, 经办人 and 负责人, and a seal square left free."""

from __future__ import annotations

from functools import partial

from app.documents.forms.boxes import FOR_PEN, TO_TEXT, draw_option, draw_tick
from app.documents.forms.fit import fit_value
from app.documents.forms.formats import is_ticked, long_date
from app.documents.forms.pen import PEN_DROP, Pen
from app.documents.forms.plan import Overflow, Plan, Room, Sheet
from app.documents.forms.seal import SEAL_SIDE, lay_seal
from app.documents.forms.styles import FIXED, LABEL, VALUE, em
from app.domain.form_facts import FACTS
from app.domain.form_layout import Fit, Stage

HEIGHT = 51.0
"""Height of an opinion block, mm."""

_CHOICES, _SIGNERS = 8.0, 46.0
_LINES = (18.0, 27.0, 36.0)
_INSET = 3.0
_OPTION_GAP = 6.5


def lay_opinion(plan: Plan, stage: Stage, room: Room) -> None:
    """An opinion block in its room of 160 × 51; a recorded opinion takes the place of the pen lines."""
    key, choices = (stage.key if stage.recorded else ""), stage.choices
    x, text_right = room.x + _INSET, room.right - SEAL_SIDE - _INSET
    places = _choice_places(plan.fixed, choices, x, room.y + _CHOICES)
    plan.slots.append(partial(_fill_choices, f"opinion.{key}.result", choices, tuple(places), room.y + _CHOICES))
    plan.slots.append(partial(_fill_opinion, key, x, text_right, room.y))
    handler = _lay_signer(plan.fixed, "经办人：", x, 32.0, room.y + _SIGNERS)
    head = _lay_signer(plan.fixed, "负责人：", x + 53.1, text_right - (x + 53.1) - 14.1, room.y + _SIGNERS)
    for fact, left in ((f"opinion.{key}.handler", handler), (f"opinion.{key}.head", head)):
        plan.slots.append(partial(_fill_signer, fact, left, room.y + _SIGNERS))
    plan.slots.append(partial(_fill_date, f"opinion.{key}.on", text_right, room.y + _CHOICES))
    lay_seal(plan, room.right - SEAL_SIDE, room.y + 0.5)


def _middle(baseline: float) -> float:
    return baseline - 0.375 * em(FIXED.size)


def _choice_places(pen: Pen, choices: tuple[str, ...], x: float, baseline: float) -> list[float]:
    places = []
    for option in choices:
        draw_option(pen, x, _middle(baseline), FOR_PEN, option, FIXED)
        places.append(x)
        x += FOR_PEN + TO_TEXT + pen.measure(option, FIXED) + _OPTION_GAP
    return places


def _fill_choices(
    fact: str, choices: tuple[str, ...], places: tuple[float, ...], baseline: float, sheet: Sheet
) -> None:
    for option, x in zip(choices, places, strict=True):
        if is_ticked(fact, option, sheet.facts):
            draw_tick(sheet.pen, x, _middle(baseline), FOR_PEN)


def _fill_opinion(key: str, x: float, right: float, top: float, sheet: Sheet) -> None:
    fact = f"opinion.{key}.text"
    text = sheet.facts.get(fact)
    if text is None:
        for line in _LINES:
            sheet.pen.line(x, top + line, right, top + line)
        return
    fitting = fit_value(sheet.pen, text, VALUE, Fit.TEXT, right - x, 28.0)
    if fitting.overflow:
        sheet.overflows.append(Overflow(FACTS[fact].meaning, text))
    for place, line_text in enumerate(fitting.lines):
        sheet.pen.write(x, top + 16.5 + place * (fitting.pitch or 6.4), line_text, fitting.style)


def _fill_date(fact: str, right: float, baseline: float, sheet: Sheet) -> None:
    """The day of a recorded opinion stands beside the choices: the seal square is left free."""
    day = sheet.facts.get(fact)
    if day is not None:
        sheet.pen.write_right(right, baseline, long_date(day), VALUE)


def _lay_signer(pen: Pen, label: str, x: float, width: float, baseline: float) -> float:
    left = x + 14.1
    pen.write(x, baseline, label, LABEL)
    pen.line(left, baseline + PEN_DROP, left + width, baseline + PEN_DROP)
    return left


def _fill_signer(fact: str, left: float, baseline: float, sheet: Sheet) -> None:
    name = sheet.facts.get(fact)
    if name is not None:
        sheet.pen.write(left + 1, baseline, name, VALUE)
