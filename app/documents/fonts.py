"""The three faces of printed paper, read once, and what reportlab needs mended to print Chinese exactly.

reportlab draws a character that a font lacks silently as nothing, writes wrong ToUnicode entries above U+FFFF, and
copies the whole glyph table for each subset; the coverage check and the two subclasses here are the answers.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts

from app.resources import resource


class Face(StrEnum):
    """Serif for what is written, Sans for labels and numbers of the house, Bold for titles and totals."""

    SERIF = "NotoSerifSC-Regular"
    SANS = "NotoSansSC-Regular"
    BOLD = "NotoSerifSC-Bold-subset"


FALLBACK: dict[Face, tuple[Face, ...]] = {
    Face.SERIF: (Face.SERIF, Face.SANS),
    Face.SANS: (Face.SANS, Face.SERIF),
    Face.BOLD: (Face.BOLD, Face.SERIF, Face.SANS),
}
"""Where a character is looked for, in this order; a character in none of them leaves a pen line."""


class _GlyphSlices:
    """The glyph table as a window on the font file: a slice copies one glyph, not fifteen megabytes."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _SlicedFace(ttfonts.TTFontFace):  # type: ignore[misc]
    def get_table(self, tag: str) -> Any:
        """The table's bytes; for `glyf` only a window."""
        if tag == "glyf":
            start, _ = self.get_table_pos(tag)
            return _GlyphSlices(self._ttf_data, start)
        return super().get_table(tag)


class _ExactFont(ttfonts.TTFont):  # type: ignore[misc]
    """A TTFont whose subsets name their characters in UTF-16, so that copied text is what was entered."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename, asciiReadable=True, shapable=False)
        self.face.__class__ = _SlicedFace  # reading the file a second time would take another 0.1 s
        self.face.glyphToChar = {}  # only shaping reads it, and it is ten megabytes

    def addObjects(self, doc: Any) -> None:
        """As in reportlab, with every ToUnicode map written anew."""
        subsets = list(self.state[doc].subsets)
        prefix = self.state[doc].internalName
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for number, subset in enumerate(subsets):
            font = fonts[f"{prefix}+{number}"]
            stream = pdfdoc.PDFStream()
            stream.content = to_unicode_map(font.BaseFont, subset)
            if doc.compression:
                stream.filters = [pdfdoc.PDFZCompress]
            font.ToUnicode = doc.Reference(stream, f"exactToUnicode:{font.BaseFont}")


def to_unicode_map(name: str, subset: list[int]) -> str:
    """The ToUnicode CMap of a subset: code → UTF-16BE, surrogates for what lies above U+FFFF, blocks of 100."""
    entries = [f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for code, char in enumerate(subset)]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


@cache
def font(face: Face) -> _ExactFont:
    """The face, read and registered with reportlab on first use (about 0.1 s)."""
    loaded = _ExactFont(face.value, str(resource(f"fonts/{face.value}.ttf")))
    pdfmetrics.registerFont(loaded)
    return loaded


@cache
def covering(face: Face, char: str) -> Face | None:
    """The first face of the fallback that has the character, or None."""
    code = ord(char)
    return next((found for found in FALLBACK[face] if code in font(found).face.charToGlyph), None)


def missing_characters(text: str) -> tuple[str, ...]:
    """The characters of a text that no face has, each once, in order."""
    return tuple(char for char in dict.fromkeys(text) if char not in "\n\r\t" and covering(Face.SERIF, char) is None)
