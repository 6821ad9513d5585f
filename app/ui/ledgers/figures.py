"""Tables of a report: its figures beside those of the period before, its breakdowns, the list behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.domain.report import Figure, Measure, ReportTable
from app.ui.parts.columns import Column
from app.ui.parts.table import DENSE, Table
from app.ui.tokens import Tone
from app.ui.words import NOTHING, bare_wan, money


def figures_table() -> Table:
    """The figures; Enter on one asks for the list behind it."""
    return Table(
        [
            Column("指标", lambda figure: figure.name),
            Column("本期", lambda figure: shown(figure.now, figure.measure), right=True),
            Column(
                "上期",
                lambda figure: shown(figure.before, figure.measure),
                right=True,
                tone=lambda figure: Tone.MUTED,
            ),
            Column("比上期", _change, right=True),
            Column("单位", _unit, small=True, tone=lambda figure: Tone.MUTED),
            Column("名单", _behind, small=True, icon=lambda figure: "right" if figure.behind else "", secondary=True),
            Column("口径", _basis, small=True, stretch=True, explains=True, tone=lambda _: Tone.MUTED, secondary=True),
        ],
        name="报表指标，回车看后面的名单",
        row_height=DENSE,
    )


def table_of(table: ReportTable) -> Table:
    """A breakdown, as high as its rows."""
    columns = [
        Column(_heading(heading, measure), _cell(at, measure), right=measure is not Measure.TEXT, stretch=at == 0)
        for at, (heading, measure) in enumerate(table.columns)
    ]
    made = Table(columns, name=table.title, row_height=DENSE, fit=True)
    made.set_rows(list(table.rows))
    return made


def behind_table() -> Table:
    """The loans or households that a figure counts; Enter opens one."""
    return Table(
        [
            Column("编号", lambda each: each.key),
            Column("组", lambda each: each.group, secondary=True),
            Column("谁", lambda each: each.name or NOTHING),
            Column("贷款金额（元）", lambda each: money(each.principal) if each.principal else NOTHING, right=True),
            Column("余额（元）", lambda each: money(each.balance) if each.balance else NOTHING, right=True),
            Column("情况", lambda each: each.what, stretch=True, explains=True),
        ],
        name="指标后面的名单，回车打开",
        row_height=DENSE,
        picks=True,
    )


def shown(value: object, measure: Measure) -> str:
    """A value as it stands in a cell; money in 万元."""
    if value is None:
        return NOTHING
    if measure is Measure.MONEY:
        return bare_wan(Decimal(str(value)))
    if measure is Measure.PERCENT:
        return f"{value:.2f}%"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _heading(heading: str, measure: Measure) -> str:
    return f"{heading}（万元）" if measure is Measure.MONEY else heading


def _cell(at: int, measure: Measure) -> Callable[[Any], str]:
    return lambda row: shown(row[at], measure)


def _change(figure: Figure) -> str:
    change = figure.change
    if not change:
        return NOTHING
    sign = "+" if change > 0 else "−"
    return sign + shown(abs(change), figure.measure)


def _unit(figure: Figure) -> str:
    return "万元" if figure.measure is Measure.MONEY else figure.unit


def _behind(figure: Figure) -> str:
    if not figure.behind:
        return ""
    return f"{len(figure.behind)} {'笔' if figure.behind_kind == 'loan' else '户'}"


def _basis(figure: Figure) -> str:
    parts = (f"分母：{figure.denominator}" * bool(figure.denominator), figure.note)
    return "；".join(part for part in parts if part)
