"""Blocks inside the frame of a table form: rows with their band, opinion blocks, statements."""

from __future__ import annotations

from functools import partial

from app.documents.forms.boxes import FOR_PEN
from app.documents.forms.cells import lay_cell
from app.documents.forms.opinion import HEIGHT, lay_opinion
from app.documents.forms.pen import THIN, Pen
from app.documents.forms.plan import Plan, Room, Sheet
from app.documents.forms.running import lay_statement
from app.documents.forms.sentence import draw_atoms, fitted
from app.documents.forms.styles import BAND, FIXED, baseline_of, em
from app.domain.form_layout import Grid, Lines, Row, Stage, Statement, Template

BAND_WIDTH = 10.0
_BAND_PITCH = 1.35


def lay_grid(plan: Plan, block: Grid, heights: tuple[float, ...], room: Room) -> None:
    """The rows of a grid, `heights` mm each (0: left out), with its band at the left."""
    lay_rows(plan, block.rows, heights, _beside_band(plan.fixed, block.band, room))


def lay_stage(plan: Plan, stage: Stage, room: Room) -> None:
    """A stage: its rows, and under them the opinion block; one band for both."""
    inner = _beside_band(plan.fixed, stage.band, room)
    heights = tuple(row.height for row in stage.rows)
    above = sum(heights)
    lay_rows(plan, stage.rows, heights, Room(inner.x, inner.y, inner.width, above))
    if above:
        plan.fixed.line(inner.x, inner.y + above, inner.right, inner.y + above, THIN)
    lay_opinion(plan, stage, Room(inner.x, inner.y + above, inner.width, HEIGHT))


def lay_statement_block(plan: Plan, block: Statement, room: Room) -> None:
    """Running text over the whole width."""
    lay_statement(plan, block, room)


def lay_lines(plan: Plan, block: Lines, count: int, room: Room) -> None:
    """`count` of the lines under a frame; those that give way are taken from the second on."""
    dropped = len(block.lines) - count
    shown = (block.lines[0], *block.lines[1 + dropped :])
    plan.slots.append(partial(_fill_lines, shown, block.pitch, room))


def _fill_lines(lines: tuple[Template, ...], pitch: float, room: Room, sheet: Sheet) -> None:
    for place, template in enumerate(lines):
        atoms = fitted(sheet.pen, template, sheet.facts, (FIXED, FIXED), FOR_PEN, room.width)
        draw_atoms(sheet.pen, atoms, room.x, room.y + (place + 0.5) * pitch, FIXED.size, FOR_PEN)


def lay_rows(plan: Plan, rows: tuple[Row, ...], heights: tuple[float, ...], room: Room) -> None:
    """Rows from the top of the room, with thin lines between them and between their cells."""
    y = room.y
    shown = [(row, height) for row, height in zip(rows, heights, strict=True) if height]
    for place, (row, height) in enumerate(shown):
        lay_row(plan, row, Room(room.x, y, room.width, height))
        y += height
        if place < len(shown) - 1:
            plan.fixed.line(room.x, y, room.right, y, THIN)


def lay_row(plan: Plan, row: Row, room: Room) -> None:
    """One row: its cells, and the lines between them."""
    x = room.x
    for place, cell in enumerate(row.cells):
        if place:
            plan.fixed.line(x, room.y, x, room.bottom, THIN)
        lay_cell(plan, cell.content, Room(x, room.y, cell.width, room.height))
        x += cell.width


def _beside_band(pen: Pen, band: str, room: Room) -> Room:
    """The room right of the band, which is drawn on end: one character a line."""
    if not band:
        return room
    write_band(pen, band, Room(room.x, room.y, BAND_WIDTH, room.height))
    pen.line(room.x + BAND_WIDTH, room.y, room.x + BAND_WIDTH, room.bottom, THIN)
    return Room(room.x + BAND_WIDTH, room.y, room.width - BAND_WIDTH, room.height)


def write_band(pen: Pen, band: str, room: Room) -> None:
    """The characters of a band under each other, closer and smaller where the band is short."""
    size, pitch = BAND.size, _BAND_PITCH
    while len(band) * pitch * em(size) > room.height - 1 and size > 8:
        pitch, size = (pitch - 0.05, size) if pitch > 1.1 else (_BAND_PITCH, size - 0.5)
    step = pitch * em(size)
    first = room.middle - step * (len(band) - 1) / 2
    for place, char in enumerate(band):
        pen.write_centred(room.centre, baseline_of(first + place * step, size), char, BAND.at(size))
