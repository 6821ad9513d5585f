"""A framed sheet compiled: outer frame, dividers, and its blocks from top to bottom."""

from __future__ import annotations

from app.documents.forms.blocks import lay_grid, lay_lines, lay_stage, lay_statement_block
from app.documents.forms.head import LEFT, RIGHT
from app.documents.forms.ink import Ink
from app.documents.forms.paging import AFTER_FRAME, TOP, SheetShape, Standing
from app.documents.forms.pen import THICK
from app.documents.forms.plan import Plan, Room
from app.documents.forms.tables import lay_table
from app.domain.form_layout import Frame, Grid, Lines, Stage, Statement, Table


def compile_sheet(ink: Ink, frame: Frame, shape: SheetShape) -> Plan:
    """The plan of one framed sheet."""
    plan = Plan(ink)
    x, y = LEFT[frame], TOP[frame]
    width = RIGHT[frame] - x
    height = sum(one.height for one in shape if not isinstance(one.block, Lines))
    for place, one in enumerate(shape):
        if isinstance(one.block, Lines):
            lay_lines(plan, one.block, len(one.heights) - 1, Room(x, y + AFTER_FRAME, width, one.height - AFTER_FRAME))
            continue
        if place:
            plan.fixed.line(x, y, x + width, y, THICK)
        _lay(plan, one, Room(x, y, width, one.height))
        y += one.height
    if height:
        plan.fixed.rectangle(x, TOP[frame], width, height, THICK)
    return plan


def frame_bottom(frame: Frame, shape: SheetShape) -> float:
    """Where the frame ends, mm from the top of the sheet."""
    return TOP[frame] + sum(one.height for one in shape)


def _lay(plan: Plan, one: Standing, room: Room) -> None:
    match one.block:
        case Grid():
            lay_grid(plan, one.block, one.heights, room)
        case Stage():
            lay_stage(plan, one.block, room)
        case Statement():
            lay_statement_block(plan, one.block, room)
        case Table():
            assert one.part is not None
            lay_table(plan, one.block, one.part, room)
