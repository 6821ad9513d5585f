"""Pages of a PDF as pictures, drawn off the main thread; pypdfium2 is loaded with the first page."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page as an image, which one it is, and how many there are."""

    image: QImage
    number: int
    pages: int


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
