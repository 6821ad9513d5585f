"""What else could print the forms: typst, and python-docx with LibreOffice, both given the very words of our pages.

Neither draws a QR, which is in their favour. A page is a list of rows, a row a list of texts, read back from our PDF;
in each copy the name, household number and amounts are those of that copy.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm, Pt

from tests.helpers.page_objects import PageObjects

FONTS = Path(__file__).parents[2] / "resources/fonts"
SAME_ROW = 1.5
"""Texts whose baselines are no further apart stand in one row, mm."""

Pages = list[list[list[str]]]

_TYPST = """
#set page(paper: "a4", margin: (x: 20mm, top: 12mm, bottom: 8mm))
#set text(font: ("Noto Serif SC", "Noto Sans SC"), size: 10pt, lang: "zh")
#set par(spacing: 0pt)
#let pages = json(bytes(sys.inputs.data))
#for (place, rows) in pages.enumerate() {
  if place > 0 { pagebreak() }
  for row in rows { grid(columns: (1fr,) * row.len(), stroke: 0.5pt, inset: 2.2pt, ..row) }
}
"""


def rows_of(page: PageObjects) -> list[list[str]]:
    """The texts of a page by rows, from the top, each from the left."""
    rows: list[list[str]] = []
    last = -99.0
    for text in sorted((text for text in page.texts if text.text.strip()), key=lambda text: (text.y, text.x)):
        if text.y - last > SAME_ROW:
            rows.append([])
            last = text.y
        rows[-1].append(text.text.strip())
    return rows


def typst_pdf(pages: Pages) -> bytes:
    """One typst document with all pages."""
    import typst

    return bytes(typst.compile(_TYPST.encode(), font_paths=[FONTS], sys_inputs={"data": json.dumps(pages)}))


def docx_file(pages: Pages, file: Path) -> None:
    """One Word document with a table for each page."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(10)
    document.styles["Normal"].font.size = Pt(8)
    for place, rows in enumerate(pages):
        if place:
            document.add_page_break()
        table = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=False):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    file.write_bytes(buffer.getvalue())


def office_seconds(pages: Pages) -> float:
    """How long python-docx and LibreOffice take together for these pages."""
    soffice = shutil.which("soffice")
    assert soffice is not None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "forms.docx"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        start = time.perf_counter()
        docx_file(pages, source)
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        took = time.perf_counter() - start
        if not (Path(folder) / "forms.pdf").exists():
            pytest.skip("LibreOffice has no Writer here")
    return took
