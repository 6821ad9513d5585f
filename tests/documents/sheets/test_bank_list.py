"""A bank's list of loans: units found out and told, masked ids kept, one bad row refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.documents.bank_list import BankListReading, read_bank_list
from app.domain.errors import SheetHeadingError
from tests.helpers.sheets import SAMPLES, save_csv, save_xls, save_xlsx

HEADINGS = ["客户名称", "证件号码", "合同号", "贷款金额", "余额", "放款日期", "到期日期", "执行利率(%)"]
HEADINGS += ["欠息", "五级分类", "状态"]
LOAN = ["何艳兴", "513123197602143670", "X1", 50000, 25000, "2024-08-09", "2027-08-09", 3.45, 12.5, "正常", "正常"]


def loan(**changes: object) -> list[object]:
    """A row of the list with some cells changed, by their headings."""
    return [changes.get(heading.split("(")[0], cell) for heading, cell in zip(HEADINGS, LOAN, strict=True)]


def read(tmp_path: Path, *rows: list[object]) -> BankListReading:
    return read_bank_list(save_xlsx(tmp_path / "bank.xlsx", rows))


def test_the_sample_list_is_read_whole() -> None:
    reading = read_bank_list(SAMPLES / "bank-list-liushugou.xlsx")

    assert (len(reading.rows), reading.refused, reading.findings, reading.unit) == (60, (), (), "元")
    first = reading.rows[0]
    assert (first.row, first.name, first.contract) == (3, "姚喆莲", "XED2024080000")
    assert (first.principal, first.balance, first.rate) == (Decimal("50000.00"), Decimal("50000.00"), Decimal("0.0345"))
    assert (first.disbursed_on, first.due_on) == (date(2024, 8, 9), date(2027, 8, 9))
    assert sum(row.principal for row in reading.rows) == 2180000
    assert sum(row.balance or 0 for row in reading.rows) == 1525000


@pytest.mark.parametrize("place", ["heading", "title"])
def test_the_unit_that_is_named_is_taken(tmp_path: Path, place: str) -> None:
    named = ("贷款金额", "余额") if place == "heading" else ()
    headings: list[object] = [f"{cell}（万元）" if cell in named else cell for cell in HEADINGS]
    title: list[object] = ["截至2026年9月30日", "单位：万元" if place == "title" else ""]

    reading = read(tmp_path, title, headings, loan(贷款金额=5, 余额=2.5, 欠息=0.00125))

    row = reading.rows[0]
    assert (row.principal, row.balance) == (Decimal("50000.00"), Decimal("25000.00"))
    assert (reading.unit, reading.as_of) == ("万元", date(2026, 9, 30))
    assert reading.unit_from == ("表头写明" if place == "heading" else "表格上方写明")
    assert row.arrears == Decimal("12.50")


def test_arrears_of_more_than_ten_thousand_yuan_are_not_believed(tmp_path: Path) -> None:
    reading = read(tmp_path, ["单位：万元"], HEADINGS, loan(贷款金额=5, 余额=5, 欠息=12.5))

    assert reading.rows[0].arrears == Decimal("12.50")
    assert [finding.code for finding in reading.findings] == ["bank-unit-guessed"]
    assert "欠息" in reading.findings[0].text


def test_a_unit_that_is_not_named_is_found_out_and_told(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADINGS, loan(贷款金额=5, 余额=2.5), loan(合同号="X2", 贷款金额=3, 余额=3))

    assert [row.principal for row in reading.rows] == [Decimal("50000.00"), Decimal("30000.00")]
    assert (reading.unit, reading.unit_from) == ("万元", "按金额大小判断")
    assert reading.rows[0].arrears == Decimal("12.50")
    assert [finding.code for finding in reading.findings] == ["bank-unit-guessed", "bank-unit-guessed"]


def test_mixed_units_are_a_finding(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADINGS, loan(), loan(合同号="X2", 贷款金额=5))

    assert reading.unit == "元"
    assert [(finding.code, finding.subject) for finding in reading.findings] == [("bank-unit-mixed", "第 3 行")]
    assert "5.00 元" in reading.findings[0].text


def test_masked_and_damaged_ids_do_not_stop_a_row(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        HEADINGS,
        loan(证件号码="513123********3670"),
        loan(合同号="X2", 证件号码=513123197602143670),
        loan(合同号="X3", 证件号码=""),
    )

    assert [row.resident_id for row in reading.rows] == ["513123********3670", "", ""]
    assert [(finding.code, finding.subject) for finding in reading.findings] == [("bank-id", "第 3 行")]


def test_a_row_that_cannot_be_matched_is_refused(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        HEADINGS,
        loan(合同号=""),
        loan(合同号=1e17),
        loan(合同号="X3", 贷款金额="五万"),
        loan(合同号="X4", 贷款金额=""),
        loan(合同号="X5", 客户名称=""),
        loan(合同号="X6"),
    )

    assert [row.contract for row in reading.rows] == ["X6"]
    assert [(row.row, row.column) for row in reading.refused] == [
        (2, "合同号"),
        (3, "合同号"),
        (4, "贷款金额"),
        (5, "贷款金额"),
        (6, "客户名称"),
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "rate"),
    [
        ("执行利率(%)", 3.45, "0.0345"),
        ("利率", "3.45%", "0.0345"),
        ("年利率", 0.0345, "0.0345"),
        ("月利率(‰)", 2.875, "0.0345"),
        ("利率", "", None),
        ("利率", "优惠", None),
        ("利率", 345, None),
    ],
)
def test_rates_are_fractions_a_year(tmp_path: Path, heading: str, cell: object, rate: str | None) -> None:
    headings: list[object] = [heading if each == "执行利率(%)" else each for each in HEADINGS]

    reading = read(tmp_path, headings, loan(执行利率=cell))

    assert reading.rows[0].rate == (None if rate is None else Decimal(rate))
    assert bool(reading.findings) == (cell in ("优惠", 345))


def test_totals_and_days_in_an_old_workbook(tmp_path: Path) -> None:
    rows = [["小额信贷台账"], HEADINGS, loan(放款日期=date(2024, 8, 9), 到期日期=45877), ["合计", "", "", 50000, 25000]]

    reading = read_bank_list(save_xls(tmp_path / "bank.xls", rows))

    assert (reading.rows[0].disbursed_on, reading.rows[0].due_on) == (date(2024, 8, 9), date(2025, 8, 8))
    assert reading.ignored == ((4, "合计行"),)
    assert reading.refused == ()


def test_cells_not_understood_are_left_out_with_a_finding(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADINGS, loan(余额="结清", 到期日期="三年后", 欠息="?"))

    row = reading.rows[0]
    assert (row.balance, row.due_on, row.arrears) == (None, None, None)
    assert [finding.code for finding in reading.findings] == ["bank-value"] * 3


def test_a_list_by_note_number_needs_no_contract(tmp_path: Path) -> None:
    path = save_csv(tmp_path / "bank.csv", [["借款人姓名", "借据编号", "放款金额"], ["何艳兴", "J1", "50,000.00"]])

    row = read_bank_list(path).rows[0]

    assert (row.note, row.contract, row.principal, row.balance) == ("J1", "", Decimal("50000.00"), None)


def test_a_roster_is_no_bank_list() -> None:
    with pytest.raises(SheetHeadingError, match="银行贷款名单的表头，缺：.*合同号"):
        read_bank_list(SAMPLES / "roster-liushugou.xlsx")
