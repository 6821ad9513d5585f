"""The cell formats of our sheets, as named styles: a reader of the sheet can change each in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.ledger_layout import CellType

if TYPE_CHECKING:
    from openpyxl import Workbook

SHEET_NAME_FORBIDDEN = "[]:*?/\\'"
FONT = "宋体"
MONEY_FORMAT = "#,##0.00"
RATE_FORMAT = "0.00%"
DATE_FORMAT = "yyyy-mm-dd"
TEXT_FORMAT = "@"

_FORMATS = {
    CellType.SERIAL: ("0", "center"),
    CellType.TEXT: (TEXT_FORMAT, "left"),
    CellType.CODE: (TEXT_FORMAT, "center"),
    CellType.ID: (TEXT_FORMAT, "center"),
    CellType.MONEY: (MONEY_FORMAT, "right"),
    CellType.INT: ("0", "center"),
    CellType.DATE: (DATE_FORMAT, "center"),
    CellType.RATE: (RATE_FORMAT, "center"),
}


def add_styles(book: Workbook) -> dict[str, int]:
    """Add our named styles to a workbook; answers the number of each cell format that rows use.

    The keys are title, line, line-right, heading, the cell types, and "total-" with a cell type for sums.
    """
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    side = Side(style="thin", color="808080")
    box = Border(left=side, right=side, top=side, bottom=side)
    shade = PatternFill("solid", fgColor="E7ECEF")

    def add(name: str, font: Font, alignment: Alignment, number_format: str, *, boxed: bool, shaded: bool) -> None:
        style = NamedStyle(name=name, font=font, alignment=alignment, number_format=number_format)
        if boxed:
            style.border = box
        if shaded:
            style.fill = shade
        book.add_named_style(style)

    plain, bold = Font(name=FONT, size=10), Font(name=FONT, size=10, bold=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    add("huicun-title", Font(name=FONT, size=18, bold=True), middle, TEXT_FORMAT, boxed=False, shaded=False)
    for name, side_name in (("huicun-line", "left"), ("huicun-line-right", "right")):
        add(name, plain, Alignment(horizontal=side_name, vertical="center"), TEXT_FORMAT, boxed=False, shaded=False)
    add("huicun-heading", bold, middle, TEXT_FORMAT, boxed=True, shaded=True)
    for kind, (number_format, place) in _FORMATS.items():
        wrap = kind is CellType.TEXT
        alignment = Alignment(horizontal=place, vertical="center", wrap_text=wrap)
        add(f"huicun-{kind}", plain, alignment, number_format, boxed=True, shaded=False)
        add(f"huicun-total-{kind}", bold, alignment, number_format, boxed=True, shaded=True)
    return _numbers(book)


def _numbers(book: Workbook) -> dict[str, int]:
    sheet = book.create_sheet("styles")
    numbers = {}
    totals = [f"total-{kind}" for kind in _FORMATS]
    for name in ("title", "line", "line-right", "heading", *_FORMATS, *totals):
        cell = sheet.cell(1, 1)
        cell.style = f"huicun-{name}"
        numbers[str(name)] = int(cell.style_id)
    book.remove(sheet)
    return numbers
