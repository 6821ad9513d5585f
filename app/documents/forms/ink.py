"""Characters as one PDF names them: which subset font, which byte, how wide; one Ink for one document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.documents.fonts import Face, covering, font

MISSING_WIDTH = 1200.0
"""A character that no face has leaves a place of 1.2 em for the pen."""

_REMEMBERED = 4096
_BLANKS = str.maketrans({"\n": " ", "\r": " ", "\t": " "})


@dataclass(frozen=True, slots=True)
class Style:
    """A face at a size in points; `outline` is the stroke in points that makes a value a medium weight."""

    face: Face
    size: float
    outline: float = 0.0

    def at(self, size: float) -> Style:
        """The same at another size."""
        return Style(self.face, size, self.outline)


@dataclass(frozen=True, slots=True)
class Run:
    """`count` characters of one subset font, escaped for a PDF string; no font: missing characters."""

    font: str
    code: str
    width: float
    count: int = 1


class Ink:
    """Encodes text for one PDF document; widths are in thousandths of the type size."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._glyphs: dict[Face, dict[str, Run]] = {face: {} for face in Face}
        self._texts: dict[tuple[Face, str], tuple[Run, ...]] = {}

    def runs(self, face: Face, text: str) -> tuple[Run, ...]:
        """The text as runs of one font each; what was written lately is remembered."""
        found = self._texts.get((face, text))
        if found is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            found = self._texts[face, text] = tuple(self._split(face, text.translate(_BLANKS)))
        return found

    def width(self, style: Style, text: str) -> float:
        """The width of a text in points."""
        return sum(run.width for run in self.runs(style.face, text)) * style.size / 1000

    def _split(self, face: Face, text: str) -> Iterator[Run]:
        glyphs = self._glyphs[face]
        codes: list[str] = []
        name, width = "", 0.0
        for char in text:
            glyph = glyphs.get(char) or self._add(face, char)
            if codes and (glyph.font != name or not name):
                yield Run(name, "".join(codes), width, len(codes))
                codes, width = [], 0.0
            name = glyph.font
            codes.append(glyph.code)
            width += glyph.width
        if codes:
            yield Run(name, "".join(codes), width, len(codes))

    def _add(self, face: Face, char: str) -> Run:
        self._glyphs[face][char] = glyph = self._encode(face, char)
        return glyph

    def _encode(self, face: Face, char: str) -> Run:
        found = covering(face, char)
        if found is None:
            return Run("", char, MISSING_WIDTH)
        loaded = font(found)
        [(subset, code)] = loaded.splitString(char, self._document)
        name = loaded.getSubsetInternalName(subset, self._document)
        return Run(name, _escaped(code), loaded.face.getCharWidth(ord(char)))


def _escaped(code: bytes) -> str:
    byte = code[0]
    if byte in b"()\\":
        return "\\" + chr(byte)
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
