"""Cuts the bold title font down to the characters that titles can hold.

    python packaging/subset_bold.py NotoSerifSC-Bold.ttf

Titles are set in words of ours and in names of places, so the set is GB 2312 (the 6 763 characters of everyday
writing), Latin, punctuation and full-width forms, and every character that stands in `app/` or `resources/`.
The source is `700Bold/NotoSerifSC_700Bold.ttf` of the npm package `@expo-google-fonts/noto-serif-sc` 0.4.3.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "fonts" / "NotoSerifSC-Bold-subset.ttf"
TEXT_FILES = {".py", ".toml"}
PUNCTUATION = [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x203B), (0x3000, 0x303F), (0xFF00, 0xFFEF)]
EXTRA = "①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥ℃№→←↑↓−×÷≤≥≠±≈√□■○●△▲☐☑✓〇〔〕¥"


def gb2312() -> set[str]:
    """All characters of rows 1–87 of GB 2312."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            found.update(bytes((row, cell)).decode("gb2312", errors="ignore"))
    return found


def in_our_files() -> set[str]:
    """Every character of the program's own words."""
    found = set()
    for folder in (ROOT / "app", ROOT / "resources"):
        for path in folder.rglob("*"):
            if path.suffix in TEXT_FILES:
                found.update(path.read_text(encoding="utf-8"))
    return found


def wanted() -> set[str]:
    """The whole set, control characters left out."""
    ranges = {chr(code) for first, last in PUNCTUATION for code in range(first, last + 1)}
    return {char for char in gb2312() | in_our_files() | ranges | set(EXTRA) if ord(char) >= 0x20}


def cut(source: Path, target: Path) -> int:
    """Write the subset of `source` to `target`; how many characters it can show."""
    options = subset.Options(hinting=False, notdef_outline=True, layout_features=["kern", "vert", "vrt2"])
    options.name_IDs = [*options.name_IDs, 13, 14]  # the licence stays in the file
    options.recalc_timestamp = False  # the same input gives the same bytes
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes={ord(char) for char in wanted()})
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    return len(font.getBestCmap())


if __name__ == "__main__":
    print(f"{cut(Path(sys.argv[1]), TARGET)} characters, {TARGET.stat().st_size / 1e6:.1f} MB")
