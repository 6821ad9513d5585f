"""A report as an .xlsx sheet: key figures beside the period before, in 万元, its tables, and the finished paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from app.documents.sheet_frame import Page, make_frame
from app.documents.sheet_xml import lines_of, row_of
from app.domain.report import Figure, Measure, Report, ReportTable

HEADING_ROWS = 3
COLUMNS = ("序号", "指标", "单位", "本期", "上期", "增减", "口径")
_WIDTHS = (6, 30, 10, 15, 15, 15, 30)
_FURTHER_WIDTH = 13  # of what a table has beyond the columns of the figures
_UNITS = {Measure.MONEY: "万元", Measure.COUNT: "", Measure.PERCENT: "%", Measure.TEXT: ""}
_WAN = Decimal(10_000)
_CENT = Decimal("0.01")
_LINE = 15
_LAST = len(COLUMNS)


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells by column number: style and value; `across` merges a cell over the following columns."""

    cells: Sequence[tuple[int, str, object]]
    height: int = 22
    across: Sequence[tuple[int, int]] = ()


def write_report(report: Report, out: BinaryIO) -> None:
    """Write the report to `out`. Money is in 万元 with two decimals, and the heading says so."""
    last = max([_LAST, *(len(table.columns) + 1 for table in report.tables)])
    widths = _widths(last)
    rows = list(_rows(report, widths))
    merged = [(number, first, end) for number, row in enumerate(rows, start=1) for first, end in row.across]
    page = Page(widths, HEADING_ROWS, merged, landscape=bool(report.tables))
    frame = make_frame(report.title, report.maker, page)
    with frame.open(out) as stream:
        for number, row in enumerate(rows, start=1):
            stream.write(row_of(number, row.cells, frame.styles, row.height))


def _widths(last: int) -> list[int]:
    """The columns of the figures; a wider table takes its further columns out of 口径, which then spans them."""
    further = last - _LAST
    note = max(_FURTHER_WIDTH, _WIDTHS[-1] - further * _FURTHER_WIDTH)
    return [*_WIDTHS[:-1], note, *[_FURTHER_WIDTH] * further]


def _rows(report: Report, widths: Sequence[int]) -> list[_Row]:
    last = len(widths)
    rows = [_title(report, last), _line(report, last), _headings(last)]
    if report.zero:
        rows.append(_full("本期无新增业务，零报告。", "text", widths))
    number = 0
    for group in report.groups:
        rows.append(_full(group.title, "total-text", widths))
        for figure in group.figures:
            number += 1
            rows.append(_figure(number, figure, widths))
    for table in report.tables:
        rows += _table(table, widths)
    if report.adjustments:
        rows.append(_full("上期调整", "total-text", widths))
        rows += [_full(text, "text", widths) for text in report.adjustments]
    if report.paragraph:
        rows.append(_full("通报文字", "total-text", widths))
        rows.append(_full(report.paragraph, "text", widths))
    return rows


def _title(report: Report, last: int) -> _Row:
    state = "" if report.final else "（未定稿）"
    return _Row([(1, "title", report.title + state)], 34, [(1, last)])


def _line(report: Report, last: int) -> _Row:
    named = report.village in report.title
    parts = [
        *([] if named else [f"单位：{report.village}"]),
        f"业务截止日：{report.as_of.isoformat()}",
        f"录入截止时点：{report.entered_until:%Y-%m-%d %H:%M}",
        f"制表人：{report.maker}",
    ]
    if report.previous_as_of is not None:
        parts.insert(len(parts) - 1, f"上期截止日：{report.previous_as_of.isoformat()}")
    cells = [(1, "line", "　".join(parts)), (_LAST, "line-right", "金额单位：万元")]
    return _Row(cells, 22, [(1, _LAST - 1), *_beyond(last)])


def _headings(last: int) -> _Row:
    return _Row(_filled([(at, "heading", text) for at, text in enumerate(COLUMNS, 1)], last), 28, _beyond(last))


def _full(text: str, style: str, widths: Sequence[int]) -> _Row:
    last = len(widths)
    height = max(22, _LINE * lines_of(text, sum(widths)) + 8)
    return _Row([(at, style, text if at == 1 else None) for at in range(1, last + 1)], height, [(1, last)])


def _figure(number: int, figure: Figure, widths: Sequence[int]) -> _Row:
    style = _style(figure.measure)
    show = _shown(figure.measure)
    note = "；".join(part for part in (f"分母：{figure.denominator}" * bool(figure.denominator), figure.note) if part)
    cells: list[tuple[int, str, object]] = [
        (1, "int", number),
        (2, "text", figure.name),
        (3, "code", figure.unit or _UNITS[figure.measure]),
        (4, style, show(figure.now)),
        (5, style, show(figure.before)),
        (6, style, show(figure.change)),
        (7, "text", note),
    ]
    lines = max(lines_of(figure.name, widths[1]), lines_of(note, sum(widths[_LAST - 1 :])))
    return _Row(_filled(cells, len(widths)), max(22, _LINE * lines + 6), _beyond(len(widths)))


def _filled(cells: Sequence[tuple[int, str, object]], last: int) -> list[tuple[int, str, object]]:
    """The cells with those that the last of them is merged with."""
    style = cells[-1][1]
    return [*cells, *((at, style, None) for at in range(_LAST + 1, last + 1))]


def _beyond(last: int) -> list[tuple[int, int]]:
    return [(_LAST, last)] if last > _LAST else []


def _table(table: ReportTable, widths: Sequence[int]) -> list[_Row]:
    """A breakdown; its first column takes the first two of the sheet, which are narrow and wide."""
    headings = [(heading, "heading") for heading, _ in table.columns]
    rows = [_full(table.title, "total-text", widths), _table_row(headings, 28, widths)]
    for row in table.rows:
        cells = [
            (_shown(measure)(value), _style(measure)) for (_, measure), value in zip(table.columns, row, strict=True)
        ]
        rows.append(_table_row(cells, 22, widths))
    return rows


def _table_row(cells: Sequence[tuple[object, str]], height: int, widths: Sequence[int]) -> _Row:
    (first, style), *rest = cells
    placed: list[tuple[int, str, object]] = [(1, style, first), (2, style, None)]
    placed += [(at, style, value) for at, (value, style) in enumerate(rest, start=3)]
    lines = max(lines_of(str(value), widths[at - 1]) for at, _, value in placed[2:]) if rest else 1
    lines = max(lines, lines_of(str(first), _WIDTHS[0] + _WIDTHS[1]))
    return _Row(placed, max(height, _LINE * lines + 6), [(1, 2)])


def _style(measure: Measure) -> str:
    return {Measure.MONEY: "money", Measure.PERCENT: "money", Measure.COUNT: "int", Measure.TEXT: "text"}[measure]


def _shown(measure: Measure) -> Callable[[object], object]:
    if measure is not Measure.MONEY:
        return lambda value: value
    return lambda value: (Decimal(value) / _WAN).quantize(_CENT) if isinstance(value, (Decimal, int)) else value
