"""Notices and letters: running text measured for each copy, and blocks at fixed places below it."""

from __future__ import annotations

from app.documents.forms.blocks import lay_grid
from app.documents.forms.formats import Facts, holds
from app.documents.forms.head import LEFT, RIGHT
from app.documents.forms.ink import Ink
from app.documents.forms.opinion import lay_seal
from app.documents.forms.paging import FLOOR, TOP
from app.documents.forms.pen import PEN_DROP, THICK, Pen
from app.documents.forms.plan import Plan, Room, Sheet
from app.documents.forms.qr import draw_qr
from app.documents.forms.running import measure_paragraph, write_paragraph
from app.documents.forms.styles import LABEL, SERIAL, SMALL, baseline_of
from app.documents.forms.tables import UNIT_LINE, Part, lay_table, whole_part
from app.domain.form_layout import Gap, Grid, Page, Paragraph, PartCode, PenRule, Placed, Seal, Table, TearLine

MOST_SHRINK = 3.5
"""Running text gives way by half points, down from 14 to 10.5, before it would meet what stands below."""

_TABLE_AFTER = 1.2
_GRID_AFTER = 2.0


def draw_flow(plan_ink: Ink, page: Page, sheet: Sheet) -> float:
    """Draw the running text, tables and grids of a notice; the y where they end."""
    shrink = 0.0
    room = (page.floor or FLOOR[page.frame]) - TOP[page.frame]
    while shrink < MOST_SHRINK and _height(page, sheet, shrink) > room:
        shrink += 0.5
    y = TOP[page.frame]
    for block in page.blocks:
        y = _draw(plan_ink, page, block, sheet, y, shrink)
    return y


def _height(page: Page, sheet: Sheet, shrink: float) -> float:
    return sum(_block_height(page, block, sheet, shrink) for block in page.blocks)


def _block_height(page: Page, block: object, sheet: Sheet, shrink: float) -> float:
    width = RIGHT[page.frame] - LEFT[page.frame]
    match block:
        case Gap(height=height):
            return height
        case Paragraph() if holds(block.when, sheet.facts):
            return measure_paragraph(sheet.pen, block, sheet.facts, width, shrink)
        case Table() if holds(block.when, sheet.facts):
            return _unit_line(block) + whole_part(block, sheet.facts).height + _TABLE_AFTER
        case Grid() if holds(block.when, sheet.facts):
            return sum(row.height for row in block.rows if holds(row.when, sheet.facts)) + _GRID_AFTER
        case _:
            return 0.0


def _unit_line(block: Table) -> float:
    return UNIT_LINE if block.unit else 0.0


def _draw(ink: Ink, page: Page, block: object, sheet: Sheet, y: float, shrink: float) -> float:
    height = _block_height(page, block, sheet, shrink)
    if not height:
        return y
    left, width = LEFT[page.frame], RIGHT[page.frame] - LEFT[page.frame]
    if isinstance(block, Paragraph):
        return write_paragraph(sheet.pen, block, sheet.facts, Room(left, y, width, height), shrink)
    if isinstance(block, Table):
        _draw_table(ink, block, sheet, Room(left, y, width, height))
    elif isinstance(block, Grid):
        heights = tuple(row.height if holds(row.when, sheet.facts) else 0.0 for row in block.rows)
        draw_now(sheet, _grid_plan(ink, block, heights, Room(left, y, width, sum(heights))))
    return y + height


def _draw_table(ink: Ink, block: Table, sheet: Sheet, room: Room) -> None:
    y = room.y + _unit_line(block)
    if block.unit:
        sheet.pen.write_right(room.right, baseline_of(y - 3.0, SMALL.size), block.unit, SMALL)
    part = whole_part(block, sheet.facts)
    draw_now(sheet, _table_plan(ink, block, part, Room(room.x, y, room.width, part.height)))


def _table_plan(ink: Ink, block: Table, part: Part, room: Room) -> Plan:
    plan = Plan(ink)
    lay_table(plan, block, part, room)
    plan.fixed.rectangle(room.x, room.y, room.width, part.height, THICK)
    return plan


def _grid_plan(ink: Ink, block: Grid, heights: tuple[float, ...], room: Room) -> Plan:
    plan = Plan(ink)
    lay_grid(plan, block, heights, room)
    plan.fixed.rectangle(room.x, room.y, room.width, room.height, THICK)
    return plan


def draw_now(sheet: Sheet, plan: Plan) -> None:
    """Draw a plan straight onto a copy, fixed part and slots."""
    sheet.pen.adopt(plan.fixed)
    plan.fill(sheet)


def compile_placed(ink: Ink, page: Page, shown: tuple[Placed, ...]) -> Plan:
    """The fixed part and the slots of what stands at fixed places."""
    plan = Plan(ink)
    for placed in shown:
        _lay_placed(plan, placed)
    return plan


def placed_shown(page: Page, facts: Facts) -> tuple[Placed, ...]:
    """The placed blocks whose condition holds."""
    return tuple(placed for placed in page.placed if holds(placed.when, facts))


def _lay_placed(plan: Plan, placed: Placed) -> None:
    x, y, block = placed.x, placed.y, placed.block
    match block:
        case Grid(rows=rows):
            room = Room(x, y, placed.width, sum(row.height for row in rows))
            lay_grid(plan, block, tuple(row.height for row in rows), room)
            plan.fixed.rectangle(room.x, room.y, room.width, room.height, THICK)
        case Paragraph():
            room = Room(x, y, placed.width, 0)
            plan.slots.append(lambda sheet: _write_placed(block, room, sheet))
        case Seal():
            lay_seal(plan, x, y)
        case TearLine(text=text):
            _lay_tear_line(plan.fixed, text, y)
        case PenRule(label=label):
            end = x + plan.fixed.write(x, y, label, LABEL)
            plan.fixed.line(end, y + PEN_DROP, x + placed.width, y + PEN_DROP)
        case PartCode(part=part):
            plan.slots.append(lambda sheet: _draw_part_code(part, x + placed.width, y, sheet))


def _write_placed(block: Paragraph, room: Room, sheet: Sheet) -> None:
    write_paragraph(sheet.pen, block, sheet.facts, room)


def _lay_tear_line(pen: Pen, text: str, y: float) -> None:
    half = pen.measure(text, SMALL) / 2 + 3
    pen.dashes(10, 105 - half, y, 0.8, "4 3")
    pen.dashes(105 + half, 200, y, 0.8, "4 3")
    pen.write_centred(105, baseline_of(y, SMALL.size), text, SMALL)


def _draw_part_code(part: str, right: float, top: float, sheet: Sheet) -> None:
    """The QR and serial of a part; the serial of the copy is the fact `.serial` that the batch adds."""
    serial = sheet.facts.get(".serial")
    if serial:
        draw_qr(sheet.pen, right, top, f"{serial}-{part}")
        sheet.pen.write_right(right, top + 20.3, serial, SERIAL)
