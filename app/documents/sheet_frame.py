"""The workbook around the rows of our sheets: styles, widths, page set-up, and a stream for the rows.

openpyxl makes the small workbook; the rows go straight into the archive, so that nothing personal lies in a temporary
file and memory stays flat however many rows there are.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from app.documents.sheet_styles import SHEET_NAME_FORBIDDEN, add_styles

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 1_048_576  # of a sheet; stands in the frame where the last row of the data comes later
ROW_HEIGHT = 20
_A4 = 9
_SHEET = "xl/worksheets/sheet1.xml"
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_SIDE_MARGIN, _TOP_MARGIN, _BOTTOM_MARGIN, _FOOTER = 0.3, 0.4, 0.75, 0.25  # inches: with less than 0.4 between
# the bottom margin and the footer LibreOffice 7.4 leaves out the last rows where they just go over a page


@dataclass(frozen=True, slots=True)
class Page:
    """How a sheet looks as a whole: `widths` in characters, `merged` as (row, first column, last column), from 1.

    The first `heading_rows` are repeated on each printed page and, with `frozen` columns, stay in view; with
    `filtered` the last of them carries the filter.
    """

    widths: Sequence[float]
    heading_rows: int
    merged: Sequence[tuple[int, int, int]] = ()
    frozen: int = 0
    filtered: bool = False
    landscape: bool = True


class RowStream:
    """Takes the XML of rows; `last` is to be set to the last row of the data, for the filter."""

    def __init__(self, file: zipfile.ZipExtFile) -> None:
        self._file = file
        self.last = LAST_ROW

    def write(self, text: str) -> None:
        """One or more whole rows."""
        self._file.write(text.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Frame:
    """A saved workbook whose only sheet has no rows yet; `styles` are the numbers of its cell formats."""

    parts: Mapping[str, bytes]
    styles: Mapping[str, int]

    @contextmanager
    def open(self, out: BinaryIO) -> Iterator[RowStream]:
        """Write the workbook to `out`, with the rows that are streamed meanwhile."""
        before, after = _NO_ROWS.split(self.parts[_SHEET], 1)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            with archive.open(_SHEET, "w", force_zip64=True) as file:
                file.write(before + b"<sheetData>")
                stream = RowStream(file)  # type: ignore[arg-type]  # typeshed knows only the reading side
                yield stream
                file.write(b"</sheetData>" + _placed(after, stream.last))
            for name, content in self.parts.items():
                if name != _SHEET:
                    archive.writestr(name, _placed(content, stream.last))


def make_frame(title: str, creator: str, page: Page) -> Frame:
    """The workbook of one sheet without its rows: A4, one page wide, headings repeated and frozen."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    numbers = add_styles(book)
    sheet.title = "".join(char for char in title if char >= " " and char not in SHEET_NAME_FORBIDDEN)[:31] or "表"
    _look(sheet, page)
    _print(sheet, page)
    book.properties.title = sheet.title
    book.properties.creator = "".join(char for char in creator if char >= " ") or "惠村"
    book.calculation.fullCalcOnLoad = False
    return Frame(_parts(book), numbers)


def _look(sheet: Worksheet, page: Page) -> None:
    from openpyxl.utils import get_column_letter

    for at, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width + 0.7
    for row, first, last in page.merged:
        if last > first:
            sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}")
    sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
    sheet.sheet_format.customHeight = True
    sheet.freeze_panes = f"{get_column_letter(page.frozen + 1)}{page.heading_rows + 1}"
    if page.filtered:
        sheet.auto_filter.ref = f"A{page.heading_rows}:{get_column_letter(len(page.widths))}{LAST_ROW}"


def _print(sheet: Worksheet, page: Page) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{page.heading_rows}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = _SIDE_MARGIN
    margins.top = _TOP_MARGIN
    margins.bottom = _BOTTOM_MARGIN
    margins.header = margins.footer = _FOOTER
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    footer.center.text = "第 &P 页 共 &N 页"


def _parts(book: Workbook) -> dict[str, bytes]:
    """The files of the workbook; its dimension is left out, since rows are still to come."""
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_SHEET] = _DIMENSION.sub(b"", parts[_SHEET], count=1)
    return parts


def _placed(content: bytes, last: int) -> bytes:
    return content.replace(b"%d" % LAST_ROW, b"%d" % last)
