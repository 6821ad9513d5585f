"""Ledgers as sheets: everything entered stays what it is, nothing can become a formula, and the page prints."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.bank_list import read_bank_list
from app.documents.ledgers import LedgerHeading, write_ledger
from app.domain.ledger_layout import CellType, LedgerColumn, LedgerLayout
from app.packs.ledgers import ledger_ids, load_ledger
from tests.helpers.ledger_rows import VALUES, ledger_rows
from tests.helpers.sheets import id_of

HEADING = LedgerHeading(
    "清溪县云岭镇柳树沟村",
    date(2026, 11, 20),
    "王小敏",
    made_on=date(2026, 11, 21),
    entered_until=datetime(2026, 11, 20, 18, 0),
)
LOAN = {
    "township": "云岭镇",
    "village": "柳树沟村",
    "head": "何艳兴",
    "head_id": id_of(1),
    "people": 3,
    "borrower": "宋𫖯花",
    "borrower_id": id_of(2),
    "note": "0012345678901234567890",
    "principal": Decimal("50000"),
    "term_months": 36,
    "disbursed_on": date(2024, 8, 9),
    "due_on": date(2027, 8, 9),
    "rate": Decimal("0.0345"),
    "balance": Decimal("25000.50"),
    "overdue_amount": Decimal(0),
}


ENTERED = ["=1+1", "+86 138", "-5", "@sum", "\t=1", "=cmd|' /C calc'!A0", "<b>&amp;", " 两端 ", "a\nb"]


def opened(layout: LedgerLayout, *rows: dict[str, object], full_ids: bool = False) -> Worksheet:
    """The sheet as openpyxl reads it back."""
    out = io.BytesIO()
    assert write_ledger(layout, rows, HEADING, out, full_ids=full_ids) == len(rows)
    sheet = openpyxl.load_workbook(out).active
    assert isinstance(sheet, Worksheet)
    return sheet


def cells(sheet: Worksheet, layout: LedgerLayout, row: int) -> dict[str, object]:
    """The values of a row by their facts."""
    return {column.fact: sheet.cell(row, at).value for at, column in enumerate(layout.columns, start=1)}


def test_the_loan_ledger_has_the_columns_of_the_trade() -> None:
    headings = [column.heading for column in load_ledger("loans").columns]

    assert "、".join(headings) == (
        "序号、乡镇、行政村、组、户主、户主身份证、家庭人口、借款人、借款人身份证、与户主关系、户类型、"
        "信用等级、授信额度、授信时间、贷款银行、合同号、贷款金额(元)、期限(月)、放款日、到期日、利率、结息方式、用途、累计还款、余额(元)、"
        "逾期金额、逾期天数、欠息、累计贴息、展期至、处置方式、备注"
    )


def test_a_row_comes_back_as_it_was_given() -> None:
    layout = load_ledger("loans")

    sheet = opened(layout, LOAN)

    row = cells(sheet, layout, 4)
    assert (row["no"], row["head"], row["borrower"], row["people"]) == (1, "何艳兴", "宋𫖯花", 3)
    assert (row["note"], row["principal"], row["balance"]) == ("0012345678901234567890", 50000, 25000.5)
    assert (row["disbursed_on"], row["rate"], row["remark"]) == (datetime(2024, 8, 9), 0.0345, None)
    assert sheet["Q4"].number_format == "#,##0.00"
    assert sheet["S4"].number_format == "yyyy-mm-dd"
    assert sheet["U4"].number_format == "0.00%"


def test_ids_are_text_and_masked_unless_asked_for() -> None:
    layout = load_ledger("loans")

    masked, full = opened(layout, LOAN), opened(layout, LOAN, full_ids=True)

    assert masked["F4"].value == id_of(1)[:6] + "********" + id_of(1)[14:]
    assert (full["F4"].value, full["F4"].data_type, full["F4"].number_format) == (id_of(1), "s", "@")
    assert (full["P4"].data_type, full["P4"].number_format) == ("s", "@")


@pytest.mark.parametrize("text", ENTERED)
def test_nothing_that_was_entered_becomes_a_formula(text: str) -> None:
    layout = load_ledger("loans")
    facts = {column.fact: text for column in layout.columns}

    sheet = opened(layout, facts, full_ids=True)

    assert {(cell.value, cell.data_type) for cell in sheet[4][1:]} == {(text, "s")}


def test_no_cell_holds_a_formula_and_sums_are_values() -> None:
    out = io.BytesIO()
    layout = load_ledger("loans")
    write_ledger(layout, ledger_rows(layout, 3), HEADING, out)

    sheet = openpyxl.load_workbook(out).active

    assert isinstance(sheet, Worksheet)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(out) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    totals = cells(sheet, layout, 7)
    assert totals["no"] == "合计"
    assert {fact for fact, value in totals.items() if value is not None} == {
        "no", "principal", "repaid", "balance", "overdue_amount", "arrears", "subsidy_total",
    }  # fmt: skip
    assert totals["principal"] == 150_000


def test_characters_that_no_sheet_can_hold_are_left_out() -> None:
    layout = load_ledger("loans")

    sheet = opened(layout, {"remark": "前\x00\x0b\ud800后\ufffe", "purpose": "户" * 40_000})

    assert cells(sheet, layout, 4)["remark"] == "前后"
    assert len(str(cells(sheet, layout, 4)["purpose"])) == 32_001


def test_the_page_prints_well() -> None:
    sheet = opened(load_ledger("loans"), LOAN, {**LOAN, "purpose": "养殖肉牛五十头，扩建圈舍，购买饲料和防疫药品"})

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "F4"
    assert sheet.auto_filter.ref == "A3:AF5"
    heights = [sheet.row_dimensions[row].height for row in range(1, 7)]
    assert all(height is not None and height >= 18 for height in heights)
    assert heights[4] > heights[3]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:AF1", "A2:AA2", "AB2:AF2"}


def test_what_stands_above_the_ledger() -> None:
    sheet = opened(load_ledger("loans"), LOAN)

    assert sheet.title == "贷款台账"
    assert sheet["A1"].value == "贷款台账"
    assert sheet["A2"].value == (
        "单位：清溪县云岭镇柳树沟村　业务截止日：2026-11-20　录入截止时点：2026-11-20 18:00　"
        "制表日期：2026-11-21　制表人：王小敏"
    )
    assert sheet["AB2"].value == "金额单位：元"


def test_a_sheet_in_wan_divides_once_at_the_border() -> None:
    layout = load_ledger("loan-plan")

    sheet = opened(layout, {"planned_new": Decimal("125000")}, {"planned_new": Decimal("50000")})

    assert [cells(sheet, layout, row)["planned_new"] for row in (4, 5, 6)] == [12.5, 5, 17.5]
    assert "金额单位：万元" in {cell.value for cell in sheet[2]}


def test_an_empty_ledger_is_a_whole_sheet() -> None:
    sheet = opened(load_ledger("overdue"))

    assert sheet.auto_filter.ref == "A3:Z3"
    said = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows(min_row=4)]
    assert said[0] == ["没有记录"]
    assert said[1][0] == "合计"
    assert set(said[1][1:]) == {0}


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_narrow_layout_is_a_whole_sheet(columns: int) -> None:
    layout = LedgerLayout("x", "窄表/：*?", "元", tuple(LedgerColumn(f"列{n}", f"f{n}") for n in range(columns)))

    sheet = opened(layout, {"f0": "甲"})

    assert (sheet.title, sheet["A3"].value, sheet["A4"].value) == ("窄表：", "列0", "甲")


@pytest.mark.parametrize("ledger_id", ledger_ids())
def test_each_ledger_is_written_and_read_back(ledger_id: str) -> None:
    layout = load_ledger(ledger_id)

    sheet = opened(layout, *ledger_rows(layout, 2))

    assert [cell.value for cell in sheet[3]] == [column.heading for column in layout.columns]
    assert all(cell.value is not None for cell in sheet[4])
    for column, cell in zip(layout.columns, sheet[5], strict=True):
        if column.type in (CellType.ID, CellType.CODE, CellType.TEXT):
            assert (cell.data_type, cell.number_format) == ("s", "@")
        elif column.type is CellType.SERIAL:
            assert cell.value == 2
        else:
            assert cell.value in (VALUES[column.type], datetime(2026, 9, 30), 5.0, 0.0345)


def test_our_own_ledger_is_a_list_that_we_can_read(tmp_path: Path) -> None:
    path = tmp_path / "loans.xlsx"
    with path.open("wb") as file:
        write_ledger(load_ledger("loans"), [LOAN], HEADING, file)

    reading = read_bank_list(path)

    row = reading.rows[0]
    assert (row.name, row.contract, row.rate) == ("宋𫖯花", LOAN["note"], Decimal("0.0345"))
    assert row.principal == Decimal("50000.00")
    assert (reading.unit, row.disbursed_on, row.balance) == ("元", date(2024, 8, 9), Decimal("25000.50"))


def test_no_row_lies_in_a_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[bytes] = []

    def rows() -> object:
        yield LOAN
        seen.extend(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    write_ledger(load_ledger("loans"), rows(), HEADING, io.BytesIO())  # type: ignore[arg-type]

    assert not [content for content in seen if "何艳兴".encode() in content]
    assert list(tmp_path.iterdir()) == []
