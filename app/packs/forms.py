"""Form files: TOML under `resources/forms` (or a county's own text of the same id) as a `FormLayout`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from app.domain.form_layout import (
    Block,
    Column,
    FormLayout,
    Frame,
    Gap,
    Grid,
    Lines,
    Page,
    Paragraph,
    PartCode,
    PenRule,
    Placed,
    Seal,
    Stage,
    Stages,
    Statement,
    TearLine,
    Template,
    When,
)
from app.domain.form_layout import (
    Table as TableBlock,
)
from app.packs.form_cells import CellReader
from app.packs.form_templates import Scope, TemplateFault, parse_template, parse_when
from app.packs.toml_files import Table, built_in_ids, built_in_text, parse_toml

KIND = "forms"
APPLIES_TO = ("household", "contract", "village", "book")
STAGE_KEYS = ("village", "township", "county", "insurer", "bank")
CHOICES = ("同意", "不同意", "退回补正")
FRAME_WIDTH = {Frame.TABLE: 170.0, Frame.NOTICE: 156.0, Frame.LETTER: 156.0}
BAND_WIDTH = 10.0
_BLOCKS = ("rows", "stages", "statement", "table", "lines", "paragraph", "gap", "seal")
_PLACED = ("rows", "paragraph", "seal", "tear", "part", "line")
_OWN_KEYS = (
    "band",
    "pen",
    "when",
    "height",
    "heading",
    "unit",
    "columns",
    "row",
    "total",
    "blank_rows",
    "small",
    "spare",
)
_TEXT_KEYS = ("size", "indent", "bold", "align", "before", "pitch")

Read = TypeVar("Read")


def form_ids() -> tuple[str, ...]:
    """The ids of the built-in forms, F1 … F20 in order, then the slips."""
    return tuple(sorted(built_in_ids(KIND), key=_order))


@cache
def load_form(form_id: str) -> FormLayout:
    """The built-in form of that id. Raises DataFileError (file, cell, reason)."""
    return read_form(built_in_text(KIND, form_id), f"{form_id}.toml")


def read_form(text: str, file: str) -> FormLayout:
    """A form from the text of a form file. Raises DataFileError (file, cell, reason)."""
    top = parse_toml(text, file)
    top.only(("id", "title", "applies_to", "foot", "shows_code", "duplex", "defaults", "page"))
    applies_to = top.text("applies_to")
    if applies_to not in APPLIES_TO:
        raise top.fault("applies_to", f"应为 {'、'.join(APPLIES_TO)} 之一，现在是 {applies_to}")
    return FormLayout(
        id=top.text("id"),
        title=top.text("title"),
        applies_to=applies_to,
        pages=tuple(_page(page) for page in top.tables("page")),
        defaults=_defaults(top),
        foot=top.text("foot", ""),
        shows_code=top.flag("shows_code", True),
        duplex=top.flag("duplex", False),
    )


def _defaults(top: Table) -> tuple[tuple[str, str], ...]:
    if not top.has("defaults"):
        return ()
    own = top.table("defaults")
    for name in own.content:
        _parsed(own, name, lambda name=name: Scope().kind(name))  # type: ignore[misc]
    return tuple((name, own.text(name)) for name in own.content)


def _page(own: Table) -> Page:
    own.only(
        ("name", "title", "head", "frame", "small_title", "notes", "floor", "section", "placed", "when"),
    )
    frame = own.text("frame", "table")
    if frame not in tuple(Frame):
        raise own.fault("frame", f"应为 {'、'.join(Frame)} 之一，现在是 {frame}")
    width = FRAME_WIDTH[Frame(frame)]
    sections = own.tables("section") if own.has("section") else []
    return Page(
        name=own.text("name", ""),
        title=_template(own, "title"),
        head=_template(own, "head"),
        frame=Frame(frame),
        blocks=tuple(_block(section, width) for section in sections),
        placed=tuple(_placed(place) for place in own.tables("placed")) if own.has("placed") else (),
        notes=tuple(_parsed(own, "notes", lambda n=n: parse_template(n, Scope())) for n in own.texts("notes", ())),  # type: ignore[misc]
        small_title=own.flag("small_title", False),
        floor=_number(own, "floor", 0.0),
        when=_when(own),
    )


def _block(own: Table, width: float) -> Block:
    kind = _only_kind(own, _BLOCKS)
    own.only((kind, *_OWN_KEYS, *_TEXT_KEYS, "stage"))
    readers: dict[str, Callable[[Table, float], Block]] = {
        "rows": _grid,
        "stages": _stages,
        "statement": _statement,
        "table": _table,
        "lines": lambda own, width: _lines(own),
        "paragraph": _paragraph,
        "seal": lambda own, width: Seal(),
        "gap": lambda own, width: Gap(_number(own, "gap", 0.0)),
    }
    return readers[kind](own, width)


def _only_kind(own: Table, kinds: tuple[str, ...]) -> str:
    found = [kind for kind in kinds if own.has(kind)]
    if len(found) != 1:
        raise own.fault("", f"要写且只写一种内容：{'、'.join(kinds)}")
    return found[0]


def _grid(own: Table, width: float) -> Grid:
    band = own.text("band", "")
    reader = CellReader(own, width - (BAND_WIDTH if band else 0), Scope(), own.flag("pen", False))
    return Grid(rows=reader.rows("rows"), band=band, when=_when(own))


def _stages(own: Table, width: float) -> Stages:
    order = own.texts("stages")
    given = own.table("stage")
    given.only(STAGE_KEYS)
    missing = [key for key in order if key not in given.content]
    if missing:
        raise own.fault("stages", f"没有写 stage.{missing[0]}")
    return Stages(tuple(_stage(given.table(key), key, width) for key in order))


def _stage(own: Table, key: str, width: float) -> Stage:
    own.only(("band", "rows", "choices", "when", "pen"))
    reader = CellReader(own, width - BAND_WIDTH, Scope(), own.flag("pen", False))
    return Stage(key, own.text("band"), own.texts("choices", CHOICES), reader.rows("rows"), _when(own))


def _statement(own: Table, width: float) -> Statement:
    paragraphs = own.texts("statement")
    return Statement(
        paragraphs=tuple(_parsed(own, "statement", lambda p=p: parse_template(p, Scope())) for p in paragraphs),  # type: ignore[misc]
        height=_number(own, "height", 0.0) or 9.0 * len(paragraphs),
        heading=own.text("heading", ""),
        unit=own.text("unit", ""),
        when=_when(own),
    )


def _table(own: Table, width: float) -> TableBlock:
    fact = own.text("table")
    scope = Scope(fact)
    _parsed(own, "table", lambda: scope.kind(fact))
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
        when=_when(own),
    )


def _table_row(own: Table, key: str, widths: list[float], scope: Scope, inner: float):  # type: ignore[no-untyped-def]
    entry = own.content[key]
    if isinstance(entry, list):
        entry = {"cells": entry}
    if isinstance(entry, dict) and isinstance(entry.get("cells"), list) and len(entry["cells"]) == len(widths):
        cells = [dict(cell) if isinstance(cell, dict) else {"label": cell} for cell in entry["cells"]]
        entry = {**entry, "cells": [{"width": width, **cell} for width, cell in zip(widths, cells, strict=True)]}
    return CellReader(own, inner, scope).row(entry, key)


def _lines(own: Table) -> Lines:
    lines = tuple(_parsed(own, "lines", lambda one=one: parse_template(one, Scope())) for one in own.texts("lines"))  # type: ignore[misc]
    return Lines(lines, _number(own, "pitch", 9.0), own.integer("spare", 0))


def _column(own: Table) -> Column:
    own.only(("heading", "width"))
    return Column(own.text("heading"), _number(own, "width", 0.0))


def _paragraph(own: Table, width: float) -> Paragraph:
    return Paragraph(
        template=_template(own, "paragraph"),
        size=_number(own, "size", 14.0),
        indent=own.integer("indent", 2),
        bold=own.flag("bold", False),
        align=own.text("align", "justify"),
        before=_number(own, "before", 0.0),
        pitch=_number(own, "pitch", 0.0),
        when=_when(own),
    )


def _placed(own: Table) -> Placed:
    kind = _only_kind(own, _PLACED)
    own.only((kind, "x", "y", "width", *_OWN_KEYS, *_TEXT_KEYS))
    width = _number(own, "width", 0.0)
    readers: dict[str, Callable[[], Grid | Paragraph | Seal | TearLine | PartCode | PenRule]] = {
        "rows": lambda: _grid(own, width),
        "paragraph": lambda: _paragraph(own, width),
        "seal": Seal,
        "tear": lambda: TearLine(own.text("tear")),
        "part": lambda: PartCode(own.text("part")),
        "line": lambda: PenRule(own.text("line")),
    }
    return Placed(_number(own, "x", 0.0), _number(own, "y", 0.0), width, readers[kind](), _when(own))


def _number(own: Table, key: str, default: float) -> float:
    return float(own.number(key)) if own.has(key) else default


def _template(own: Table, key: str) -> Template:
    return _parsed(own, key, lambda: parse_template(own.text(key, ""), Scope()))


def _when(own: Table) -> When | None:
    return _parsed(own, "when", lambda: parse_when(own.text("when"), Scope())) if own.has("when") else None


def _parsed(own: Table, key: str, parse: Callable[[], Read]) -> Read:
    try:
        return parse()
    except TemplateFault as fault:
        raise own.fault(key, str(fault)) from None


def _order(form_id: str) -> tuple[int, int, str]:
    digits = "".join(char for char in form_id if char.isdigit())
    return (0, int(digits), form_id) if form_id.startswith("F") and digits else (1, 0, form_id)
