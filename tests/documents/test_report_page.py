"""The official page of a report: frame and lines of GB/T 9704, every word on it, tables that go on over pages."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pypdfium2
import pytest

from app.documents.report_page import write_report_page
from app.domain.report import Figure, FigureGroup, Measure, Report, ReportTable

POINTS = 72 / 25.4
FIGURE = Figure("balance", "贷款余额", Measure.MONEY, Decimal(534_000), Decimal(546_000), denominator="期末")
TABLE = ReportTable(
    "分银行", (("承贷银行", Measure.TEXT), ("余额", Measure.MONEY)), (("清溪农商行", Decimal(534_000)),)
)
REPORT = Report(
    title="云岭镇柳树沟村2026年11月脱贫人口小额信贷月度统计表",
    village="云岭镇柳树沟村",
    as_of=date(2026, 11, 20),
    entered_until=datetime(2026, 11, 20, 17, 30),
    maker="周明远",
    groups=(FigureGroup("一、余额", (FIGURE,)),),
    tables=(TABLE,),
    paragraph="截至2026年11月20日，贷款余额53.40万元。" * 6,
)


def read(report: Report) -> tuple[int, list[str], list[tuple[float, float, float, float]]]:
    """Pages, their words without breaks, and the box of every character in mm from the top left."""
    out = io.BytesIO()
    count = write_report_page(report, out)
    pdf = pypdfium2.PdfDocument(out.getvalue())
    assert len(pdf) == count
    words, boxes = [], []
    for page in pdf:
        text = page.get_textpage()
        words.append("".join(text.get_text_range().split()))
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at)
            boxes.append((left / POINTS, 297 - top / POINTS, right / POINTS, 297 - bottom / POINTS))
    pdf.close()
    return count, words, boxes


def test_the_letter_says_title_paragraph_days_maker_and_signature() -> None:
    count, words, _boxes = read(REPORT)

    assert count == 2
    for said in (REPORT.title, "（未定稿）", REPORT.paragraph, "业务截止日：2026年11月20日", "17:30", "制表人：周明远"):
        assert said in words[0]
    assert words[0].endswith("云岭镇柳树沟村2026年11月20日—1—")
    assert "贷款余额53.4054.60-1.20万元分母：期末" in words[1]
    assert "分银行（万元）承贷银行余额清溪农商行53.40" in words[1]


def test_every_character_stands_in_the_frame_or_is_the_page_number() -> None:
    _count, _words, boxes = read(REPORT)

    for left, top, right, bottom in boxes:
        assert left >= 27.5
        assert right <= 184.6
        assert top >= 37
        assert bottom <= 262.5 or 268 < bottom < 278


@pytest.mark.parametrize("rows", [60, 200])
def test_a_long_table_goes_on_with_its_heading_on_each_page(rows: int) -> None:
    table = replace(TABLE, rows=tuple((f"第{n}银行", Decimal(n)) for n in range(rows)))

    count, words, _boxes = read(replace(REPORT, tables=(table,), final=True))

    assert "未定稿" not in words[0]
    assert sum("承贷银行余额" in page for page in words) == count - 1
    assert all(f"第{n}银行" in "".join(words) for n in range(rows))


def test_a_zero_report_and_adjustments_are_said() -> None:
    _count, words, _boxes = read(replace(REPORT, zero=True, adjustments=("贷款余额：定稿时1，现为2，增加1。",)))

    assert "零报告" in words[0]
    assert "上期调整贷款余额：定稿时1，现为2，增加1。" in words[0]
