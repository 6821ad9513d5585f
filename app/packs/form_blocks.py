"""Blocks of form files: sections stacked in the frame, and blocks placed at fixed points."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from app.domain.form_layout import (
    Block,
    Column,
    Frame,
    Gap,
    Grid,
    Lines,
    Paragraph,
    PartCode,
    PenRule,
    Placed,
    Row,
    Seal,
    Stage,
    Stages,
    Statement,
    TearLine,
    Template,
    When,
)
from app.domain.form_layout import Table as TableBlock
from app.packs.form_cells import CellReader
from app.packs.form_templates import Scope, TemplateFault, parse_template, parse_when
from app.packs.toml_files import Table

STAGE_KEYS = ("village", "township", "county", "insurer", "bank")
CHOICES = ("同意", "不同意", "退回补正")
FRAME_WIDTH = {Frame.TABLE: 170.0, Frame.NOTICE: 156.0, Frame.LETTER: 156.0}
BAND_WIDTH = 10.0
_TEXT_KEYS = ("size", "indent", "bold", "align", "before", "pitch", "when")
_BLOCK_KEYS: dict[str, tuple[str, ...]] = {
    "rows": ("band", "pen", "when"),
    "stages": ("stage", "by_pack", "recorded"),
    "statement": ("height", "heading", "unit", "when"),
    "table": ("band", "columns", "row", "total", "blank_rows", "unit", "small", "most_rows", "when"),
    "lines": ("pitch", "spare"),
    "paragraph": _TEXT_KEYS,
    "gap": (),
    "seal": (),
}
_PLACED_KEYS: dict[str, tuple[str, ...]] = {
    "rows": ("pen", "when"),
    "paragraph": _TEXT_KEYS,
    "seal": ("when",),
    "tear": ("when",),
    "part": ("when",),
    "line": ("when",),
}
"""The keys that may stand beside each kind of block."""

Read = TypeVar("Read")


def read_block(own: Table, width: float) -> Block:
    kind = _only_kind(own, tuple(_BLOCK_KEYS))
    own.only((kind, *_BLOCK_KEYS[kind]))
    readers: dict[str, Callable[[Table, float], Block]] = {
        "rows": _grid,
        "stages": _stages,
        "statement": _statement,
        "table": _table,
        "lines": lambda own, width: _lines(own),
        "paragraph": _paragraph,
        "seal": lambda own, width: Seal(),
        "gap": lambda own, width: Gap(number_of(own, "gap", 0.0)),
    }
    return readers[kind](own, width)


def _only_kind(own: Table, kinds: tuple[str, ...]) -> str:
    found = [kind for kind in kinds if own.has(kind)]
    if len(found) != 1:
        raise own.fault("", f"要写且只写一种内容：{'、'.join(kinds)}")
    return found[0]


def _grid(own: Table, width: float) -> Grid:
    band = own.text("band", "")
    on_grid = width == FRAME_WIDTH[Frame.TABLE]
    reader = CellReader(own, width - (BAND_WIDTH if band else 0), Scope(), own.flag("pen", False), on_grid)
    return Grid(rows=reader.rows("rows"), band=band, when=read_when(own))


def _stages(own: Table, width: float) -> Stages:
    order = own.texts("stages")
    given = own.table("stage")
    given.only(STAGE_KEYS)
    missing = [key for key in order if key not in given.content]
    if missing:
        raise own.fault("stages", f"没有写 stage.{missing[0]}")
    recorded = own.flag("recorded", False)
    stages = tuple(_stage(given.table(key), key, width, recorded) for key in order)
    return Stages(stages, own.flag("by_pack", False))


def _stage(own: Table, key: str, width: float, recorded: bool) -> Stage:
    own.only(("band", "rows", "choices", "when", "pen"))
    reader = CellReader(own, width - BAND_WIDTH, Scope(), own.flag("pen", False))
    choices = own.texts("choices", CHOICES)
    return Stage(key, own.text("band"), choices, reader.rows("rows"), recorded, read_when(own))


def _statement(own: Table, width: float) -> Statement:
    paragraphs = read_templates(own, "statement")
    return Statement(
        paragraphs=paragraphs,
        height=number_of(own, "height", 0.0) or 9.0 * len(paragraphs),
        heading=own.text("heading", ""),
        unit=own.text("unit", ""),
        when=read_when(own),
    )


def _table(own: Table, width: float) -> TableBlock:
    fact = own.text("table")
    scope = Scope(fact)
    parsed(own, "table", lambda: scope.kind(fact))
    columns = tuple(_column(column) for column in own.tables("columns"))
    band = own.text("band", "")
    inner = width - (BAND_WIDTH if band else 0)
    if abs(sum(column.width for column in columns) - inner) > 0.01:
        raise own.fault("columns", f"各列宽度合计应为 {inner:g} 毫米")
    widths = [int(column.width) if column.width == int(column.width) else column.width for column in columns]
    return TableBlock(
        fact=fact,
        columns=columns,
        row=_table_row(own, "row", widths, scope, inner),
        total=_table_row(own, "total", widths, Scope(), inner) if own.has("total") else None,
        band=band,
        blank_rows=own.integer("blank_rows", 0),
        unit=own.text("unit", ""),
        small=own.flag("small", False),
        most_rows=own.integer("most_rows", 0),
        when=read_when(own),
    )


def _table_row(own: Table, key: str, widths: list[float], scope: Scope, inner: float) -> Row:
    entry = own.content[key]
    if isinstance(entry, list):
        entry = {"cells": entry}
    if isinstance(entry, dict) and isinstance(entry.get("cells"), list) and len(entry["cells"]) == len(widths):
        cells = [dict(cell) if isinstance(cell, dict) else {"label": cell} for cell in entry["cells"]]
        entry = {**entry, "cells": [{"width": width, **cell} for width, cell in zip(widths, cells, strict=True)]}
    return CellReader(own, inner, scope).row(entry, key)


def _lines(own: Table) -> Lines:
    return Lines(read_templates(own, "lines"), number_of(own, "pitch", 9.0), own.integer("spare", 0))


def _column(own: Table) -> Column:
    own.only(("heading", "width"))
    return Column(own.text("heading"), number_of(own, "width", 0.0))


def _paragraph(own: Table, width: float) -> Paragraph:
    return Paragraph(
        template=read_template(own, "paragraph"),
        size=number_of(own, "size", 14.0),
        indent=own.integer("indent", 2),
        bold=own.flag("bold", False),
        align=own.text("align", "justify"),
        before=number_of(own, "before", 0.0),
        pitch=number_of(own, "pitch", 0.0),
        when=read_when(own),
    )


def read_placed(own: Table) -> Placed:
    kind = _only_kind(own, tuple(_PLACED_KEYS))
    own.only((kind, "x", "y", "width", *_PLACED_KEYS[kind]))
    width = number_of(own, "width", 0.0)
    readers: dict[str, Callable[[], Grid | Paragraph | Seal | TearLine | PartCode | PenRule]] = {
        "rows": lambda: _grid(own, width),
        "paragraph": lambda: _paragraph(own, width),
        "seal": Seal,
        "tear": lambda: TearLine(own.text("tear")),
        "part": lambda: PartCode(own.text("part")),
        "line": lambda: PenRule(own.text("line")),
    }
    return Placed(number_of(own, "x", 0.0), number_of(own, "y", 0.0), width, readers[kind](), read_when(own))


def number_of(own: Table, key: str, default: float) -> float:
    return float(own.number(key)) if own.has(key) else default


def read_template(own: Table, key: str) -> Template:
    return parsed(own, key, lambda: parse_template(own.text(key, ""), Scope()))


def read_templates(own: Table, key: str) -> tuple[Template, ...]:
    return tuple(parsed(own, key, partial(parse_template, text, Scope())) for text in own.texts(key))


def read_when(own: Table) -> When | None:
    return parsed(own, "when", lambda: parse_when(own.text("when"), Scope())) if own.has("when") else None


def parsed(own: Table, key: str, parse: Callable[[], Read]) -> Read:
    try:
        return parse()
    except TemplateFault as fault:
        raise own.fault(key, str(fault)) from None
