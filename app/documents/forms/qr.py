"""QR codes as black rectangles: level M, mask 3, one rectangle for each run of dark modules."""

from __future__ import annotations

import segno

from app.documents.forms.pen import Pen

SIDE = 20.0
"""Side of the code of a page with its quiet zone of four modules, mm."""

QUIET = 4


def draw_qr(pen: Pen, right: float, top: float, text: str, side: float = SIDE) -> float:
    """Draw a code whose dark edge ends at `right` and begins at `top`; the width of its dark part in mm.

    `side` counts the quiet zone, which hangs out over both. Raises ValueError for an empty text.
    """
    if not text:
        raise ValueError("a QR code needs a text")
    matrix = segno.make_qr(text, error="m", mask=3, boost_error=False).matrix
    count = len(matrix)
    module = side / (count + 2 * QUIET)
    left = right - count * module
    runs = [(start, row, length) for row, cells in enumerate(matrix) for start, length in _dark_runs(cells)]
    pen.modules(left, top, module, runs)
    return count * module


def _dark_runs(cells: bytearray) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = -1
    for place, dark in enumerate(cells):
        if dark and start < 0:
            start = place
        elif not dark and start >= 0:
            runs.append((start, place - start))
            start = -1
    if start >= 0:
        runs.append((start, len(cells) - start))
    return runs
