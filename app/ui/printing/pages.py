"""Pages of a PDF as pictures, drawn off the main thread; pypdfium2 is loaded with the first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.services.paper_gathering import Selection
from app.services.print_preview import PreviewCopy, PreviewPlan, open_preview, preview_copy

if TYPE_CHECKING:
    from app.storage.book import Book

POINTS_PER_INCH = 72
SCREEN_DPI = 170
"""Finer than it is shown: PDFium makes no line thinner than a dot, and values would look bold."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page as an image, which one it is, and how many there are."""

    image: QImage
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Look:
    """One page of one copy of a plan."""

    plan: PreviewPlan
    copy: PreviewCopy
    picture: PagePicture


def first_look(book: Book, form_id: str, selection: Selection, *, on: date, packet: bool) -> Look:
    """Plan a batch and draw the first page of its first copy; the errors of `plan_preview`."""
    plan, copy = open_preview(book, form_id, selection, on=on, packet=packet)
    return Look(plan, copy, page_picture(copy.pdf, 0, SCREEN_DPI))


def look_at(book: Book, plan: PreviewPlan, number: int, page: int) -> Look:
    """One page of a copy; a negative page counts from the copy's end."""
    copy = preview_copy(book, plan, number)
    return Look(plan, copy, page_picture(copy.pdf, page % copy.pages, SCREEN_DPI))


def page_picture(pdf: bytes, number: int, dpi: int) -> PagePicture:
    """Page `number` (from 0) at a resolution; the picture owns its pixels."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        page = document[min(max(number, 0), count - 1)]
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=False, prefer_bgrx=True)
        image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
        return PagePicture(image, min(max(number, 0), count - 1), count)
    finally:
        document.close()
