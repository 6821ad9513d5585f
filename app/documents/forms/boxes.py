"""Check boxes as vectors, and rows of options that fit their cell."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.forms.ink import Style
from app.documents.forms.pen import BOX, Pen
from app.documents.forms.styles import FIXED, LEAST_SIZE, PADDING, baseline_of

PRINTED, FOR_PEN = 3.4, 4.0
"""Side of a box in printed rows and where the pen ticks, mm."""

TO_TEXT = 1.1
MOST_GAP, LEAST_GAP, TIGHT_GAP = 6.5, 3.4, 1.8
TICK_WEIGHT = 1.3


def draw_box(pen: Pen, x: float, middle: float, side: float) -> None:
    """An empty box whose left edge is x and whose centre line is `middle`."""
    pen.rectangle(x, middle - side / 2, side, side, BOX)


def draw_tick(pen: Pen, x: float, middle: float, side: float) -> None:
    """A tick with round ends inside that box."""
    top = middle - side / 2
    points = [(x + 0.20 * side, top + 0.52 * side), (x + 0.42 * side, top + 0.76 * side)]
    pen.path([*points, (x + 0.82 * side, top + 0.24 * side)], TICK_WEIGHT)


def side_of(pen_ticks: bool) -> float:
    """The side of a box."""
    return FOR_PEN if pen_ticks else PRINTED


def option_places(
    pen: Pen, options: Sequence[str], x: float, width: float, side: float, pitch: float = 0.0
) -> tuple[list[float], Style]:
    """The left edge of each option's box and the type of its words; `pitch` sets them at equal steps.

    Gaps go from 6.5 down to 3.4 mm, then the type from 10.5 to 9 points, then the gaps to 1.8 mm.
    """
    style = FIXED
    if pitch:
        return [x + PADDING + place * pitch for place in range(len(options))], style.at(10)
    gap = MOST_GAP
    for size, least in ((10.5, LEAST_GAP), (10.0, LEAST_GAP), (9.5, LEAST_GAP), (9.0, LEAST_GAP), (9.0, TIGHT_GAP)):
        style = FIXED.at(max(size, LEAST_SIZE))
        used = sum(side + TO_TEXT + pen.measure(option, style) for option in options)
        gap = (width - 2 * PADDING - used) / max(1, len(options) - 1)
        if gap >= least:
            break
    places, at = [], x + PADDING
    for option in options:
        places.append(at)
        at += side + TO_TEXT + pen.measure(option, style) + min(gap, MOST_GAP)
    return places, style


def draw_option(pen: Pen, x: float, middle: float, side: float, words: str, style: Style) -> None:
    """A box and its words."""
    draw_box(pen, x, middle, side)
    pen.write(x + side + TO_TEXT, baseline_of(middle, style.size), words, style)
