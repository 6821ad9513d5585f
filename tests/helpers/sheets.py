"""Sheet files as people send them, made by other libraries than those that read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from app.documents.roster_columns import ROSTER_COLUMNS
from app.domain.resident_id import check_character

HEADINGS = [column.heading for column in ROSTER_COLUMNS]
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
Rows = Sequence[Sequence[object]]


def id_of(number: int, birth: str = "19760214") -> str:
    """A resident id that is right: 513123, a birth date, a serial, the check character."""
    first = f"513123{birth}{number:03d}"
    return first + check_character(first)


def person(number: int, **changes: object) -> list[object]:
    """A roster row: head of household `number`, or whatever `changes` says, by the keys of the columns."""
    facts: dict[str, object] = {
        "county": "清溪县",
        "township": "云岭镇",
        "village": "柳树沟村",
        "group": "3组",
        "household_number": f"51312300{number:02d}",
        "person_number": f"51312300{number:02d}01",
        "name": "何艳兴",
        "resident_id": id_of(number),
        "people": 1,
        "relation": "户主",
        "ethnicity": "汉族",
        "education": "高中",
        "health": "健康",
        "labour_skill": "普通劳动力",
        "work_months": 6,
        "cause": "因病",
        "income_per_head": 11457.56,
        "household_phone": "15763861737",
        "phone": "15379159837",
        "kind": "一般脱贫户",
    }
    facts.update(changes)
    return [facts.get(column.key, "") for column in ROSTER_COLUMNS]


def save_xlsx(path: Path, rows: Rows, merged: Iterable[str] = (), title: str = "名单") -> Path:
    """An .xlsx by openpyxl."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def save_xls(path: Path, rows: Rows, merged: Iterable[tuple[int, int, int, int]] = ()) -> Path:
    """An .xls by xlwt; `merged` as (first row, last row, first column, last column), from 0."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名单")
    day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    areas = list(merged)
    for area in areas:
        sheet.write_merge(*area, rows[area[0]][area[2]])
    inside = {
        (r, c) for top, bottom, left, right in areas for r in range(top, bottom + 1) for c in range(left, right + 1)
    }
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell == "" or (at, column) in inside:
                continue
            if isinstance(cell, date):
                sheet.write(at, column, cell, day)
            else:
                sheet.write(at, column, cell)
    book.save(str(path))
    return path


def save_ods(path: Path, rows: Rows, spans: dict[tuple[int, int], int] | None = None) -> Path:
    """An .ods by odfpy; `spans` merges the cell (row, column) over so many rows."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    spans = spans or {}
    covered = {(top + below, column) for (top, column), count in spans.items() for below in range(1, count)}
    document = OpenDocumentSpreadsheet()
    table = Table(name="名单")
    for at, row in enumerate(rows):
        line = TableRow()
        for column, value in enumerate(row):
            if (at, column) in covered:
                line.addElement(CoveredTableCell())
                continue
            kinds: dict[str, object] = {"numberrowsspanned": spans[at, column]} if (at, column) in spans else {}
            if isinstance(value, (int, float)):
                kinds |= {"valuetype": "float", "value": value}
            elif isinstance(value, date):
                kinds |= {"valuetype": "date", "datevalue": value.isoformat()}
            elif value != "":
                kinds |= {"valuetype": "string"}
            cell = TableCell(**kinds)
            if value != "":
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def save_csv(path: Path, rows: Rows, encoding: str = "gb18030", delimiter: str = ",") -> Path:
    """A .csv in an encoding; `utf-8-sig` is what Excel calls “CSV UTF-8”."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def save(path: Path, rows: Rows) -> Path:
    """A file of the kind that its name says."""
    makers = {".xlsx": save_xlsx, ".xls": save_xls, ".ods": save_ods, ".csv": save_csv}
    return makers[path.suffix](path, rows)
