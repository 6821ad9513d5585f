"""Drawing in millimetres from the top left corner of the sheet, as operators of a PDF content stream."""

from __future__ import annotations

from app.documents.forms.ink import Ink, Style

POINTS = 72 / 25.4
"""Points to the millimetre."""

SHEET_WIDTH, SHEET_HEIGHT = 210.0, 297.0
THICK, THIN, BOX = 1.0, 0.5, 0.7
"""Frames and dividers, inner lines and pen lines, check boxes: points."""

PEN_DROP = 0.9
"""A pen line stands this far under the baseline, mm."""

_NOTHING = -1.0


class Pen:
    """Collects operators; keeps the state of the stream so that nothing is said twice."""

    def __init__(self, ink: Ink) -> None:
        self.ink = ink
        self.operators: list[str] = []
        self._weight = _NOTHING
        self._font = ""
        self._spacing = 0.0
        self._outlined = False

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float = THIN) -> None:
        """A straight line, `weight` in points."""
        self._stroke(weight)
        self.operators.append(f"{_x(x1)} {_y(y1)} m {_x(x2)} {_y(y2)} l S")

    def rectangle(self, x: float, y: float, width: float, height: float, weight: float) -> None:
        """The outline of a rectangle whose top left corner is x, y."""
        self._stroke(weight)
        self.operators.append(f"{_x(x)} {_y(y + height)} {_length(width)} {_length(height)} re S")

    def path(self, points: list[tuple[float, float]], weight: float) -> None:
        """An open line through points with round ends and corners."""
        self._stroke(weight)
        steps = " ".join(f"{_x(x)} {_y(y)} {'l' if place else 'm'}" for place, (x, y) in enumerate(points))
        self.operators.append(f"1 J 1 j {steps} S 0 J 0 j")

    def dashes(self, x1: float, x2: float, y: float, weight: float, pattern: str) -> None:
        """A horizontal dashed line; `pattern` in points, such as "4 3"."""
        self._stroke(weight)
        self.operators.append(f"[{pattern}] 0 d {_x(x1)} {_y(y)} m {_x(x2)} {_y(y)} l S [] 0 d")

    def modules(self, left: float, top: float, module: float, runs: list[tuple[int, int, int]]) -> None:
        """Black runs of a grid of squares `module` mm wide: column, row, length."""
        side = module * POINTS
        parts = "".join(f"{column} {row} {length} 1 re\n" for column, row, length in runs)
        self.operators.append(f"q {side:.4f} 0 0 {-side:.4f} {_x(left)} {_y(top)} cm\n{parts}f Q")

    def write(self, x: float, baseline: float, text: str, style: Style, spacing: float = 0.0) -> float:
        """Text from x on a baseline, `spacing` points after each character; its width in mm."""
        self._outline(style.outline)
        at = x
        for run in self.ink.runs(style.face, text):
            width = (run.width * style.size / 1000 + spacing * run.count) / POINTS
            if run.font:
                self._set_font(run.font, style.size, spacing)
                self.operators.append(f"BT {_x(at)} {_y(baseline)} Td ({run.code}) Tj ET")
            else:
                self._missing(at, baseline, style.size, run.count, spacing)
            at += width
        return at - x

    def write_centred(self, x: float, baseline: float, text: str, style: Style, spacing: float = 0.0) -> None:
        """Text whose middle is x."""
        self.write(x - self.measure(text, style, spacing) / 2, baseline, text, style, spacing)

    def write_right(self, x: float, baseline: float, text: str, style: Style) -> None:
        """Text that ends at x."""
        self.write(x - self.measure(text, style), baseline, text, style)

    def measure(self, text: str, style: Style, spacing: float = 0.0) -> float:
        """The width of a text in mm; the last character has no space after it."""
        return (self.ink.width(style, text) + spacing * max(0, len(text) - 1)) / POINTS

    def adopt(self, other: Pen) -> None:
        """Take over what another pen has drawn, inside a state of its own."""
        if other.operators:
            self.operators += ["q", "0 Tr 0 Tc", *other.operators, "Q"]

    def _missing(self, x: float, baseline: float, size: float, count: int, spacing: float) -> None:
        step = (1.2 * size + spacing) / POINTS
        for place in range(count):
            left = x + place * step
            self.line(left + 0.3, baseline + PEN_DROP, left + 1.2 * size / POINTS - 0.3, baseline + PEN_DROP)

    def _set_font(self, name: str, size: float, spacing: float) -> None:
        wanted = f"{name} {size:g} Tf"
        if wanted != self._font:
            self._font = wanted
            self.operators.append(wanted)
        if spacing != self._spacing:
            self._spacing = spacing
            self.operators.append(f"{spacing:.3f} Tc")

    def _outline(self, outline: float) -> None:
        if outline:
            self._stroke(outline)
        if bool(outline) != self._outlined:
            self._outlined = bool(outline)
            self.operators.append("2 Tr" if outline else "0 Tr")

    def _stroke(self, weight: float) -> None:
        if weight != self._weight:
            self._weight = weight
            self.operators.append(f"{weight:g} w")


def _x(mm: float) -> str:
    return f"{mm * POINTS:.2f}"


def _y(mm: float) -> str:
    return f"{(SHEET_HEIGHT - mm) * POINTS:.2f}"


def _length(mm: float) -> str:
    return f"{mm * POINTS:.2f}"
