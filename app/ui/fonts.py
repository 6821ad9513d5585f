"""Our own fonts: the same letters on every machine, also without a screen."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFontDatabase

from app.resources import root

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"
_FILES = ("NotoSansSC-Regular.ttf", "NotoSerifSC-Bold-subset.ttf", "NotoSerifSC-Regular.ttf")


@cache
def load_fonts() -> tuple[str, ...]:
    """Add our fonts to the application, once; the names of those that could not be read.

    Qt maps the files and reads glyphs when they are drawn, so all three cost a few milliseconds.
    """
    return (*load_body_font(), *_unread(_FILES[1:]))


@cache
def load_body_font() -> tuple[str, ...]:
    """Only the font of the body, which is all that the empty window needs."""
    return _unread(_FILES[:1])


def _unread(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if QFontDatabase.addApplicationFont(str(root() / "fonts" / name)) < 0)
