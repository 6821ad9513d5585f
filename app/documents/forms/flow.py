"""Notices and letters: running text measured for each copy, and blocks at fixed places below it."""

from __future__ import annotations

from collections.abc import Callable

from app.documents.forms.blocks import lay_grid
from app.documents.forms.formats import COPY_SERIAL, Facts, holds
from app.documents.forms.head import LEFT, RIGHT
from app.documents.forms.ink import Ink
from app.documents.forms.paging import FLOOR, TOP
from app.documents.forms.pen import PEN_DROP, THICK, Pen
from app.documents.forms.plan import Plan, Room, Sheet
from app.documents.forms.qr import draw_qr
from app.documents.forms.running import measure_paragraph, write_paragraph
from app.documents.forms.seal import SEAL_SIDE, lay_seal
from app.documents.forms.styles import LABEL, SERIAL, SMALL, baseline_of
from app.documents.forms.tables import UNIT_LINE, Part, lay_table, whole_part
from app.domain.form_layout import Gap, Grid, Page, Paragraph, PartCode, PenRule, Placed, Seal, Table, TearLine

MOST_SHRINK = 3.5
"""Running text gives way by half points, down from 14 to 10.5, before it would meet what stands below."""

CONTINUED_TOP = 37.0
"""Where a following sheet begins, mm."""

_TABLE_AFTER = 1.2
_GRID_AFTER = 2.0


NewSheet = Callable[[], Sheet]
"""Begins the next sheet of the copy."""


def draw_flow(ink: Ink, page: Page, new_sheet: NewSheet) -> float:
    """Draw the blocks of a notice or letter; the y where they end on the last sheet.

    A page with blocks at fixed places is one sheet, and its text shrinks to fit; any other runs on.
    """
    sheet = new_sheet()
    if not page.placed:
        return _RunningOn(ink, page, new_sheet, sheet).draw()
    shrink = 0.0
    room = (page.floor or FLOOR[page.frame]) - TOP[page.frame]
    while shrink < MOST_SHRINK and _height(page, sheet, shrink) > room:
        shrink += 0.5
    y = TOP[page.frame]
    for block in page.blocks:
        y = _draw(ink, page, block, sheet, y, shrink)
    return y


class _RunningOn:
    """Blocks one under the other over as many sheets as they need; tables are cut between rows."""

    def __init__(self, ink: Ink, page: Page, new_sheet: NewSheet, first: Sheet) -> None:
        self.ink = ink
        self.page = page
        self.new_sheet = new_sheet
        self.sheet = first
        self.y = self.top = TOP[page.frame]
        self.floor = page.floor or FLOOR[page.frame]

    def draw(self) -> float:
        """Draw all blocks; the y where the last one ends."""
        for place, block in enumerate(self.page.blocks):
            height = _block_height(self.page, block, self.sheet, 0.0)
            if isinstance(block, Table) and height:
                self._table(block)
                continue
            if self.y + height + self._kept(place) > self.floor + 0.1 and self.y > self.top:
                self._turn()
            self.y = _draw(self.ink, self.page, block, self.sheet, self.y, 0.0)
        return self.y

    def _kept(self, place: int) -> float:
        """What must stand on the same sheet after a block: the seal under the issuer's name."""
        following = self.page.blocks[place + 1 : place + 2]
        return sum(_block_height(self.page, block, self.sheet, 0.0) for block in following if isinstance(block, Seal))

    def _turn(self) -> None:
        self.sheet = self.new_sheet()
        self.y = self.top = CONTINUED_TOP

    def _table(self, block: Table) -> None:
        whole = whole_part(block, self.sheet.facts)
        first = 0
        while first < whole.count or first == 0:
            unit = _unit_line(block)
            room = self.floor - self.y - unit - whole.heading
            left = whole.count - first
            count = left if left * whole.row + whole.total <= room else min(int(room / whole.row), left - 1)
            if count < 1 and self.y > self.top:
                self._turn()
                continue
            count = max(count, 1)
            total = whole.total if count == left else 0.0
            part = Part(first, count, whole.row, whole.heading, total)
            _draw_table(self.ink, self.page, block, self.sheet, self.y, part)
            self.y += unit + part.height + _TABLE_AFTER
            first += count
            if first < whole.count:
                self._turn()


def _height(page: Page, sheet: Sheet, shrink: float) -> float:
    return sum(_block_height(page, block, sheet, shrink) for block in page.blocks)


def _block_height(page: Page, block: object, sheet: Sheet, shrink: float) -> float:
    width = RIGHT[page.frame] - LEFT[page.frame]
    match block:
        case Gap(height=height):
            return height
        case Seal():
            return SEAL_SIDE
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
        _draw_table(ink, page, block, sheet, y, whole_part(block, sheet.facts))
    elif isinstance(block, Seal):
        plan = Plan(ink)
        lay_seal(plan, left + width - SEAL_SIDE, y)
        draw_now(sheet, plan)
    elif isinstance(block, Grid):
        heights = tuple(row.height if holds(row.when, sheet.facts) else 0.0 for row in block.rows)
        draw_now(sheet, _grid_plan(ink, block, heights, Room(left, y, width, sum(heights))))
    return y + height


def _draw_table(ink: Ink, page: Page, block: Table, sheet: Sheet, y: float, part: Part) -> None:
    left, right = LEFT[page.frame], RIGHT[page.frame]
    if block.unit:
        y += _unit_line(block)
        sheet.pen.write_right(right, baseline_of(y - 3.0, SMALL.size), block.unit, SMALL)
    draw_now(sheet, _table_plan(ink, block, part, Room(left, y, right - left, part.height)))


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


def compile_placed(ink: Ink, shown: tuple[Placed, ...]) -> Plan:
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
    """The QR and serial of a part; the batch adds the serial of the copy to its facts."""
    serial = sheet.facts.get(COPY_SERIAL)
    if serial:
        draw_qr(sheet.pen, right, top, f"{serial}-{part}")
        sheet.pen.write_right(right, top + 20.3, serial, SERIAL)
