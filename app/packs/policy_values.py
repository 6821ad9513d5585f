"""One value of a policy file: its type by the catalogue of keys, its dates, its clause."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.domain.policy import Basis, PolicyValue, Stage, Value
from app.domain.policy_keys import KEYS, Anchor, KeySpec, ValueType
from app.packs.toml_files import Table

_ENTRY = ("value", "unknown", "clause", "source", "basis", "anchor", "from", "until")


def read_entries(values: Table, key: str, pack_id: str) -> tuple[PolicyValue, ...]:
    """The dated values of one key, in the file's order. Raises DataFileError: wrong type, no clause, dates overlap."""
    entries = tuple(_entry(table, KEYS[key], pack_id) for table in values.tables(key))
    for number, entry in enumerate(entries):
        for other in entries[:number]:
            if _overlap(entry, other):
                raise values.fault(f"{key}[{number + 1}]", "日期与前面一条重叠")
    return entries


def _overlap(a: PolicyValue, b: PolicyValue) -> bool:
    starts_in_time = a.since is None or b.until is None or a.since <= b.until
    ends_in_time = b.since is None or a.until is None or b.since <= a.until
    return starts_in_time and ends_in_time


def _entry(table: Table, spec: KeySpec, pack_id: str) -> PolicyValue:
    table.only(_ENTRY)
    unknown = table.flag("unknown", False)
    if unknown == table.has("value"):
        raise table.fault("value", "要么写 value，要么写 unknown = true（政策未明确）")
    basis, anchor = table.text("basis", Basis.TEXT), table.text("anchor", spec.anchor)
    if basis not in list(Basis):
        raise table.fault("basis", f"只能是 {'、'.join(Basis)}，现在是 {basis}")
    if anchor not in list(Anchor):
        raise table.fault("anchor", f"只能是 {'、'.join(Anchor)}，现在是 {anchor}")
    since, until = table.day_or_none("from"), table.day_or_none("until")
    if since is not None and until is not None and until < since:
        raise table.fault("until", f"早于 from（{since}）")
    return PolicyValue(
        key=spec.key,
        value=None if unknown else _typed(table, spec),
        clause=table.text("clause"),
        source=table.text("source"),
        basis=Basis(basis),
        pack_id=pack_id,
        since=since,
        until=until,
        anchor=Anchor(anchor),
    )


def _typed(table: Table, spec: KeySpec) -> Value:
    return _READERS[spec.type](table, spec)


def _money(table: Table, _spec: KeySpec) -> Decimal:
    return _not_negative(table, table.number("value").quantize(Decimal("0.01")))


def _integer(table: Table, _spec: KeySpec) -> int:
    return int(_not_negative(table, Decimal(table.integer("value"))))


def _text(table: Table, spec: KeySpec) -> str:
    chosen = table.text("value")
    _among(table, "value", chosen, spec)
    return chosen


def _words(table: Table, spec: KeySpec) -> tuple[str, ...]:
    words = table.texts("value")
    for number, word in enumerate(words, start=1):
        _among(table, f"value[{number}]", word, spec)
    return words


def _shares(table: Table, _spec: KeySpec) -> tuple[tuple[str, Decimal], ...]:
    shares = table.table("value")
    return tuple((name, _not_negative(shares, shares.number(name), name)) for name in shares.content)


def _titles(table: Table, _spec: KeySpec) -> tuple[tuple[str, str], ...]:
    titles = table.table("value")
    return tuple((form, titles.text(form)) for form in titles.content)


def _synonyms(table: Table, _spec: KeySpec) -> tuple[tuple[str, tuple[str, ...]], ...]:
    synonyms = table.table("value")
    return tuple((word, synonyms.texts(word)) for word in synonyms.content)


def _stages(table: Table, _spec: KeySpec) -> tuple[Stage, ...]:
    stages = tuple(_stage(stage) for stage in table.tables("value"))
    if sum(stage.decides for stage in stages) != 1:
        raise table.fault("value", "要有且只有一个阶段写 decides = true")
    return stages


_READERS: dict[ValueType, Callable[[Table, KeySpec], Value]] = {
    ValueType.MONEY: _money,
    ValueType.SHARE: lambda table, _spec: table.share("value"),
    ValueType.INTEGER: _integer,
    ValueType.INTEGERS: lambda table, _spec: table.integers("value"),
    ValueType.TEXT: _text,
    ValueType.CHOICE: _text,
    ValueType.FLAG: lambda table, _spec: table.flag("value"),
    ValueType.WORDS: _words,
    ValueType.DAY: lambda table, _spec: table.day("value"),
    ValueType.SHARES: _shares,
    ValueType.TITLES: _titles,
    ValueType.SYNONYMS: _synonyms,
    ValueType.STAGES: _stages,
}


def _among(table: Table, key: str, chosen: str, spec: KeySpec) -> None:
    allowed = [choice for choice, _ in spec.choices]
    if allowed and chosen not in allowed:
        raise table.fault(key, f"只能是 {'、'.join(allowed)}，现在是 {chosen}")


def _not_negative(table: Table, number: Decimal, key: str = "value") -> Decimal:
    if number < 0:
        raise table.fault(key, f"不能是负数，现在是 {number}")
    return number


def _stage(table: Table) -> Stage:
    table.only(("id", "name", "office", "optional", "decides"))
    return Stage(
        id=table.text("id"),
        name=table.text("name"),
        office=table.text("office", ""),
        optional=table.flag("optional", False),
        decides=table.flag("decides", False),
    )
