"""Draws the program's mark (`resources/release/huicun.svg`) as the pictures that a desktop wants.

    QT_QPA_PLATFORM=offscreen .venv/bin/python packaging/make_icons.py build/icons

Writes huicun-48.png … huicun-256.png, and huicun.ico for Windows.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
MARK = ROOT / "resources" / "release" / "huicun.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw(folder: Path) -> list[Path]:
    """Draw every size into `folder`; answers the files, the .ico last."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(MARK))
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        files.append(folder / f"huicun-{size}.png")
        image.save(str(files[-1]), "PNG")
    del app
    icon = folder / "huicun.ico"
    Image.open(files[-1]).save(icon, sizes=[(size, size) for size in SIZES])
    return [*files, icon]


if __name__ == "__main__":
    for path in draw(Path(sys.argv[1])):
        print(path)
