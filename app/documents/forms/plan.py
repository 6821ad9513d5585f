"""A page compiled for a batch: what never changes, drawn once, and the slots that each copy fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.documents.forms.formats import Facts
from app.documents.forms.ink import Ink
from app.documents.forms.pen import Pen


@dataclass(frozen=True, slots=True)
class Overflow:
    """A value that did not fit its cell and stands on the attachment page."""

    meaning: str
    text: str


@dataclass(slots=True)
class Sheet:
    """One page of one copy while it is drawn."""

    pen: Pen
    facts: Facts
    overflows: list[Overflow] = field(default_factory=list)

    def for_row(self, facts: Facts) -> Sheet:
        """The same page with the facts of one table row."""
        return Sheet(self.pen, facts, self.overflows)


FillSlot = Callable[[Sheet], None]
"""Draws what a copy has at its place."""


class Plan:
    """`fixed` is drawn once for the batch, `slots` once for each copy, in order."""

    def __init__(self, ink: Ink) -> None:
        self.fixed = Pen(ink)
        self.slots: list[FillSlot] = []

    def fill(self, sheet: Sheet) -> None:
        """Draw the slots of one copy."""
        for slot in self.slots:
            slot(sheet)


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle on the sheet, mm from its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The height of its centre line."""
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        """The x of its centre."""
        return self.x + self.width / 2
