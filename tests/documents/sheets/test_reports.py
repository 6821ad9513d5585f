"""Reports as sheets: key figures beside those before, in 万元, with what they are shares of."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.reports import COLUMNS, write_report
from app.domain.report import Figure, FigureGroup, Measure, Report, ReportTable

GROUPS = (
    FigureGroup(
        "一、投放",
        (
            Figure("lent", "累计发放金额", Measure.MONEY, Decimal("5604000"), Decimal("5104000.50")),
            Figure("households", "累计发放户数", Measure.COUNT, 60, 58, unit="户"),
        ),
    ),
    FigureGroup(
        "二、逾期",
        (Figure("rate", "逾期率", Measure.PERCENT, Decimal("0.16"), None, denominator="贷款余额"),),
    ),
)


def report(**changes: object) -> Report:
    """A month's report with some of its fields changed."""
    fields: dict[str, object] = {
        "title": "小额信贷月度统计表",
        "village": "清溪县云岭镇柳树沟村",
        "as_of": date(2026, 10, 31),
        "entered_until": datetime(2026, 11, 1, 18, 0),
        "maker": "王小敏",
        "groups": GROUPS,
        "previous_as_of": date(2026, 9, 30),
    }
    return Report(**(fields | changes))  # type: ignore[arg-type]


def opened(made: Report) -> Worksheet:
    """The sheet as openpyxl reads it back."""
    out = io.BytesIO()
    write_report(made, out)
    sheet = openpyxl.load_workbook(out).active
    assert isinstance(sheet, Worksheet)
    return sheet


def texts(sheet: Worksheet) -> list[list[object]]:
    """Rows without their empty cells."""
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_figures_stand_beside_those_before_in_wan() -> None:
    sheet = opened(report())

    assert texts(sheet)[2:] == [
        list(COLUMNS),
        ["一、投放"],
        [1, "累计发放金额", "万元", 560.4, 510.4, 50],
        [2, "累计发放户数", "户", 60, 58, 2],
        ["二、逾期"],
        [3, "逾期率", "%", 0.16, "分母：贷款余额"],
    ]
    assert sheet["D5"].number_format == "#,##0.00"


def test_the_change_is_of_the_exact_figures() -> None:
    assert GROUPS[0].figures[0].change == Decimal("499999.50")
    assert GROUPS[1].figures[0].change is None


def test_dates_unit_and_state_stand_above() -> None:
    draft, final = opened(report()), opened(report(final=True))

    assert (draft["A1"].value, final["A1"].value) == ("小额信贷月度统计表（未定稿）", "小额信贷月度统计表")
    line = draft["A2"].value
    assert isinstance(line, str)
    assert "业务截止日：2026-10-31" in line
    assert "录入截止时点：2026-11-01 18:00" in line
    assert "上期截止日：2026-09-30" in line
    assert draft["G2"].value == "金额单位：万元"


def test_tables_adjustments_and_the_paragraph_follow() -> None:
    table = ReportTable(
        "分银行",
        (("银行", Measure.TEXT), ("笔数", Measure.COUNT), ("余额", Measure.MONEY), ("逾期率", Measure.PERCENT)),
        (("清溪农商行", 40, Decimal("3000000"), Decimal("0.67")), ("清溪邮储银行", 20, Decimal("2604000"), None)),
    )

    sheet = opened(
        report(groups=(), tables=(table,), adjustments=("补录还款 1 笔。",), paragraph="=截至10月31日。" * 30)
    )

    assert texts(sheet)[3:] == [
        ["分银行"],
        ["银行", "笔数", "余额", "逾期率"],
        ["清溪农商行", 40, 300, 0.67],
        ["清溪邮储银行", 20, 260.4],
        ["上期调整"],
        ["补录还款 1 笔。"],
        ["通报文字"],
        ["=截至10月31日。" * 30],
    ]
    assert sheet.cell(11, 1).data_type == "s"
    assert (sheet.row_dimensions[11].height or 0) > 50
    assert sheet.page_setup.orientation == "landscape"


def test_a_zero_report_says_so() -> None:
    assert ["本期无新增业务，零报告。"] in texts(opened(report(zero=True)))


def test_the_page_repeats_its_heading() -> None:
    sheet = opened(report())

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "portrait",
        9,
        "$1:$3",
    )
    assert sheet.auto_filter.ref is None
