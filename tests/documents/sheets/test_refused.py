"""Refused rows go back as a sheet with the reason beside, and come in again once mended."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.refused import write_refused
from app.documents.roster import read_roster
from tests.helpers.sheets import HEADINGS, id_of, person, save


@pytest.mark.parametrize("kind", [".xlsx", ".xls", ".ods", ".csv"])
def test_refused_rows_carry_their_cells_and_the_reason(tmp_path: Path, kind: str) -> None:
    source = save(
        tmp_path / f"名单{kind}", [["清溪县名单"], HEADINGS, person(1), person(2, resident_id="坏"), person(3, name="")]
    )
    reading = read_roster(source)
    out = io.BytesIO()

    count = write_refused(source, reading.sheet, reading.headings, reading.refused, date(2026, 11, 20), out)

    sheet = openpyxl.load_workbook(out).active
    assert isinstance(sheet, Worksheet)
    assert count == 2
    assert [cell.value for cell in sheet[3]] == ["原行号", "问题所在列", "没有导入的原因", *HEADINGS]
    assert [cell.value for cell in sheet[4]][:2] == [4, "证件号码"]
    assert sheet["C5"].value == "没有姓名"
    assert sheet["K5"].value == id_of(3)
    assert "名单" in str(sheet["A2"].value)
    assert "金额单位" not in str([cell.value for cell in sheet[2]])


def test_a_mended_sheet_can_be_imported(tmp_path: Path) -> None:
    source = save(tmp_path / "名单.xlsx", [HEADINGS, person(1), person(2, resident_id="坏")])
    reading = read_roster(source)
    mended = tmp_path / "改好.xlsx"
    with mended.open("wb") as file:
        write_refused(source, reading.sheet, reading.headings, reading.refused, date(2026, 11, 20), file)
    book = openpyxl.load_workbook(mended)
    assert isinstance(book.active, Worksheet)
    book.active["K4"] = id_of(2)
    book.save(mended)

    again = read_roster(mended)

    assert [(row.name, row.resident_id) for row in again.rows] == [("何艳兴", id_of(2))]
    assert again.refused == ()
