"""How far each printer of this machine is off: kept beside the book, for it belongs to the laptop, not to the work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from app.files import write_atomic
from app.services.printing import STRAIGHT, Offset

FILE = "printers.json"
FARTHEST = 20.0
"""An offset beyond this would move the frame off the sheet, mm."""


def read_offsets(folder: Path) -> dict[str, Offset]:
    """The offsets by the name of the printer; a file that cannot be read counts as empty."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): _offset(sides) for name, sides in found.items()} if isinstance(found, dict) else {}


def keep_offset(folder: Path, printer: str, offset: Offset) -> dict[str, Offset]:
    """Remember the offset of a printer; answers with all. Raises the errors of `write_atomic`."""
    offsets = read_offsets(folder) | {printer: offset}
    write_atomic(folder / FILE, json.dumps(offsets, ensure_ascii=False).encode(), what="打印机偏移")
    return offsets


def _offset(sides: object) -> Offset:
    """Two sides of two numbers within bounds; anything else counts as straight."""
    try:
        numbers = [float(number) for side in cast("list[list[float]]", sides) for number in side]
    except (TypeError, ValueError):
        return STRAIGHT
    if len(numbers) != 4 or not all(abs(number) <= FARTHEST for number in numbers):
        return STRAIGHT
    return (numbers[0], numbers[1]), (numbers[2], numbers[3])
