"""A line of fixed words with facts, pen lines and check boxes inside."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.documents.forms.boxes import TO_TEXT, draw_box, draw_tick
from app.documents.forms.formats import Facts, filled, is_ticked, shown
from app.documents.forms.ink import Style
from app.documents.forms.pen import PEN_DROP, Pen
from app.documents.forms.styles import LEAST_SIZE, baseline_of
from app.domain.form_layout import Optional, Slot, Template, Tick, Words

YEAR, MONTH, COUNT, NAME, ID, MONEY, RATE = 12.0, 8.0, 8.0, 30.0, 50.0, 34.0, 14.0
"""Widths of pen lines by what is to be written on them, mm."""

_BLANKS: dict[str, tuple[str | float, ...]] = {
    "date": (YEAR, "年", MONTH, "月", MONTH, "日"),
    "iso": (YEAR, "年", MONTH, "月", MONTH, "日"),
    "minute": (YEAR, "年", MONTH, "月", MONTH, "日", MONTH, "时"),
    "monthday": (MONTH, "月", MONTH, "日"),
    "number": (COUNT,),
    "money": ("¥", MONEY),
    "amount": (MONEY,),
    "words": ("人民币", MONEY),
    "percent": (RATE, "%"),
    "id": (ID,),
    "masked": (ID,),
    "account": (ID,),
    "phone": (NAME,),
}
_LEAST_BLANK = 6.0
BEFORE_BOX = 1.0


@dataclass(frozen=True, slots=True)
class Atom:
    """Words in a style, a pen line (no text, `width` mm; `fills`: to the end), or a box (`ticked` not None)."""

    text: str = ""
    style: Style | None = None
    width: float = 0.0
    ticked: bool | None = None
    lead: float = 0.0
    fills: bool = False


def atoms_of(pen: Pen, template: Template, facts: Facts, fixed: Style, value: Style, side: float) -> list[Atom]:
    """What a template draws: a missing fact becomes a pen line, an optional part without its fact nothing."""
    found: list[Atom] = []
    for piece in template:
        match piece:
            case Words(text=text):
                found.append(_words(pen, text, fixed))
            case Tick(fact=fact, option=option):
                lead = BEFORE_BOX if found else 0.0
                found.append(Atom(width=lead + side + TO_TEXT, lead=lead, ticked=is_ticked(fact, option, facts)))
            case Optional(pieces=pieces):
                if filled(pieces, facts) is not None:
                    found += atoms_of(pen, pieces, facts, fixed, value, side)
            case Slot(format="line", blank=blank):
                found.append(Atom(width=blank, fills=not blank))
            case Slot():
                words = shown(piece, facts)
                found += [_words(pen, words, value)] if words is not None else _blanks(pen, piece, fixed)
    return found


def _words(pen: Pen, text: str, style: Style) -> Atom:
    return Atom(text, style, pen.measure(text, style))


def _blanks(pen: Pen, slot: Slot, fixed: Style) -> list[Atom]:
    parts = (slot.blank,) if slot.blank else _BLANKS.get(slot.format, (NAME,))
    return [_words(pen, part, fixed) if isinstance(part, str) else Atom(width=part) for part in parts]


def fitted(
    pen: Pen, template: Template, facts: Facts, styles: tuple[Style, Style], side: float, width: float
) -> list[Atom]:
    """The atoms of a line that is no wider than `width` mm: pen lines give way first, then the type to 9 points."""
    fixed, value = styles
    while True:
        atoms = atoms_of(pen, template, facts, fixed, value, side)
        spare = width - sum(atom.width for atom in atoms)
        if spare >= 0:
            return [replace(atom, width=spare) if atom.fills else atom for atom in atoms]
        lines = sum(atom.width - _LEAST_BLANK for atom in atoms if _is_line(atom))
        if lines >= -spare:
            share = 1 + spare / lines
            return [_shorter(atom, share) if _is_line(atom) else atom for atom in atoms]
        if fixed.size <= LEAST_SIZE:
            return atoms
        fixed, value = fixed.at(fixed.size - 0.5), value.at(max(LEAST_SIZE, value.size - 0.5))


def _is_line(atom: Atom) -> bool:
    return not atom.text and atom.ticked is None


def _shorter(atom: Atom, share: float) -> Atom:
    return replace(atom, width=_LEAST_BLANK + (atom.width - _LEAST_BLANK) * share)


def wrapped(atoms: list[Atom], width: float) -> list[list[Atom]]:
    """The atoms in lines no wider than `width` mm."""
    lines: list[list[Atom]] = [[]]
    for atom in atoms:
        if lines[-1] and sum(one.width for one in lines[-1]) + atom.width > width + 0.01:
            lines.append([])
        lines[-1].append(atom)
    return lines


def draw_atoms(pen: Pen, atoms: list[Atom], x: float, middle: float, size: float, side: float) -> None:
    """The atoms from x on, around the line `middle`."""
    baseline = baseline_of(middle, size)
    for atom in atoms:
        if atom.style is not None:
            pen.write(x, baseline, atom.text, atom.style)
        elif atom.ticked is None:
            pen.line(x + 0.2, baseline + PEN_DROP, x + atom.width - 0.2, baseline + PEN_DROP)
        else:
            draw_box(pen, x + atom.lead, middle, side)
            if atom.ticked:
                draw_tick(pen, x + atom.lead, middle, side)
        x += atom.width
