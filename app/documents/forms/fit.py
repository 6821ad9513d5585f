"""Fitting a value into its cell: smaller by half points, then two lines, never cut, never over a line."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.forms.ink import Style
from app.documents.forms.lines import break_lines, natural_width, tokens_of
from app.documents.forms.pen import Pen
from app.documents.forms.styles import LEAST_SIZE, em
from app.domain.form_layout import Fit

TALL = 18.0
"""From this height on a row holds text at full size in several lines, mm."""

PITCH = 6.3 / 11
"""Line pitch of wrapped text in mm to the point of its size."""

NAME_PITCH = 4.0 / 9
"""Line pitch of a name (or a long text in a row of 9 mm) in mm to the point of its size."""

CLOSE_SIZE = 9.5
"""The largest type of two lines in a row of 9 mm."""

SEE_ATTACHMENT = "见附页"


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines in a style, `pitch` mm apart; `overflow`: the value stands on an attachment page instead."""

    lines: tuple[str, ...]
    style: Style
    pitch: float = 0.0
    overflow: bool = False


def fit_value(pen: Pen, text: str, style: Style, fit: Fit, width: float, height: float) -> Fitted:
    """How a value is set into a room of `width` × `height` mm."""
    if fit is Fit.TEXT and height >= TALL:
        return _wrapped_tall(pen, text, style, width, height)
    for size in _sizes(style.size):
        if pen.measure(text, style.at(size)) <= width:
            return Fitted((text,), style.at(size))
    if fit is Fit.NAME and "·" in text:
        broken = _broken_name(pen, text, style, width, height)
        if broken:
            return broken
    return _wrapped_low(pen, text, style, width, height)


def _sizes(largest: float, least: float = LEAST_SIZE) -> list[float]:
    count = int((largest - least) * 2)
    return [largest - step / 2 for step in range(count + 1)]


def _broken_name(pen: Pen, text: str, style: Style, width: float, height: float) -> Fitted | None:
    """A name in two lines (three in a tall row), broken after `·`, which stays at the end of its line."""
    most = 3 if height >= TALL else 2
    parts = [part + "·" for part in text.split("·")[:-1]] + [text.split("·")[-1]]
    for size in _sizes(style.size if height >= TALL else min(style.size, CLOSE_SIZE)):
        lines = [""]
        for part in parts:
            if lines[-1] and pen.measure(lines[-1] + part, style.at(size)) > width:
                lines.append("")
            lines[-1] += part
        fits = all(pen.measure(line, style.at(size)) <= width for line in lines)
        if fits and len(lines) <= most and _height(len(lines), size, NAME_PITCH) <= height:
            return Fitted(tuple(lines), style.at(size), NAME_PITCH * size)
    return None


def _wrapped_low(pen: Pen, text: str, style: Style, width: float, height: float) -> Fitted:
    """Two close lines at 9 points where one does not do; else an attachment page."""
    small = style.at(LEAST_SIZE)
    lines = _lines(pen, text, small, width)
    if lines and _height(len(lines), LEAST_SIZE, NAME_PITCH) <= height:
        return Fitted(lines, small, NAME_PITCH * LEAST_SIZE)
    return Fitted((SEE_ATTACHMENT,), style, overflow=True)


def _wrapped_tall(pen: Pen, text: str, style: Style, width: float, height: float) -> Fitted:
    for size in _sizes(style.size):
        lines = _lines(pen, text, style.at(size), width)
        if lines and _height(len(lines), size, PITCH) <= height:
            return Fitted(lines, style.at(size), PITCH * size)
    return Fitted((SEE_ATTACHMENT,), style, overflow=True)


def _lines(pen: Pen, text: str, style: Style, width: float) -> tuple[str, ...]:
    """The broken lines; none where a part that is never broken is wider than the room."""
    broken = break_lines(tokens_of(pen, text, style), width)
    lines = tuple("".join(token.text for token in line).rstrip() for line in broken)
    return lines if all(natural_width(line) <= width + 0.01 for line in broken) else ()


def _height(count: int, size: float, pitch: float) -> float:
    """What `count` lines need, with the least air above and below."""
    return (count - 1) * pitch * size + em(size) * 1.05 + 0.6
