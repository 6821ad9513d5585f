"""A ledger as an .xlsx sheet that prints well: styles and page set-up by openpyxl, data rows streamed as XML.

openpyxl makes the small workbook around the rows (named styles, title, heading, page set-up, filter); the rows, which
can be 50 000, go straight into the archive, so that nothing personal lies in a temporary file and memory stays flat.
Every text is written as text: nothing entered can become a formula, no id a number. Sums are values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from app.documents.sheet_frame import make_frame
from app.documents.sheet_xml import RowWriter
from app.domain.ledger_layout import LedgerLayout

TOTAL = "合计"
_YUAN_PER_WAN = 10_000


@dataclass(frozen=True, slots=True)
class LedgerHeading:
    """What stands above a ledger: its village, maker, 业务截止日 `as_of` and 录入截止时点 `entered_until`."""

    village: str
    as_of: date
    maker: str = ""
    title: str = ""
    unit: str = ""
    made_on: date | None = None
    entered_until: datetime | None = None
    remark: str = ""


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
    fact leaves its cell empty. Ids are masked unless `full_ids`.
    """
    frame = make_frame(
        title=heading.title or layout.title,
        left=_left(heading),
        right=f"金额单位：{heading.unit or layout.unit}",
        layout=layout,
        creator=heading.maker,
    )
    per = _YUAN_PER_WAN if (heading.unit or layout.unit) == "万元" else 1
    writer = RowWriter(layout, frame.styles, frame.rows + 1, per=per, full_ids=full_ids)
    count = 0
    with frame.open(out) as stream:
        for row in rows:
            stream.write(writer.row(row))
            count += 1
        last = frame.rows + count
        if any(column.total for column in layout.columns):
            stream.write(writer.totals(TOTAL))
        stream.finish(last)
    return count


def _left(heading: LedgerHeading) -> str:
    parts = [f"单位：{heading.village}", f"业务截止日：{heading.as_of.isoformat()}"]
    if heading.entered_until is not None:
        parts.append(f"录入截止：{heading.entered_until:%Y-%m-%d %H:%M}")
    if heading.made_on is not None:
        parts.append(f"制表日期：{heading.made_on.isoformat()}")
    if heading.maker:
        parts.append(f"制表人：{heading.maker}")
    if heading.remark:
        parts.append(heading.remark)
    return "　".join(parts)
