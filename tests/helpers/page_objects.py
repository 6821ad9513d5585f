"""What stands on a page of a PDF, read back with PDFium: words, lines, rectangles, in mm from the top left corner."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Text:
    """Words of one run: position of their baseline, and the box around their ink."""

    text: str
    font: str
    size: float
    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float
    outlined: bool


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line, weight in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that is stroked (`weight`) or filled (`weight` 0)."""

    left: float
    top: float
    right: float
    bottom: float
    weight: float


@dataclass(frozen=True, slots=True)
class PageObjects:
    """All of a page."""

    width: float
    height: float
    texts: tuple[Text, ...]
    strokes: tuple[Stroke, ...]
    boxes: tuple[Box, ...]
    fills: tuple[Box, ...]

    def find(self, words: str) -> Text:
        """The run that is exactly those words."""
        [found] = [text for text in self.texts if text.text == words]
        return found


def read_page(pdf: bytes, index: int = 0) -> PageObjects:
    """The objects of one page; those inside form XObjects too (their matrix is the identity in our files)."""
    document = pdfium.PdfDocument(pdf)
    page = document[index]
    width, height = page.get_size()
    text_page = page.get_textpage()
    reader = _Reader(text_page.raw, height)
    for item in _walk(page.raw):
        reader.read(item)
    text_page.close()
    page.close()
    document.close()
    texts = _joined(reader.texts)
    return PageObjects(width * MM, height * MM, *map(tuple, (texts, reader.strokes, reader.boxes, reader.fills)))


def _joined(texts: list[Text]) -> list[Text]:
    """Words that the subsets of a font have cut apart, in one piece again."""
    found: list[Text] = []
    for text in texts:
        before = found[-1] if found else None
        if before and before.y == text.y and before.size == text.size and before.outlined == text.outlined:
            near = -0.3 < text.left - before.right < 0.3 * text.size * MM
            if near and before.font == text.font:
                whole = before.text + text.text
                top, bottom = min(before.top, text.top), max(before.bottom, text.bottom)
                found[-1] = replace(before, text=whole, right=text.right, top=top, bottom=bottom)
                continue
        found.append(text)
    return found


def _walk(page: Any) -> Iterator[Any]:
    for place in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, place)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM:
            for inner in range(raw.FPDFFormObj_CountObjects(item)):
                yield raw.FPDFFormObj_GetObject(item, inner)
        else:
            yield item


class _Reader:
    def __init__(self, text_page: Any, height: float) -> None:
        self.text_page = text_page
        self.height = height
        self.texts: list[Text] = []
        self.strokes: list[Stroke] = []
        self.boxes: list[Box] = []
        self.fills: list[Box] = []

    def read(self, item: Any) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self.texts.append(self._text(item))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(item)

    def _text(self, item: Any) -> Text:
        length = raw.FPDFTextObj_GetText(item, self.text_page, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pointer = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
        raw.FPDFTextObj_GetText(item, self.text_page, pointer, length)
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(item, size)
        name = ctypes.create_string_buffer(80)
        raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(item), name, 80)
        matrix = _matrix(item)
        left, top, right, bottom = self._bounds(item)
        return Text(
            text=buffer.raw[: length - 2].decode("utf-16-le").strip(),
            font=name.value.decode(),
            size=size.value,
            x=matrix.e * MM,
            y=(self.height - matrix.f) * MM,
            left=left,
            top=top,
            right=right,
            bottom=bottom,
            outlined=raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE,
        )

    def _bounds(self, item: Any) -> tuple[float, float, float, float]:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        return left.value * MM, (self.height - top.value) * MM, right.value * MM, (self.height - bottom.value) * MM

    def _path(self, item: Any) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        weight = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(item, weight)
        matrix = _matrix(item)
        points = [self._point(item, matrix, place) for place in range(raw.FPDFPath_CountSegments(item))]
        if fill.value:
            for start in range(0, len(points), 4 if len(points) % 5 else 5):
                self.fills.append(_box(points[start : start + 4], 0.0))
        elif len(points) == 2:
            (x1, y1), (x2, y2) = points
            self.strokes.append(Stroke(x1, y1, x2, y2, weight.value))
        elif len(points) >= 4:
            self.boxes.append(_box(points, weight.value))

    def _point(self, item: Any, matrix: Any, place: int) -> tuple[float, float]:
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(item, place), x, y)
        moved_x = matrix.a * x.value + matrix.c * y.value + matrix.e
        moved_y = matrix.b * x.value + matrix.d * y.value + matrix.f
        return moved_x * MM, (self.height - moved_y) * MM


def _matrix(item: Any) -> Any:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return matrix


def _box(points: list[tuple[float, float]], weight: float) -> Box:
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down), weight)
