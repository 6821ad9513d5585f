"""The calibration page: crosses and scales to measure how far a printer is off, front and back."""

from __future__ import annotations

from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Face, font
from app.documents.forms.ink import Ink
from app.documents.forms.pen import THIN, Pen
from app.documents.forms.styles import FIXED, SMALL, TITLE

SIDES = ("正面", "背面")
MARKS = ((20.0, 36.5), (190.0, 36.5), (20.0, 278.0), (190.0, 278.0))
"""Where the corners of the frame of a table form stand, mm."""

_REACH = 6


def draw_calibration(out: BinaryIO, offset: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Write two pages, moved by the offsets in force (right, down in mm), as `render` would move them."""
    font(Face.SERIF)
    canvas = Canvas(out, pagesize=A4, pageCompression=1, initialFontName=Face.SERIF.value, lang="zh-CN")
    ink = Ink(canvas._doc)
    for side, (right, down) in zip(SIDES, offset, strict=True):
        pen = Pen(ink)
        _draw_side(pen, side, right, down)
        canvas._code.extend(pen.operators)
        canvas.showPage()
    canvas.save()


def _draw_side(pen: Pen, side: str, right: float, down: float) -> None:
    pen.write_centred(105 + right, 60 + down, f"打印校准页（{side}）", TITLE, 1.5)
    for line, words in enumerate(
        (
            f"现在的偏移：向右 {right:g} 毫米，向下 {down:g} 毫米。",
            "用直尺量四个十字的中心：左边两个应距纸左边 20 毫米，右边两个应距纸左边 190 毫米；",
            "上边两个应距纸上边 36.5 毫米，下边两个应距纸上边 278 毫米。",
            "十字上每一小格 1 毫米。差多少，就在设置里把这一面的偏移改多少。",
            "双面打印时对着光看，正面和背面的十字应当重合。",
        )
    ):
        pen.write(40 + right, 80 + down + line * 8, words, FIXED)
    for x, y in MARKS:
        _draw_cross(pen, x + right, y + down)


def _draw_cross(pen: Pen, x: float, y: float) -> None:
    pen.line(x - _REACH, y, x + _REACH, y, THIN)
    pen.line(x, y - _REACH, x, y + _REACH, THIN)
    for step in range(-_REACH, _REACH + 1):
        length = 1.6 if step % 5 == 0 else 0.8
        pen.line(x + step, y - length, x + step, y + length, THIN)
        pen.line(x - length, y + step, x + length, y + step, THIN)
    label = f"{x:g}, {y:g}"
    pen.write(x + _REACH + 2 if x < 100 else x - _REACH - 2 - pen.measure(label, SMALL), y + 1.2, label, SMALL)
