"""The workbook around the rows of a ledger: styles, title, heading, page set-up, and a stream for the rows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from app.documents.sheet_styles import SHEET_NAME_FORBIDDEN, add_styles
from app.domain.ledger_layout import LedgerLayout

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ROW_HEIGHT = 20
HEADING_ROWS = 3
LAST_ROW = 1_048_576  # of a sheet; stands in the frame where the last row of the data comes later
_SHEET = "xl/worksheets/sheet1.xml"
_END = b"</sheetData>"
_MARGIN_INCHES = 0.3


class RowStream:
    """Takes the XML of rows; `finish` says which row is the last of the data."""

    def __init__(self, file: BinaryIO, frame: Frame) -> None:
        self._file = file
        self._frame = frame
        self.last = frame.rows

    def write(self, text: str) -> None:
        """One or more whole rows."""
        self._file.write(text.encode("utf-8", "replace"))

    def finish(self, last: int) -> None:
        """End of the rows; the filter covers the heading down to row `last`."""
        self.last = last


@dataclass(frozen=True, slots=True)
class Frame:
    """A saved workbook whose only sheet has its heading rows; `styles` are the numbers of its cell formats."""

    parts: Mapping[str, bytes]
    styles: Mapping[str, int]
    rows: int

    @contextmanager
    def open(self, out: BinaryIO) -> Iterator[RowStream]:
        """Write the workbook to `out`, with the rows that are streamed meanwhile."""
        before, after = self.parts[_SHEET].split(_END, 1)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            with archive.open(_SHEET, "w", force_zip64=True) as file:
                file.write(before)
                stream = RowStream(file, self)  # type: ignore[arg-type]  # a zip member has write()
                yield stream
                file.write(_END + self._placed(after, stream.last))
            for name, content in self.parts.items():
                if name != _SHEET:
                    archive.writestr(name, self._placed(content, stream.last))

    @staticmethod
    def _placed(content: bytes, last: int) -> bytes:
        return content.replace(b"%d" % LAST_ROW, b"%d" % last)


def make_frame(*, title: str, left: str, right: str, layout: LedgerLayout, creator: str) -> Frame:
    """The workbook of a ledger without its rows: A4 landscape, one page wide, heading repeated and frozen."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    numbers = add_styles(book)
    sheet.title = "".join(char for char in title if char not in SHEET_NAME_FORBIDDEN)[:31] or layout.id
    _headings(sheet, title, left, right, layout)
    _columns(sheet, layout)
    _page(sheet, layout)
    _properties(book, title, creator)
    return Frame(_parts(book), numbers, HEADING_ROWS)


def _headings(sheet: Worksheet, title: str, left: str, right: str, layout: LedgerLayout) -> None:
    width = len(layout.columns)
    _text_cell(sheet, 1, 1, title, "huicun-title")
    _text_cell(sheet, 2, 1, left, "huicun-line")
    if width > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    split = max(1, width - max(2, width // 4))
    if width > 2:
        sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=split)
        sheet.merge_cells(start_row=2, start_column=split + 1, end_row=2, end_column=width)
    _text_cell(sheet, 2, min(split + 1, max(width, 2)), right, "huicun-line-right")
    for at, column in enumerate(layout.columns, start=1):
        _text_cell(sheet, HEADING_ROWS, at, column.heading, "huicun-heading")
    sheet.row_dimensions[1].height = 32
    sheet.row_dimensions[2].height = ROW_HEIGHT
    lines = max(-(-2 * len(column.heading) // max(column.width - 1, 2)) for column in layout.columns)
    sheet.row_dimensions[HEADING_ROWS].height = max(30, 15 * lines + 6)


def _text_cell(sheet: Worksheet, row: int, column: int, text: str, style: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = _legal(text)
    cell.data_type = "s"
    cell.style = style


def _legal(text: str) -> str:
    return "".join(char for char in text if char >= " " or char in "\n\t")


def _columns(sheet: Worksheet, layout: LedgerLayout) -> None:
    from openpyxl.utils import get_column_letter

    for at, column in enumerate(layout.columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width + 0.7
    sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
    sheet.sheet_format.customHeight = True
    sheet.freeze_panes = f"{get_column_letter(layout.frozen + 1)}{HEADING_ROWS + 1}"
    sheet.auto_filter.ref = f"A{HEADING_ROWS}:{get_column_letter(len(layout.columns))}{LAST_ROW}"


def _page(sheet: Worksheet, layout: LedgerLayout) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{HEADING_ROWS}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = _MARGIN_INCHES
    margins.bottom = 0.6
    margins.header = margins.footer = 0.3
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    footer.center.text = "第 &P 页 共 &N 页"


def _properties(book: Workbook, title: str, creator: str) -> None:
    book.properties.title = _legal(title)
    book.properties.creator = _legal(creator) or "惠村"
    book.calculation.fullCalcOnLoad = False


def _parts(book: Workbook) -> dict[str, bytes]:
    """The files of the workbook; its dimension is left out, since rows are still to come."""
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_SHEET] = re.sub(rb"<dimension [^>]*/>", b"", parts[_SHEET], count=1)
    return parts
