"""Ledger layouts read from their files: columns are data, so a county can reorder, rename and hide them.

A layout edited in the book shadows the built-in one: `shadows` maps ledger ids to TOML texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from app.domain.errors import DataFileError
from app.domain.ledger_layout import CellType, LedgerColumn, LedgerLayout
from app.packs.toml_files import Table, built_in_ids, built_in_text, parse_toml

_HEAD = ("id", "rows", "title", "unit", "order", "frozen", "note", "columns")
_COLUMN = ("heading", "fact", "type", "width", "total", "hidden")
_UNITS = ("元", "万元")
_WIDEST = 80


def ledger_ids(shadows: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The ids of all ledgers, in the order in which they are listed to people."""
    ids = {*built_in_ids("ledgers"), *(shadows or {})}
    return tuple(sorted(ids, key=lambda each: (_order(each, shadows), each)))


def load_ledger(ledger_id: str, shadows: Mapping[str, str] | None = None) -> LedgerLayout:
    """The layout of a ledger, hidden columns left out. Raises DataFileError with file, key path and reason."""
    if shadows and ledger_id in shadows:
        return check_ledger_text(shadows[ledger_id], f"{ledger_id}.toml", ledger_id)
    return _built_in(ledger_id)


def check_ledger_text(text: str, file: str, ledger_id: str = "") -> LedgerLayout:
    """A layout from a text that is not in the book yet; `ledger_id`, where given, must be its id."""
    top = parse_toml(text, file)
    top.only(_HEAD)
    found = top.text("id")
    if ledger_id and found != ledger_id:
        raise top.fault("id", f"id 应与文件名一致，应为 {ledger_id}，现在是 {found}")
    unit = top.text("unit", "元")
    if unit not in _UNITS:
        raise top.fault("unit", f"只能是 {'、'.join(_UNITS)}，现在是 {unit}")
    columns = _columns(top)
    frozen = top.integer("frozen", 0)
    if not 0 <= frozen < len(columns):
        raise top.fault("frozen", f"应在 0 到 {len(columns) - 1} 之间，现在是 {frozen}")
    top.integer("order", 0)
    return LedgerLayout(found, top.text("title"), unit, columns, frozen, top.text("note", ""), _source(top, found))


def check_county_layout(text: str, file: str) -> LedgerLayout:
    """A layout that a county edited or made: its rows are those of a built-in ledger, and so are its facts.

    Raises DataFileError with file, key path and reason.
    """
    layout = check_ledger_text(text, file)
    top = parse_toml(text, file)
    if layout.source not in built_in_ids("ledgers"):
        raise top.fault("id", f"没有 {layout.source} 这个台账；县里自己加的台账要用 rows 写明用哪个台账的行")
    known = facts_of(layout.source)
    for table in top.tables("columns"):
        fact = table.text("fact")
        if fact not in known:
            words = "、".join(f"{fact}（{heading}）" for fact, heading in known.items())
            raise table.fault("fact", f"{layout.title}里没有 {fact} 这一项，可用的有：{words}")
    return layout


def facts_of(ledger_id: str) -> dict[str, str]:
    """What the rows of a built-in ledger carry, and the heading it stands under there, hidden columns too."""
    top = parse_toml(built_in_text("ledgers", ledger_id), f"{ledger_id}.toml")
    return {table.text("fact"): table.text("heading") for table in top.tables("columns")}


def ledger_text(ledger_id: str, shadows: Mapping[str, str] | None = None) -> str:
    """The file of a layout as it is in force, to be edited."""
    return shadows[ledger_id] if shadows and ledger_id in shadows else built_in_text("ledgers", ledger_id)


def _source(top: Table, ledger_id: str) -> str:
    source = top.text("rows", "")
    built_in = built_in_ids("ledgers")
    if source and source not in built_in:
        raise top.fault("rows", f"没有 {source} 这个台账，可用的有：{'、'.join(built_in)}")
    return source if source != ledger_id else ""


@lru_cache(maxsize=64)
def _built_in(ledger_id: str) -> LedgerLayout:
    return check_ledger_text(built_in_text("ledgers", ledger_id), f"{ledger_id}.toml", ledger_id)


def _order(ledger_id: str, shadows: Mapping[str, str] | None) -> int:
    text = shadows[ledger_id] if shadows and ledger_id in shadows else built_in_text("ledgers", ledger_id)
    try:
        return parse_toml(text, f"{ledger_id}.toml").integer("order", 0)
    except DataFileError:
        return 999


def _columns(top: Table) -> tuple[LedgerColumn, ...]:
    columns: list[LedgerColumn] = []
    for table in top.tables("columns"):
        column, hidden = _column(table)
        if any(column.fact == other.fact for other in columns):
            raise table.fault("fact", f"{column.fact} 已经有一列了")
        if not hidden:
            columns.append(column)
    if not columns:
        raise top.fault("columns", "至少要留一列")
    return tuple(columns)


def _column(table: Table) -> tuple[LedgerColumn, bool]:
    table.only(_COLUMN)
    kind = table.text("type", CellType.TEXT)
    if kind not in list(CellType):
        raise table.fault("type", f"只能是 {'、'.join(CellType)}，现在是 {kind}")
    cell_type = CellType(kind)
    width = table.integer("width", 10)
    if not 3 <= width <= _WIDEST:
        raise table.fault("width", f"应在 3 到 {_WIDEST} 个字符之间，现在是 {width}")
    total = table.flag("total", False)
    if total and cell_type not in (CellType.MONEY, CellType.INT):
        raise table.fault("total", "只有金额和整数列能合计")
    column = LedgerColumn(table.text("heading"), table.text("fact"), cell_type, width, total)
    return column, table.flag("hidden", False)
