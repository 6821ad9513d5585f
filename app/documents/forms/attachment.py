"""The attachment page of a copy: values too long for their cells, in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.documents.forms.formats import Facts
from app.documents.forms.head import Stamp, draw_head
from app.documents.forms.pen import Pen
from app.documents.forms.plan import Overflow, Room
from app.documents.forms.running import write_paragraph
from app.domain.form_layout import FormLayout, Frame, Page, Paragraph, Words

_LEFT, _WIDTH, _TOP = 20.0, 170.0, 38.0


def draw_attachment(
    pen: Pen, form: FormLayout, first: Page, facts: Facts, stamp: Stamp, overflows: Sequence[Overflow], number: int
) -> Page:
    """Draw the page and answer with it (for its foot)."""
    page = replace(first, name="附页", frame=Frame.TABLE, small_title=True, blocks=(), placed=(), notes=())
    draw_head(pen, page, facts, stamp, number, continued=True)
    y = _TOP
    for overflow in overflows:
        heading = Paragraph((Words(overflow.meaning),), size=11, indent=0, bold=True, before=3)
        y = write_paragraph(pen, heading, facts, Room(_LEFT, y, _WIDTH, 0))
        text = Paragraph((Words(overflow.text),), size=11, indent=0, pitch=6.3)
        y = write_paragraph(pen, text, facts, Room(_LEFT, y, _WIDTH, 0))
    return page
