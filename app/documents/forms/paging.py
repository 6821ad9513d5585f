"""How the blocks of a page come to stand on sheets: what is left out, what shrinks, grows, or runs on.

A layout of a page depends only on the facts that choose blocks and count rows, never on what the values say; pages
with running text outside a frame are measured for each copy instead (`flow`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from app.documents.forms.formats import Facts, holds
from app.documents.forms.opinion import HEIGHT
from app.documents.forms.tables import HEADING, LEAST_ROW, Part, whole_part
from app.domain.form_layout import (
    Frame,
    Gap,
    Grid,
    Lines,
    Page,
    Paragraph,
    Row,
    Seal,
    Signature,
    Stage,
    Stages,
    Statement,
    Table,
)

TOP: dict[Frame, float] = {Frame.TABLE: 36.5, Frame.NOTICE: 48.8, Frame.LETTER: 57.5}
FLOOR: dict[Frame, float] = {Frame.TABLE: 278.0, Frame.NOTICE: 262.0, Frame.LETTER: 262.0}
NOTE_LINE = 5.5
AFTER_FRAME = 4.0
"""From the frame to the lines under it, mm."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A block as it stands on a sheet: its place among the page's blocks, and the heights of its rows or part."""

    block: Grid | Stage | Statement | Table | Lines
    heights: tuple[float, ...] = ()
    part: Part | None = None

    @property
    def key(self) -> tuple[int, tuple[float, ...], Part | None]:
        """Tells standings of one layout apart without hashing whole blocks."""
        return id(self.block), self.heights, self.part

    @property
    def height(self) -> float:
        """In mm."""
        if self.part:
            return self.part.height
        if isinstance(self.block, Stage):
            return sum(self.heights) + HEIGHT
        return sum(self.heights)


SheetShape = tuple[Standing, ...]


def is_flow(page: Page) -> bool:
    """Whether the page holds running text outside a frame."""
    return any(isinstance(block, Paragraph | Gap | Seal) for block in page.blocks) or page.frame is Frame.NOTICE


def sheets_of(page: Page, facts: Facts) -> list[SheetShape]:
    """The sheets that a framed page takes, each a stack of blocks."""
    standing = _standing(page, facts)
    room = (page.floor or FLOOR[page.frame]) - TOP[page.frame] - NOTE_LINE * len(page.notes)
    used = sum(one.height for one in standing)
    if any(isinstance(one.block, Table) and one.part and 0 < one.block.most_rows < one.part.count for one in standing):
        return _run_on(standing, room)
    if used > room:
        standing = _shrunk(standing, used - room)
        used = sum(one.height for one in standing)
    if used <= room + 0.01:
        return [_grown(standing, room - used)]
    return _run_on(_standing(page, facts), room)


def _standing(page: Page, facts: Facts) -> SheetShape:
    found: list[Standing] = []
    for block in page.blocks:
        match block:
            case Stages():
                found += [Standing(stage, _heights(stage.rows, facts)) for stage in chain(block, facts)]
            case Grid(rows=rows):
                if holds(block.when, facts):
                    found.append(Standing(block, _heights(rows, facts)))
            case Statement(height=height):
                if holds(block.when, facts):
                    found.append(Standing(block, (height,)))
            case Lines(lines=lines, pitch=pitch):
                found.append(Standing(block, (AFTER_FRAME, *(pitch for _ in lines))))
            case Table():
                if holds(block.when, facts):
                    found.append(Standing(block, part=whole_part(block, facts)))
            case _:
                raise ValueError("running text does not stand in a frame")
    return tuple(found)


def chain(block: Stages, facts: Facts) -> list[Stage]:
    """The stages to print, in the pack's order where it counts; a stage with a condition keeps its next neighbour."""
    stages = block.stages
    order = facts.get("stages") if block.by_pack else None
    by_key = {stage.key: stage for stage in stages}
    keys = [key for key in order if key in by_key] if order else list(by_key)
    for place, stage in enumerate(stages):
        if stage.when is not None and stage.key not in keys:
            after = next((later.key for later in stages[place + 1 :] if later.key in keys), None)
            keys.insert(keys.index(after) if after else len(keys), stage.key)
    return [by_key[key] for key in keys if holds(by_key[key].when, facts)]


def _heights(rows: tuple[Row, ...], facts: Facts) -> tuple[float, ...]:
    return tuple(row.height if holds(row.when, facts) else 0.0 for row in rows)


def _shrunk(standing: SheetShape, excess: float) -> SheetShape:
    """Reason and remark rows give way first, then the printed rows of tables, down to 7.5 mm."""
    found = []
    for one in standing:
        if isinstance(one.block, Grid):
            heights = []
            for row, height in zip(one.block.rows, one.heights, strict=True):
                give = min(excess, height - row.least) if height else 0.0
                heights.append(height - give)
                excess -= give
            one = replace(one, heights=tuple(heights))
        elif isinstance(one.block, Lines) and excess > 0.01:
            dropped = min(one.block.spare, ceil(excess / one.block.pitch))
            excess -= dropped * one.block.pitch
            one = replace(one, heights=one.heights[: len(one.heights) - dropped])
        found.append(one)
    lines = sum(_line_count(one.part) for one in found if one.part)
    if excess <= 0.01 or not lines:
        return tuple(found)
    return tuple(_low(one, excess / lines) for one in found)


def _line_count(part: Part) -> int:
    return part.count + bool(part.total)


def _low(one: Standing, give: float) -> Standing:
    part = one.part
    if part is None or not isinstance(one.block, Table) or part.row - give < _least_row(one.block.row):
        return one
    total = part.total - give if part.total else 0.0
    return replace(one, part=replace(part, row=part.row - give, total=total))


def _least_row(row: Row) -> float:
    """Printed rows of 9 mm go down to 7.5; any other only where its file says so."""
    return LEAST_ROW if row.height <= HEADING and row.least == row.height else row.least


def _grown(standing: SheetShape, spare: float) -> SheetShape:
    """What is left at the foot goes into the first row that grows."""
    for place, one in enumerate(standing):
        if isinstance(one.block, Grid):
            for index, row in enumerate(one.block.rows):
                if row.grows and one.heights[index]:
                    heights = tuple(h + spare if n == index else h for n, h in enumerate(one.heights))
                    return (*standing[:place], replace(one, heights=heights), *standing[place + 1 :])
    return standing


def _run_on(standing: SheetShape, room: float) -> list[SheetShape]:
    """Several sheets: a block that does not fit goes to the next, a table is cut between rows."""
    sheets: list[list[Standing]] = [[]]
    left = room
    for place, one in enumerate(standing):
        tail = _tail(standing, place)
        if one.part is not None:
            left = _place_table(sheets, one, left, room, sum(later.height for later in standing[place + 1 : tail]))
            continue
        needed = one.height + sum(later.height for later in standing[place + 1 : tail])
        if isinstance(one.block, Lines) and sheets[-1] and needed > left:
            [one] = _shrunk((one,), needed - left)
            needed = one.height
        if sheets[-1] and (needed if needed <= room else one.height) > left + 0.01:
            sheets.append([])
            left = room
        sheets[-1].append(one)
        left -= one.height
    return [tuple(sheet) for sheet in sheets if sheet]


def _tail(standing: SheetShape, place: int) -> int:
    """The end of the blocks that must stay with the one at `place`: a text and the signatures under it."""
    reach = 2 if isinstance(standing[place].block, Statement | Table) else 1
    following = standing[place + 1 : place + 1 + reach]
    signed = [index for index, one in enumerate(following) if _is_signed(one) or isinstance(one.block, Lines)]
    return place + 2 + signed[0] if signed else place + 1


def _is_signed(one: Standing) -> bool:
    return isinstance(one.block, Grid) and any(
        isinstance(cell.content, Signature) for row in one.block.rows for cell in row.cells
    )


def _place_table(sheets: list[list[Standing]], one: Standing, left: float, room: float, after: float) -> float:
    """Cut a table over sheets; its last two rows and total stay with the `after` mm that belong to it."""
    part = one.part
    assert part is not None
    most = one.block.most_rows if isinstance(one.block, Table) and one.block.most_rows else part.count
    first, remaining = 0, part.count
    if part.heading + min(2, remaining) * part.row + part.total + after > room:
        after = 0.0
    while True:
        whole = part.heading + remaining * part.row + part.total
        if whole + after <= left + 0.01 and remaining <= most:
            sheets[-1].append(replace(one, part=replace(part, first=first, count=remaining)))
            return left - whole
        fitting = min(most, int((left - part.heading + 0.01) / part.row))
        count = min(fitting, remaining - min(2, remaining))
        if count > 0:
            sheets[-1].append(replace(one, part=replace(part, first=first, count=count, total=0.0)))
            first, remaining = first + count, remaining - count
        sheets.append([])
        left = room
