"""Pages of a PDF as pictures for the window, drawn by PDFium from the very file that is printed."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as BGRX bytes, four to the pixel, `stride` bytes to the line (QImage.Format_RGB32)."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_count(pdf: bytes) -> int:
    """How many pages the PDF has."""
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_image(pdf: bytes, index: int, dpi: float = 96.0) -> PageImage:
    """Page `index` (from 0) at `dpi`. Raises IndexError where the PDF has no such page."""
    document = pdfium.PdfDocument(pdf)
    try:
        if not 0 <= index < len(document):
            raise IndexError(f"no page {index}")
        page = document[index]
        bitmap = page.render(scale=dpi / 72, prefer_bgrx=True, rev_byteorder=False)
        image = PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        bitmap.close()
        page.close()
        return image
    finally:
        document.close()
