"""Draws the pictures of docs/manual.zh-CN.md from the practice village, so that they show the program as it is.

    QT_QPA_PLATFORM=offscreen .venv/bin/python packaging/make_manual_pictures.py

Makes the practice village in a temporary folder, lives its day, opens every page of the window, and writes
docs/images/manual/*.png in few colours.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.demo import DAY, PASSWORD  # noqa: E402
from app.demo.day import live  # noqa: E402
from app.files import write_atomic  # noqa: E402

MANUAL = ROOT / "docs" / "manual.zh-CN.md"
PICTURES = ROOT / "docs" / "images" / "manual"
_COLOURS = 128


def named_in_manual() -> list[str]:
    """The pictures that the manual shows, in its order."""
    return re.findall(r"!\[[^]]*\]\(images/manual/([a-z-]+)\.png\)", MANUAL.read_text(encoding="utf-8"))


def main() -> None:
    """Live the practice day, whose screens are the pictures, and keep those that the manual shows."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        live(Path(folder, "book"), PASSWORD, DAY, out)
        for name in named_in_manual():
            write_atomic(PICTURES / f"{name}.png", few_colours(out / "screens" / f"{name}.png"), mode=0o644)


def few_colours(path: Path) -> bytes:
    """The picture with a palette: a third of the bytes, and no difference that an eye sees."""
    kept = io.BytesIO()
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        small.save(kept, "PNG", optimize=True)
    return kept.getvalue()


if __name__ == "__main__":
    main()
