"""Rows of a list that are no entries: empty ones, totals, notes under the table, headings repeated on each page."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.cells import Cell, as_text
from app.documents.columns import Column

_TOTALS = ("合计", "总计", "小计", "共计", "累计", "总数", "本页合计", "本页小计")
_NOTES = ("填表", "填报", "制表", "审核人", "负责人", "备注", "说明", "注：", "注:", "单位：", "第")


def other_row(row: Sequence[Cell], main: Sequence[Cell], main_heading: str) -> str | None:
    """None for an entry, "" for an empty row, else what the row is.

    `main` are the cells without which a row is no entry, the first of them under `main_heading`.
    """
    if all(cell != "" for cell in main):
        if main[0] == main_heading:
            return "重复的表头"
        if not isinstance(main[0], str) or not "".join(main[0].split()).startswith(_TOTALS):
            return None
    texts = [text for cell in row if cell != "" and (text := as_text(cell))]
    if not texts:
        return ""
    first = "".join(texts[0].split())
    if first.startswith(_TOTALS):
        return "合计行"
    if all(cell == "" for cell in main[1:]) and (len(texts) <= 2 or first.startswith(_NOTES)):
        return "说明行"
    return None


def heading_missing(columns: Sequence[Column], missing: Sequence[str]) -> str:
    """The headings that a file lacks, in one phrase."""
    return "、".join(missing or [column.heading for column in columns if column.needed])
