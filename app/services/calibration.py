"""The calibration page of a printer: crosses to measure with a ruler, moved by the offsets in force."""

from __future__ import annotations

import io
from pathlib import Path

from app.documents.forms import draw_calibration
from app.files import write_atomic
from app.services.printing import STRAIGHT, Offset


def calibration_page(offset: Offset = STRAIGHT, *, file: Path | None = None) -> bytes:
    """Two pages, front and back, as a PDF; with `file` written there too. Raises the errors of `write_atomic`."""
    out = io.BytesIO()
    draw_calibration(out, offset)
    if file is not None:
        write_atomic(file, out.getvalue(), what="校准页")
    return out.getvalue()
