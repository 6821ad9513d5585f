"""The attachment pages of a copy: values too long for their cells, in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.documents.forms.formats import Facts
from app.documents.forms.head import Stamp, draw_head
from app.documents.forms.ink import Ink
from app.documents.forms.pen import Pen
from app.documents.forms.plan import Overflow, Room
from app.documents.forms.running import measure_paragraph, write_paragraph
from app.domain.form_layout import Frame, Page, Paragraph, Words

_LEFT, _WIDTH, _TOP, _FLOOR = 20.0, 170.0, 38.0, 278.0


def attachment_page(first: Page) -> Page:
    """A page with the title and head line of the form's first page."""
    return replace(first, name="附页", frame=Frame.TABLE, small_title=True, blocks=(), placed=(), notes=())


def draw_attachments(
    ink: Ink, page: Page, facts: Facts, stamp: Stamp, overflows: Sequence[Overflow], before: int
) -> list[Pen]:
    """Draw each value once under its meaning, on as many pages as they need; `before` pages come before them."""
    pens: list[Pen] = []
    y = _FLOOR
    for overflow in dict.fromkeys(overflows):
        heading = Paragraph((Words(overflow.meaning),), size=11, indent=0, bold=True, before=3)
        text = Paragraph((Words(overflow.text),), size=11, indent=0, pitch=6.3)
        needed = sum(measure_paragraph(Pen(ink), part, facts, _WIDTH) for part in (heading, text))
        if not pens or y + needed > _FLOOR:
            pens.append(Pen(ink))
            draw_head(pens[-1], page, facts, stamp, before + len(pens), continued=True)
            y = _TOP
        for part in (heading, text):
            y = write_paragraph(pens[-1], part, facts, Room(_LEFT, y, _WIDTH, 0))
    return pens
