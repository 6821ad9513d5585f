"""A report as JSON text and back: what is kept when it is made final, and what --json prints."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.report import Figure, FigureGroup, Measure, Report, ReportTable

LONGEST = 80_000  # characters; a text of a bundle may have 100 000


def to_data(report: Report, *, behind: bool = True) -> dict[str, Any]:
    """The report as plain values: money in yuan and shares in per cent as text, counts as numbers."""
    return {
        "title": report.title,
        "village": report.village,
        "as_of": report.as_of.isoformat(),
        "entered_until": report.entered_until.isoformat(),
        "maker": report.maker,
        "previous_as_of": report.previous_as_of.isoformat() if report.previous_as_of else None,
        "final": report.final,
        "zero": report.zero,
        "adjustments": list(report.adjustments),
        "groups": [
            {"title": group.title, "figures": [_figure_data(each, behind) for each in group.figures]}
            for group in report.groups
        ],
        "tables": [
            {
                "title": table.title,
                "columns": [[heading, str(measure)] for heading, measure in table.columns],
                "rows": [
                    [_plain(value, measure) for (_, measure), value in zip(table.columns, row, strict=True)]
                    for row in table.rows
                ],
            }
            for table in report.tables
        ],
        "paragraph": report.paragraph,
    }


def to_text(report: Report) -> str:
    """The same as text; lists behind the figures are left out where it would grow too long for a bundle."""
    whole = json.dumps(to_data(report), ensure_ascii=False, separators=(",", ":"))
    if len(whole) <= LONGEST:
        return whole
    return json.dumps(to_data(report, behind=False), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Report:
    """The report as it was kept."""
    data = json.loads(text)
    previous = data["previous_as_of"]
    return Report(
        title=data["title"],
        village=data["village"],
        as_of=date.fromisoformat(data["as_of"]),
        entered_until=datetime.fromisoformat(data["entered_until"]),
        maker=data["maker"],
        groups=tuple(
            FigureGroup(group["title"], tuple(_figure(each) for each in group["figures"])) for group in data["groups"]
        ),
        previous_as_of=date.fromisoformat(previous) if previous else None,
        final=data["final"],
        zero=data["zero"],
        adjustments=tuple(data["adjustments"]),
        tables=tuple(_table(each) for each in data["tables"]),
        paragraph=data["paragraph"],
    )


def _figure_data(figure: Figure, behind: bool) -> dict[str, Any]:
    return {
        "id": figure.id,
        "name": figure.name,
        "measure": str(figure.measure),
        "unit": figure.unit,
        "now": _plain(figure.now, figure.measure),
        "before": _plain(figure.before, figure.measure),
        "change": _plain(figure.change, figure.measure),
        "denominator": figure.denominator,
        "note": figure.note,
        "behind": list(figure.behind) if behind else [],
        "behind_kind": figure.behind_kind if behind else "",
    }


def _figure(data: dict[str, Any]) -> Figure:
    measure = Measure(data["measure"])
    return Figure(
        id=data["id"],
        name=data["name"],
        measure=measure,
        now=_value(data["now"], measure),
        before=_value(data["before"], measure),
        unit=data["unit"],
        denominator=data["denominator"],
        behind=tuple(data["behind"]),
        behind_kind=data["behind_kind"],
        note=data["note"],
    )


def _table(data: dict[str, Any]) -> ReportTable:
    columns = tuple((heading, Measure(measure)) for heading, measure in data["columns"])
    rows = tuple(
        tuple(_value(value, measure) for (_, measure), value in zip(columns, row, strict=True)) for row in data["rows"]
    )
    return ReportTable(data["title"], columns, rows)


def _plain(value: object, measure: Measure) -> Any:
    if value is not None and measure in (Measure.MONEY, Measure.PERCENT):
        return f"{Decimal(str(value)):.2f}"
    return value


def _value(value: Any, measure: Measure) -> Any:
    if value is not None and measure in (Measure.MONEY, Measure.PERCENT):
        return Decimal(value)
    return value
