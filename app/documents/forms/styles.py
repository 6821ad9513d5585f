"""The type of printed forms: which face and size each kind of words has."""

from __future__ import annotations

from app.documents.fonts import Face
from app.documents.forms.ink import Style
from app.documents.forms.pen import POINTS

OUTLINE = 0.15
"""Values are drawn fill and outline: darker than the label, and alive on the third copy."""

TITLE = Style(Face.BOLD, 22)
TITLE_TWO_LINES = Style(Face.BOLD, 18)
TITLE_SMALL = Style(Face.BOLD, 14)
BAND = Style(Face.BOLD, 11)
HEADING = Style(Face.BOLD, 11)
LABEL = Style(Face.SANS, 10)
LABEL_TWO_LINES = Style(Face.SANS, 9.5)
VALUE = Style(Face.SERIF, 11, OUTLINE)
AMOUNT = Style(Face.SERIF, 12, OUTLINE)
FIXED = Style(Face.SERIF, 10.5)
FIXED_BOLD = Style(Face.BOLD, 10.5)
TOTAL = Style(Face.BOLD, 11)
FINGERPRINT = Style(Face.SANS, 9)
SMALL = Style(Face.SANS, 9)
FOOT = Style(Face.SANS, 8)
PAGE_NUMBER = Style(Face.SERIF, 9)
SERIAL = Style(Face.SANS, 10)
MARK = Style(Face.BOLD, 12)
MARK_SMALL = Style(Face.SANS, 9)
DIGITS = Style(Face.SANS, 14)

PADDING = 2.0
"""From the line of a cell to its value, mm."""

LEAST_SIZE = 9.0
"""No value is printed smaller, points."""


def baseline_of(middle: float, size: float) -> float:
    """The baseline of a line whose optical centre is `middle` mm."""
    return middle + 0.375 * size / POINTS


def em(size: float) -> float:
    """One em of that size in mm."""
    return size / POINTS
