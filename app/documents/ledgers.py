"""A ledger as an .xlsx sheet that prints well: A4 landscape, heading repeated, ids as text, sums as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from app.documents.ledger_rows import LedgerRows
from app.documents.sheet_frame import ROW_HEIGHT, Page, RowStream, make_frame
from app.documents.sheet_xml import lines_of, row_of
from app.domain.ledger_layout import LedgerLayout

TOTAL, NOTHING = "合计", "没有记录"
HEADING_ROWS = 3
_YUAN_PER_WAN = 10_000
_TITLE_HEIGHT = 32
_LOWEST_HEADING = 30


@dataclass(frozen=True, slots=True)
class LedgerHeading:
    """What stands above a ledger: its village, maker, 业务截止日 `as_of` and 录入截止时点 `entered_until`.

    `title` and `unit` replace those of the layout, and `line` the whole second line, where given.
    """

    village: str
    as_of: date
    maker: str = ""
    title: str = ""
    unit: str = ""
    made_on: date | None = None
    entered_until: datetime | None = None
    remark: str = ""
    line: str = ""


def write_ledger(
    layout: LedgerLayout,
    rows: Iterable[Mapping[str, object]],
    heading: LedgerHeading,
    out: BinaryIO,
    *,
    full_ids: bool = False,
) -> int:
    """Write a ledger to `out` and answer how many rows it has.

    A row maps fact names to values: money in yuan (Decimal), rates as fractions, dates as `date`; a missing or None
    fact leaves its cell empty. Ids are masked unless `full_ids`. In a sheet in 万元 money is divided here.
    """
    unit = heading.unit or layout.unit
    widths = [column.width for column in layout.columns]
    split = _split(len(widths))
    merged = [(1, 1, len(widths)), (2, 1, split), (2, split + 1, len(widths))]
    page = Page(widths, HEADING_ROWS, merged, frozen=layout.frozen, filtered=True)
    frame = make_frame(heading.title or layout.title, heading.maker, page)
    made = LedgerRows(
        layout, frame.styles, HEADING_ROWS + 1, per=_YUAN_PER_WAN if unit == "万元" else 1, full_ids=full_ids
    )
    with frame.open(out) as stream:
        _write_heading(stream, layout, heading, unit, frame.styles)
        for row in rows:
            stream.write(made.row(row))
        if not made.count:
            stream.write(made.nothing(NOTHING))
        stream.last = HEADING_ROWS + made.count
        if made.sums:
            stream.write(made.totals(TOTAL))
    return made.count


def _split(width: int) -> int:
    """The columns of the second line that tell the village; the rest tell the unit."""
    return max(1, width - max(1, width // 6))


def _write_heading(
    stream: RowStream, layout: LedgerLayout, heading: LedgerHeading, unit: str, styles: Mapping[str, int]
) -> None:
    title = heading.title or layout.title
    stream.write(row_of(1, [(1, "title", title)], styles, _TITLE_HEIGHT))
    line: list[tuple[int, str, object]] = [(1, "line", _line(heading))]
    if unit:
        line.append((_split(len(layout.columns)) + 1, "line-right", f"金额单位：{unit}"))
    stream.write(row_of(2, line, styles, ROW_HEIGHT))
    lines = max(lines_of(column.heading, column.width) for column in layout.columns)
    height = max(_LOWEST_HEADING, 14 * lines + 6)
    headings = [(at, "heading", column.heading) for at, column in enumerate(layout.columns, start=1)]
    stream.write(row_of(3, headings, styles, height))


def _line(heading: LedgerHeading) -> str:
    if heading.line:
        return heading.line
    parts = [f"单位：{heading.village}", f"业务截止日：{heading.as_of.isoformat()}"]
    if heading.entered_until is not None:
        parts.append(f"录入截止时点：{heading.entered_until:%Y-%m-%d %H:%M}")
    if heading.made_on is not None:
        parts.append(f"制表日期：{heading.made_on.isoformat()}")
    if heading.maker:
        parts.append(f"制表人：{heading.maker}")
    if heading.remark:
        parts.append(heading.remark)
    return "　".join(parts)
