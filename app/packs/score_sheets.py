"""Score sheets read from `resources/score_sheets`, or from a county's own text, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise

from app.domain.score_sheet import AdjustmentRule, Band, Indicator, Option, ScoreSheet, Veto
from app.packs.toml_files import Table, built_in_ids, built_in_text, parse_toml

_HEAD = (
    "id", "name", "source", "clause", "valid_months", "review_months",
    "indicators", "bands", "vetoes", "adjustment_rules",
)  # fmt: skip


def score_sheet_ids(shadows: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Ids of all sheets: the built-in ones and those of the book."""
    return tuple(sorted({*built_in_ids("score_sheets"), *(shadows or {})}))


def load_score_sheet(sheet_id: str, shadows: Mapping[str, str] | None = None) -> ScoreSheet:
    """One sheet; a text in `shadows` comes before the built-in one. Raises DataFileError."""
    text = (shadows or {}).get(sheet_id) or built_in_text("score_sheets", sheet_id)
    return read_score_sheet(text, f"{sheet_id}.toml")


def read_score_sheet(text: str, file: str) -> ScoreSheet:
    """A sheet from its text. Raises DataFileError: options above the weight, bands not falling, ids twice …"""
    top = parse_toml(text, file)
    top.only(_HEAD)
    indicators = tuple(_indicator(table) for table in top.tables("indicators"))
    _unique(top, "indicators", [indicator.id for indicator in indicators])
    return ScoreSheet(
        id=top.text("id"),
        name=top.text("name"),
        source=top.text("source"),
        clause=top.text("clause"),
        indicators=indicators,
        bands=_bands(top),
        vetoes=tuple(_veto(table) for table in _optional(top, "vetoes")),
        adjustment_rules=tuple(_rule(table, indicators) for table in _optional(top, "adjustment_rules")),
        valid_months=top.integer("valid_months"),
        review_months=top.integer("review_months"),
    )


def _indicator(table: Table) -> Indicator:
    table.only(("id", "label", "weight", "hint", "options"))
    weight = table.number("weight")
    options = tuple(_option(option, weight) for option in table.tables("options"))
    _unique(table, "options", [option.id for option in options])
    if not options or options[0].points != weight:
        raise table.fault("options", f"第一个选项应是满分 {weight}")
    if any(later.points > earlier.points for earlier, later in pairwise(options)):
        raise table.fault("options", "选项要按分数从高到低排")
    return Indicator(table.text("id"), table.text("label"), weight, options, table.text("hint", ""))


def _option(table: Table, weight: Decimal) -> Option:
    table.only(("id", "label", "points"))
    points = table.number("points")
    if not 0 <= points <= weight:
        raise table.fault("points", f"应在 0 到 {weight} 之间，现在是 {points}")
    return Option(table.text("id"), table.text("label"), points)


def _bands(top: Table) -> tuple[Band, ...]:
    bands: list[Band] = []
    for table in top.tables("bands"):
        table.only(("grade", "lower", "credit_line"))
        band = Band(table.text("grade"), table.number("lower"), table.number("credit_line").quantize(Decimal("0.01")))
        if bands and (band.lower >= bands[-1].lower or band.credit_line > bands[-1].credit_line):
            raise table.fault("lower", "等级要从高到低排，额度不能反而变高")
        bands.append(band)
    if not bands or bands[-1].lower != 0:
        raise top.fault("bands", "最后一个等级的 lower 应是 0")
    return tuple(bands)


def _veto(table: Table) -> Veto:
    table.only(("id", "label", "enabled"))
    return Veto(table.text("id"), table.text("label"), table.flag("enabled"))


def _rule(table: Table, indicators: Iterable[Indicator]) -> AdjustmentRule:
    table.only(("id", "label", "indicator", "most", "clause"))
    indicator = table.text("indicator")
    known = [each.id for each in indicators]
    if indicator not in known:
        raise table.fault("indicator", f"没有指标 {indicator}，现有 {'、'.join(known)}")
    return AdjustmentRule(table.text("id"), table.text("label"), indicator, table.number("most"), table.text("clause"))


def _optional(top: Table, key: str) -> list[Table]:
    return top.tables(key) if top.has(key) else []


def _unique(table: Table, key: str, ids: list[str]) -> None:
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise table.fault(key, f"id {twice} 出现了两次")
