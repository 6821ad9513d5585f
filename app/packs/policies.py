"""Policy packs read from their files: each value typed, each with its clause, parents laid underneath.

A pack received or edited in the book shadows the built-in one: `shadows` maps pack ids to TOML texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from app.domain.errors import DataFileError
from app.domain.policy import PolicyPack, PolicyValue
from app.domain.policy_keys import KEYS
from app.packs.policy_values import read_entries
from app.packs.toml_files import built_in_ids, built_in_text, parse_toml

_HEAD = (
    "id", "name", "issuing_text", "valid_from", "valid_until", "extends", "counties", "scope", "note", "values",
)  # fmt: skip
_SCOPES = ("base", "programme", "event", "county")


@dataclass(frozen=True, slots=True)
class _OwnPack:
    """A pack as its file says it, its parent not yet laid under it."""

    pack: PolicyPack
    values: dict[str, tuple[PolicyValue, ...]]


def policy_ids(shadows: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Ids of all packs, the built-in ones and those of the book; a file `_….toml` is only a ground for others."""
    return tuple(each for each in _all_ids(shadows or {}) if not each.startswith("_"))


def load_policy(pack_id: str, shadows: Mapping[str, str] | None = None) -> PolicyPack:
    """The pack with its parents resolved. Raises DataFileError with file, key path and reason."""
    if not shadows:
        return _load_built_in(pack_id)
    return _resolve(pack_id, shadows, ())


def check_policy_text(text: str, file: str, shadows: Mapping[str, str] | None = None) -> PolicyPack:
    """A pack from a text that is not in the book yet (before it is imported); raises DataFileError."""
    own = _read(text, file)
    return _resolve(own.pack.id, {**(shadows or {}), own.pack.id: text}, ())


def pack_for(county: str, on: date, shadows: Mapping[str, str] | None = None) -> PolicyPack | None:
    """The pack in force for a county on a day: the county's own, else the national programme's, else None.

    `county` is a name or a region code of six or more digits; the first six digits of a code count.
    """
    names = {county.strip(), county.strip()[:6] if county.strip().isdigit() else county.strip()} - {""}
    packs = [pack for pack in (load_policy(each, shadows) for each in policy_ids(shadows)) if pack.is_valid(on)]
    own = [pack for pack in packs if pack.scope == "county" and names & set(pack.counties)]
    national = [pack for pack in packs if pack.scope == "programme"]
    return next(iter(own or national), None)


def event_packs(on: date, shadows: Mapping[str, str] | None = None) -> tuple[PolicyPack, ...]:
    """The packs that a special time (an epidemic) lays over every county on that day: they rule acts, not loans."""
    packs = (load_policy(each, shadows) for each in policy_ids(shadows))
    return tuple(pack for pack in packs if pack.scope == "event" and pack.is_valid(on))


def _all_ids(shadows: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({*built_in_ids("policies"), *shadows}))


@lru_cache(maxsize=64)
def _load_built_in(pack_id: str) -> PolicyPack:
    return _resolve(pack_id, {}, ())


def _resolve(pack_id: str, shadows: Mapping[str, str], below: tuple[str, ...]) -> PolicyPack:
    file = f"{pack_id}.toml"
    if pack_id in below:
        chain = " → ".join((*below, pack_id))
        raise DataFileError(file=f"{below[-1]}.toml", where="extends", reason=f"上级政策包绕成了圈：{chain}")
    if pack_id not in _all_ids(shadows):
        known = "、".join(policy_ids(shadows))
        if below:
            raise DataFileError(
                file=f"{below[-1]}.toml", where="extends", reason=f"没有政策包 {pack_id}，现有：{known}"
            )
        raise DataFileError(file=file, where="id", reason=f"没有这个政策包，现有：{known}")
    text = shadows[pack_id] if pack_id in shadows else built_in_text("policies", pack_id)
    own = _read(text, file)
    if own.pack.id != pack_id:
        raise DataFileError(file=file, where="id", reason=f"id 应与文件名一致，应为 {pack_id}，现在是 {own.pack.id}")
    parent = _resolve(own.pack.extends, shadows, (*below, pack_id)) if own.pack.extends else None
    return _lay_over(own, parent)


def _lay_over(own: _OwnPack, parent: PolicyPack | None) -> PolicyPack:
    merged: dict[str, tuple[PolicyValue, ...]] = dict(parent.values) if parent else {}
    for key, entries in own.values.items():
        covers_all = any(entry.since is None and entry.until is None for entry in entries)
        merged[key] = entries if covers_all else (*entries, *merged.get(key, ()))
    pack = own.pack
    return PolicyPack(
        id=pack.id,
        name=pack.name,
        issuing_text=pack.issuing_text,
        valid_from=pack.valid_from,
        valid_until=pack.valid_until,
        extends=pack.extends,
        counties=pack.counties,
        scope=pack.scope,
        note=pack.note,
        lineage=(pack.id, *(parent.lineage if parent else ())),
        values=MappingProxyType(merged),
    )


def _read(text: str, file: str) -> _OwnPack:
    top = parse_toml(text, file)
    top.only(_HEAD)
    scope = top.text("scope", "programme")
    if scope not in _SCOPES:
        raise top.fault("scope", f"只能是 {'、'.join(_SCOPES)}，现在是 {scope}")
    pack = PolicyPack(
        id=top.text("id"),
        name=top.text("name"),
        issuing_text=top.text("issuing_text"),
        valid_from=top.day("valid_from"),
        valid_until=top.day_or_none("valid_until"),
        extends=top.text("extends", ""),
        counties=top.texts("counties", ()),
        scope=scope,
        note=top.text("note", ""),
    )
    if pack.valid_until is not None and pack.valid_until < pack.valid_from:
        raise top.fault("valid_until", f"早于 valid_from（{pack.valid_from}）")
    values = top.table("values")
    values.only(KEYS)
    return _OwnPack(pack, {key: read_entries(values, key, pack.id) for key in values.content})
