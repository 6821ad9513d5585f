"""One PDF for a batch of copies of any forms: fixed parts once, values per copy, odd starts where both sides print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import BinaryIO

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Face, font
from app.documents.forms.attachment import attachment_page, draw_attachments
from app.documents.forms.coverage import MissingGlyph, find_missing
from app.documents.forms.flow import compile_placed, draw_flow, placed_shown
from app.documents.forms.formats import COPY_SERIAL, Facts, holds, known_facts
from app.documents.forms.framed import compile_sheet, frame_bottom
from app.documents.forms.head import Stamp, draw_foot, draw_head, draw_notes
from app.documents.forms.ink import Ink
from app.documents.forms.paging import SheetShape, is_flow, sheets_of
from app.documents.forms.pen import POINTS, Pen
from app.documents.forms.plan import Overflow, Plan, Sheet
from app.domain.form_layout import FormLayout, Page

rl_config.useA85 = 0  # streams as bytes, not as text a quarter longer

Progress = Callable[[int, int], None]
"""Told after each copy how many of how many are drawn; an exception that it raises stops the batch."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One form to print: without facts it is blank; `serial` may be empty, then there is no QR.

    The copies of a household's packet follow each other in the order in which they are to be taken along.
    """

    form: FormLayout
    facts: Mapping[str, object]
    serial: str
    printed_on: date
    reprint: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed: pages in the file (blank backs counted), copies, and characters left as pen lines.

    Of each copy `starts` has the page (from 0) on which it begins, `pages_of` how many pages it has.
    """

    pages: int
    copies: int
    missing_glyphs: tuple[MissingGlyph, ...]
    starts: tuple[int, ...] = ()
    pages_of: tuple[int, ...] = ()


@dataclass(slots=True)
class _Drawn:
    """One page of a copy, before its number is known."""

    page: Page
    pen: Pen
    fixed: str
    facts: Facts


def render(
    copies: Sequence[Copy],
    out: BinaryIO,
    *,
    duplex: bool = False,
    offset: tuple[tuple[float, float], tuple[float, float]] = ((0.0, 0.0), (0.0, 0.0)),
    progress: Progress | None = None,
) -> Printed:
    """Write one PDF with all copies in their order to `out`.

    With `duplex` every copy begins on an odd page. `offset` moves front and back sides by (right, down) mm.
    """
    batch = _Batch(out, offset)
    batch.canvas.setTitle("、".join(dict.fromkeys(copy.form.title for copy in copies)))
    batch.canvas.setAuthor("")
    starts: list[int] = []
    pages_of: list[int] = []
    for done, copy in enumerate(copies, start=1):
        if duplex:
            batch.start_odd()
        starts.append(batch.pages)
        batch.add(copy)
        pages_of.append(batch.pages - starts[-1])
        if progress:
            progress(done, len(copies))
    batch.save()
    return Printed(batch.pages, len(copies), find_missing(copies), tuple(starts), tuple(pages_of))


class _Batch:
    """The open PDF, its ink, and the plans compiled so far."""

    def __init__(self, out: BinaryIO, offset: tuple[tuple[float, float], tuple[float, float]]) -> None:
        font(Face.SERIF)
        self.canvas = Canvas(out, pagesize=A4, pageCompression=1, initialFontName=Face.SERIF.value, lang="zh-CN")
        self.canvas.setCreator("huicun")
        self.ink = Ink(self.canvas._doc)
        self.offset = offset
        self.pages = 0
        self._plans: dict[object, tuple[str, Plan]] = {}
        self._layouts: list[FormLayout] = []  # kept alive: plans are found by the identity of their blocks

    def start_odd(self) -> None:
        """A blank back, where the next page would be an even one."""
        if self.pages % 2:
            self.canvas.showPage()
            self.pages += 1

    def add(self, copy: Copy) -> None:
        """Draw every page of a copy, then number them."""
        if not any(layout is copy.form for layout in self._layouts):
            self._layouts.append(copy.form)
        facts = known_facts(copy.facts, copy.form.defaults)
        facts[COPY_SERIAL] = copy.serial
        stamp = Stamp(copy.serial, copy.printed_on, copy.reprint, copy.serial)
        overflows: list[Overflow] = []
        drawn: list[_Drawn] = []
        for page in copy.form.pages:
            if holds(page.when, facts):
                drawn += self._draw_page(page, facts, stamp, overflows, len(drawn))
        if overflows:
            page = attachment_page(copy.form.pages[0])
            for pen in draw_attachments(self.ink, page, facts, stamp, overflows, len(drawn)):
                drawn.append(_Drawn(page, pen, "", facts))
        for number, one in enumerate(drawn, start=1):
            draw_foot(one.pen, one.page, _foot_words(copy.form, one.page), stamp, number, len(drawn))
            self._emit(one)

    def _draw_page(
        self, page: Page, facts: Facts, stamp: Stamp, overflows: list[Overflow], before: int
    ) -> Iterator[_Drawn]:
        if is_flow(page):
            yield from self._draw_flow_page(page, facts, stamp, overflows, before)
            return
        shapes = sheets_of(page, facts)
        for place, shape in enumerate(shapes):
            key = (id(page), *(one.key for one in shape))
            name, plan = self._plan(key, partial(self._framed, page, shape))
            sheet = Sheet(Pen(self.ink), facts, overflows)
            draw_head(sheet.pen, page, facts, stamp, before + place + 1, continued=place > 0)
            plan.fill(sheet)
            if place == len(shapes) - 1:
                draw_notes(sheet.pen, page, facts, frame_bottom(page.frame, shape))
            yield _Drawn(page, sheet.pen, name, facts)

    def _framed(self, page: Page, shape: SheetShape) -> Plan:
        plan = compile_sheet(self.ink, page.frame, shape)
        placed = compile_placed(self.ink, page.placed)
        plan.fixed.adopt(placed.fixed)
        plan.slots += placed.slots
        return plan

    def _draw_flow_page(
        self, page: Page, facts: Facts, stamp: Stamp, overflows: list[Overflow], before: int
    ) -> list[_Drawn]:
        shown = placed_shown(page, facts)
        key = (id(page), *map(id, shown))
        name, plan = self._plan(key, partial(compile_placed, self.ink, shown)) if shown else ("", None)
        drawn: list[_Drawn] = []

        def new_sheet() -> Sheet:
            sheet = Sheet(Pen(self.ink), facts, overflows)
            number = before + len(drawn) + 1
            draw_head(sheet.pen, page, facts, stamp, number, continued=bool(drawn))
            drawn.append(_Drawn(page, sheet.pen, name, facts))
            return sheet

        end = draw_flow(self.ink, page, new_sheet)
        if plan:
            plan.fill(Sheet(drawn[0].pen, facts, overflows))
        draw_notes(drawn[-1].pen, page, facts, end)
        return drawn

    def _plan(self, key: object, compile_plan: Callable[[], Plan]) -> tuple[str, Plan]:
        """The compiled plan of a page in this shape, and the name of its form XObject."""
        found = self._plans.get(key)
        if found is None:
            plan = compile_plan()
            name = f"fixed{len(self._plans)}"
            self.canvas.beginForm(name)
            self.canvas._code.extend(plan.fixed.operators)
            self.canvas.endForm()
            found = self._plans[key] = (name, plan)
        return found

    def _emit(self, one: _Drawn) -> None:
        right, down = self.offset[self.pages % 2]
        if right or down:
            self.canvas.translate(right * POINTS, -down * POINTS)
        if one.fixed:
            self.canvas.doForm(one.fixed)
        self.canvas._code.extend(one.pen.operators)
        self.canvas.showPage()
        self.pages += 1

    def save(self) -> None:
        """Write the file."""
        self.canvas.save()


def _foot_words(form: FormLayout, page: Page) -> str:
    code = form.id if form.shows_code else ""
    return "　".join(part for part in (code, page.name, form.foot) if part)
