"""A policy value in words, and as JSON: money in yuan, shares per cent, choices by their Chinese names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, cast

from app.domain.policy import Basis, PolicyValue, Stage, Value
from app.domain.policy_keys import KEYS, KeySpec, ValueType

UNCLEAR = "政策未明确"
BASIS_NAMES = {Basis.TEXT: "文件原文", Basis.PUBLIC: "公开资料，未见原文", Basis.PRACTICE: "行业习惯，县里可改"}
PARTY_NAMES = {
    "insurer": "保险公司",
    "bank": "承贷银行",
    "county": "县",
    "government": "政府",
    "mutual_fund": "村级风险互助金",
}


def say(value: PolicyValue) -> str:
    """The value for people: "50000 元", "0.5%", "36 个月", "是"; 政策未明确 where it is empty."""
    if value.value is None:
        return UNCLEAR
    spec = KEYS[value.key]
    return _SAYERS[spec.type](value.value, spec)


def say_dates(value: PolicyValue) -> str:
    """The value's own dates: "2022-12-31 以前", "2023-01-01 起", "" where it has none."""
    if value.since and value.until:
        return f"{value.since} 至 {value.until}"
    if value.until:
        return f"{value.until} 以前（含当天）"
    return f"{value.since} 起" if value.since else ""


def as_json(value: PolicyValue) -> dict[str, Any]:
    """One value with everything the file says about it; `value` is null where the policy is not clear."""
    spec = KEYS[value.key]
    return {
        "key": value.key,
        "label": spec.label,
        "value": _plain(value.value, spec),
        "unit": "%" if spec.type is ValueType.SHARE else spec.unit,
        "text": say(value),
        "clause": value.clause,
        "source": value.source,
        "basis": str(value.basis),
        "pack": value.pack_id,
        "anchor": str(value.anchor),
        "from": value.since.isoformat() if value.since else None,
        "until": value.until.isoformat() if value.until else None,
    }


def percent(share: Decimal) -> str:
    """A fraction as per cent without the sign: 0.0475 -> "4.75"."""
    return f"{(share * 100).normalize():f}"


def _yuan(value: Value, spec: KeySpec) -> str:
    amount = cast(Decimal, value)
    whole = f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
    return f"{whole} {spec.unit or '元'}"


def _choice(value: Value, spec: KeySpec) -> str:
    return dict(spec.choices).get(str(value), str(value))


def _words(value: Value, spec: KeySpec) -> str:
    names = dict(spec.choices)
    return "、".join(names.get(word, word) for word in cast("tuple[str, ...]", value))


def _shares(value: Value, _spec: KeySpec) -> str:
    shares = cast("tuple[tuple[str, Decimal], ...]", value)
    names = "、".join(PARTY_NAMES.get(name, name) for name, _ in shares)
    return f"{names} {':'.join(f'{weight.normalize():f}' for _, weight in shares)}"


def _synonyms(value: Value, _spec: KeySpec) -> str:
    rows = cast("tuple[tuple[str, tuple[str, ...]], ...]", value)
    return "；".join(f"{word}：{'、'.join(ways)}" for word, ways in rows)


def _stages(value: Value, _spec: KeySpec) -> str:
    stages = cast("tuple[Stage, ...]", value)
    return " → ".join(stage.name + ("（可选）" if stage.optional else "") for stage in stages)


_SAYERS: dict[ValueType, Callable[[Value, KeySpec], str]] = {
    ValueType.MONEY: _yuan,
    ValueType.SHARE: lambda value, _spec: f"{percent(cast(Decimal, value))}%",
    ValueType.INTEGER: lambda value, spec: f"{value} {spec.unit}".strip(),
    ValueType.INTEGERS: lambda value, spec: "、".join(map(str, cast("tuple[int, ...]", value))) + f" {spec.unit}",
    ValueType.TEXT: lambda value, _spec: str(value),
    ValueType.CHOICE: _choice,
    ValueType.FLAG: lambda value, _spec: "是" if value else "否",
    ValueType.WORDS: _words,
    ValueType.DAY: lambda value, _spec: str(value),
    ValueType.SHARES: _shares,
    ValueType.TITLES: lambda value, _spec: "；".join(f"{k} {v}" for k, v in cast("tuple[tuple[str, str], ...]", value)),
    ValueType.SYNONYMS: _synonyms,
    ValueType.STAGES: _stages,
}


def _plain(value: Value | None, spec: KeySpec) -> Any:
    if isinstance(value, Decimal):
        return percent(value) if spec.type is ValueType.SHARE else f"{value:.2f}"
    if spec.type is ValueType.SHARES and value is not None:
        return {name: f"{weight.normalize():f}" for name, weight in cast("tuple[tuple[str, Decimal], ...]", value)}
    if spec.type is ValueType.STAGES and value is not None:
        return [
            {"id": stage.id, "name": stage.name, "optional": stage.optional, "decides": stage.decides}
            for stage in cast("tuple[Stage, ...]", value)
        ]
    if spec.type in (ValueType.TITLES, ValueType.SYNONYMS) and value is not None:
        return dict(cast("tuple[tuple[str, Any], ...]", value))
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
