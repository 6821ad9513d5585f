"""A bank's claim for subsidy: each line with its period and amount, totals left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.documents.subsidy_claim import CLAIM_COLUMNS, read_subsidy_claim
from app.domain.errors import SheetHeadingError
from tests.helpers.sheets import SAMPLES, save_xls, save_xlsx

HEADINGS = [
    "序号",
    "借款人",
    "借据号",
    "贷款金额",
    "放款日期",
    "利率(%)",
    "起息日",
    "止息日",
    "计息天数",
    "利息",
    "贴息金额",
]
LINE = [1, "何艳兴", "X1", 50000, "2024-08-09", 3.45, "2026-06-21", "2026-09-20", 92, 440.83, 440.83]


def test_lines_are_read_and_the_total_is_not(tmp_path: Path) -> None:
    path = save_xls(
        tmp_path / "贴息.xls",
        [["2026年第三季度贴息申报表"], HEADINGS, LINE, ["合计", "", "", 50000, *[""] * 6, 440.83]],
    )

    reading = read_subsidy_claim(path)

    row = reading.rows[0]
    assert (row.row, row.name, row.note, row.principal) == (3, "何艳兴", "X1", Decimal("50000.00"))
    assert (row.period_from, row.period_to, row.days) == (date(2026, 6, 21), date(2026, 9, 20), 92)
    assert (row.rate, row.interest, row.claimed) == (Decimal("0.0345"), Decimal("440.83"), Decimal("440.83"))
    assert row.disbursed_on == date(2024, 8, 9)
    assert (len(reading.rows), reading.refused, reading.ignored) == (1, (), ((4, "合计行"),))
    assert (reading.unknown, reading.title) == (("序号",), "2026年第三季度贴息申报表")


def test_principal_in_wan_and_subsidy_in_yuan(tmp_path: Path) -> None:
    line = [5 if cell == 50000 else cell for cell in LINE]

    reading = read_subsidy_claim(save_xlsx(tmp_path / "a.xlsx", [["单位：万元"], HEADINGS, line]))

    assert (reading.rows[0].principal, reading.rows[0].claimed) == (Decimal("50000.00"), Decimal("440.83"))
    assert [finding.code for finding in reading.findings] == ["bank-unit-guessed", "bank-unit-guessed"]


def test_a_line_without_its_claim_is_refused(tmp_path: Path) -> None:
    reading = read_subsidy_claim(
        save_xlsx(tmp_path / "a.xlsx", [HEADINGS, LINE, [*LINE[:-1], "待定"], [*LINE[:-1], ""]])
    )

    assert [(row.row, row.column, row.reason) for row in reading.refused] == [
        (3, "贴息金额", "不是数字"),
        (4, "贴息金额", "没有贴息金额"),
    ]


def test_no_wording_belongs_to_two_columns() -> None:
    words = [word for column in CLAIM_COLUMNS for word in (column.heading, *column.also)]

    assert sorted(words) == sorted(set(words))


def test_a_loan_list_is_no_claim() -> None:
    with pytest.raises(SheetHeadingError, match="贴息申报表的表头，缺：贴息金额"):
        read_subsidy_claim(SAMPLES / "bank-list-liushugou.xlsx")
