"""Rows of a sheet that were not taken over, each with its reason; and the sheet in which they are sent back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app.documents.cells import as_text
from app.documents.ledgers import LedgerHeading, write_ledger
from app.documents.sheet_reader import read_sheets
from app.documents.sheet_xml import lines_of
from app.domain.ledger_layout import CellType, LedgerColumn, LedgerLayout

TITLE = "未导入的行及原因"
_NARROWEST, _WIDEST, _REASON_WIDTH = 6, 24, 36


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`row` counts from 1 in the sheet; `column` is the heading there; `value_masked` may be shown to anyone."""

    row: int
    column: str
    value_masked: str
    reason: str


def write_refused(
    source: Path, sheet: str, headings: Sequence[str], refused: Sequence[RefusedRow], made_on: date, out: BinaryIO
) -> int:
    """Write the refused rows as they stand in `source`, with column and reason beside them; answers how many.

    `sheet` and `headings` are those of the reading. The rows carry what the file carries, full ids too: the sheet is
    for whoever sent the file. Mended, it can be imported itself. Raises as `read_sheets`.
    """
    wanted = {row.row: row for row in refused}
    rows: list[dict[str, object]] = []
    for found in read_sheets(source, sheet):
        for index, cells in enumerate(found.rows):
            row = wanted.get(found.number(index))
            if row is not None:
                texts = {f"c{at}": as_text(cell) for at, cell in enumerate(cells)}
                rows.append({**texts, "row": row.row, "column": row.column, "reason": row.reason})
    line = f"来自文件：{source.name}（表页 {sheet}）　{made_on.isoformat()}　请按原因改好后再导入"
    heading = LedgerHeading(village="", as_of=made_on, line=line)
    return write_ledger(_layout(headings, rows), rows, heading, out, full_ids=True)


def _layout(headings: Sequence[str], rows: Sequence[dict[str, object]]) -> LedgerLayout:
    columns = [
        LedgerColumn("原行号", "row", CellType.INT, 6),
        LedgerColumn("问题所在列", "column", CellType.TEXT, 12),
        LedgerColumn("没有导入的原因", "reason", CellType.TEXT, _REASON_WIDTH),
    ]
    for at, heading in enumerate(headings):
        fact = f"c{at}"
        longest = max((str(row.get(fact, "")) for row in rows), key=len, default="")
        width = _NARROWEST
        while width < _WIDEST and max(lines_of(longest, width), lines_of(heading, width)) > 1:
            width += 2
        columns.append(LedgerColumn(heading or f"第 {at + 1} 列", fact, CellType.TEXT, width))
    return LedgerLayout("refused", TITLE, "", tuple(columns), frozen=3)
