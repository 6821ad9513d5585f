"""Tables that repeat one row of cells for each row of a fact: heading, rows, total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.documents.forms.blocks import lay_row, write_band
from app.documents.forms.cells import write_label
from app.documents.forms.formats import Facts, row_facts
from app.documents.forms.pen import THICK, THIN, Pen
from app.documents.forms.plan import FillSlot, Plan, Room, Sheet
from app.documents.forms.styles import SMALL, baseline_of
from app.domain.form_layout import Table

HEADING = 9.0
LEAST_ROW = 7.5
UNIT_LINE = 4.4
BAND_WIDTH = 10.0


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of a table stand on one sheet, and how high they are; the total stands on the last."""

    first: int
    count: int
    row: float
    heading: float
    total: float

    @property
    def height(self) -> float:
        """Heading, rows and total, mm."""
        return self.heading + self.count * self.row + self.total


def table_rows(block: Table, facts: Facts) -> Sequence[dict[str, Any]]:
    """The rows of the table's fact; blank rows for the pen where it is missing."""
    rows = facts.get(block.fact)
    return rows if rows else [{}] * block.blank_rows


def whole_part(block: Table, facts: Facts) -> Part:
    """The table in one piece at its full height."""
    total = block.total.height if block.total else 0.0
    count = len(table_rows(block, facts))
    return Part(0, count, block.row.height, heading_height(block), total)


def heading_height(block: Table) -> float:
    """The heading is as high as a printed row, less in a table that begins low."""
    lines = max((column.heading.count("|") + 1 for column in block.columns), default=1)
    return max(min(HEADING, block.row.height) if lines == 1 else 10.0, 9.5 if block.row.height == 9.5 else 0.0)


def lay_table(plan: Plan, block: Table, part: Part, room: Room) -> None:
    """The part's heading, rows and total from the top of the room; the frame is drawn by the caller."""
    pen = plan.fixed
    inner = room
    if block.band:
        write_band(pen, block.band, Room(room.x, room.y, BAND_WIDTH, part.height))
        inner = Room(room.x + BAND_WIDTH, room.y, room.width - BAND_WIDTH, room.height)
        pen.line(inner.x, room.y, inner.x, room.y + part.height, THIN)
    _lay_heading(pen, block, part, inner)
    y = inner.y + part.heading
    heavy = THIN if block.small else THICK
    if part.heading:
        pen.line(inner.x, y, inner.right, y, heavy)
    for place in range(part.count):
        if place:
            pen.line(inner.x, y, inner.right, y, THIN)
        _lay_repeated(plan, block, part.first + place, Room(inner.x, y, inner.width, part.row))
        y += part.row
    if part.total and block.total:
        pen.line(inner.x, y, inner.right, y, heavy)
        lay_row(plan, block.total, Room(inner.x, y, inner.width, part.total))


def _lay_heading(pen: Pen, block: Table, part: Part, room: Room) -> None:
    if not part.heading:
        return
    x = room.x
    for place, column in enumerate(block.columns):
        if place:
            pen.line(x, room.y, x, room.y + part.heading, THIN)
        pen_room = Room(x, room.y, column.width, part.heading)
        write_heading(pen, tuple(column.heading.split("|")), pen_room)
        x += column.width


def write_heading(pen: Pen, lines: tuple[str, ...], room: Room) -> None:
    """A column heading: a label that is never spread."""
    if len(lines) > 1 or len(lines[0]) > 3:
        write_label(pen, lines, room)
        return
    style = SMALL.at(10)
    pen.write_centred(room.centre, baseline_of(room.middle, style.size), lines[0], style)


def _lay_repeated(plan: Plan, block: Table, index: int, room: Room) -> None:
    """One row whose slots see the facts of row `index`."""
    outer, plan.slots = plan.slots, []
    lay_row(plan, block.row, room)
    inner, plan.slots = plan.slots, outer
    plan.slots.append(_row_slot(block, index, tuple(inner)))


def _row_slot(block: Table, index: int, slots: tuple[FillSlot, ...]) -> FillSlot:
    def fill(sheet: Sheet) -> None:
        rows = table_rows(block, sheet.facts)
        of_row = sheet.for_row(row_facts(sheet.facts, rows[index]))
        for slot in slots:
            slot(of_row)

    return fill
