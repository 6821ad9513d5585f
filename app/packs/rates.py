"""Rate tables read from `resources/rates`: the LPR and the benchmark, which a user extends with rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from app.domain.errors import DataFileError
from app.domain.rates import Bracket, RateRow, RateTable, RateTables
from app.packs.toml_files import Table, built_in_ids, built_in_text, parse_toml


def rate_table_ids() -> tuple[str, ...]:
    """Ids of the built-in tables."""
    return built_in_ids("rates")


def load_rates(table_id: str, shadows: Mapping[str, str] | None = None) -> RateTable:
    """One table; a text in `shadows` (a table extended in the book) comes first. Raises DataFileError."""
    text = (shadows or {}).get(table_id) or built_in_text("rates", table_id)
    return read_rates(text, f"{table_id}.toml")


def load_rate_tables(shadows: Mapping[str, str] | None = None) -> RateTables:
    """The LPR and the benchmark together, as eligibility needs them."""
    return RateTables(lpr=load_rates("lpr", shadows), benchmark=load_rates("benchmark", shadows))


def rates_text(table_id: str) -> str:
    """The text of a built-in table. Raises DataFileError where there is none."""
    return built_in_text("rates", table_id)


def with_new_row(text: str, file: str, since: date, percents: Sequence[Decimal]) -> str:
    """The table's text with one more row at its end, one rate per bracket in per cent ("3.00"), known up to its day.

    Raises DataFileError where the day is not later than the last row's, or the number of rates is wrong.
    """
    table = read_rates(text, file)
    if len(percents) != len(table.brackets):
        names = "、".join(bracket.id for bracket in table.brackets)
        raise DataFileError(file=file, where="rows", reason=f"应有 {len(table.brackets)} 个利率：{names}")
    lines = ["", "[[rows]]", f"since = {since}"]
    lines += [f'{bracket.id} = "{percent}%"' for bracket, percent in zip(table.brackets, percents, strict=True)]
    longer = text.rstrip() + "\n" + "\n".join(lines) + "\n"
    if table.known_until is not None and table.known_until < since:
        longer = longer.replace(f"known_until = {table.known_until}", f"known_until = {since}", 1)
    read_rates(longer, file)
    return longer


def read_rates(text: str, file: str) -> RateTable:
    """A table from its text; rows must have rising days and one rate per bracket."""
    top = parse_toml(text, file)
    top.only(("id", "name", "source", "known_until", "brackets", "rows"))
    brackets = tuple(_bracket(table) for table in top.tables("brackets"))
    if not brackets:
        raise top.fault("brackets", "至少要有一个期限档次")
    rows: list[RateRow] = []
    for table in top.tables("rows"):
        row = _row(table, brackets)
        if rows and row.since <= rows[-1].since:
            raise table.fault("since", f"日期要从早到晚，前一行是 {rows[-1].since}")
        rows.append(row)
    if not rows:
        raise top.fault("rows", "至少要有一行利率")
    return RateTable(
        id=top.text("id"),
        name=top.text("name"),
        source=top.text("source"),
        brackets=brackets,
        rows=tuple(rows),
        known_until=_known_until(top, rows[-1].since),
    )


def _known_until(top: Table, last: date) -> date | None:
    until = top.day_or_none("known_until")
    if until is not None and until < last:
        raise top.fault("known_until", f"早于最后一行（{last}）")
    return until


def _bracket(table: Table) -> Bracket:
    table.only(("id", "label", "up_to_months"))
    months = table.integer("up_to_months") if table.has("up_to_months") else None
    return Bracket(table.text("id"), table.text("label"), months)


def _row(table: Table, brackets: tuple[Bracket, ...]) -> RateRow:
    table.only(("since", *(bracket.id for bracket in brackets)))
    return RateRow(table.day("since"), tuple(table.share(bracket.id) for bracket in brackets))
