"""Policy packs read from their files: each value typed, each with its clause, parents laid underneath.

A pack received or edited in the book shadows the built-in one: `shadows` maps pack ids to TOML texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from app.domain.errors import DataFileError, InputError
from app.domain.policy import PolicyPack
from app.domain.policy_keys import KEYS
from app.domain.policy_overlay import lay_over
from app.packs.policy_values import read_entries
from app.packs.toml_files import built_in_ids, built_in_text, parse_toml

_HEAD = (
    "id", "name", "issuing_text", "valid_from", "valid_until", "extends", "counties", "scope", "note", "values",
)  # fmt: skip
_SCOPES = ("base", "programme", "event", "county")


def policy_ids(shadows: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Ids of all packs, the built-in ones and those of the book; a file `_….toml` is only a ground for others."""
    return tuple(each for each in _all_ids(shadows or {}) if not each.startswith("_"))


def load_policy(pack_id: str, shadows: Mapping[str, str] | None = None) -> PolicyPack:
    """The pack with its parents resolved.

    Raises InputError where there is no such pack, DataFileError (file, key path, reason) where one is wrong.
    """
    if not shadows:
        return _load_built_in(pack_id)
    return _resolve(pack_id, shadows, ())


def check_policy_text(text: str, file: str, shadows: Mapping[str, str] | None = None) -> PolicyPack:
    """A pack from a text that is not in the book yet (before it is imported); raises DataFileError."""
    own = _read(text, file)
    return _resolve(own.id, {**(shadows or {}), own.id: text}, ())


def pack_for(county: str, on: date, shadows: Mapping[str, str] | None = None) -> PolicyPack | None:
    """The pack in force for a county on a day: the county's own, else the national programme's, else None.

    `county` is a name or a region code of six or more digits; the first six digits of a code count.
    """
    names = {county.strip(), county.strip()[:6] if county.strip().isdigit() else county.strip()} - {""}
    packs = [pack for pack in (load_policy(each, shadows) for each in policy_ids(shadows)) if pack.is_valid(on)]
    own = [pack for pack in packs if pack.scope == "county" and names & set(pack.counties)]
    national = [pack for pack in packs if pack.scope == "programme"]
    return next(iter(own or national), None)


def pack_in_force(pack_id: str, on: date, shadows: Mapping[str, str] | None = None) -> PolicyPack:
    """The pack itself where it is in force on that day, else the one that has taken its county over, else itself."""
    pack = load_policy(pack_id, shadows)
    if pack.is_valid(on):
        return pack
    county = pack.counties[0] if pack.counties else ""
    return pack_for(county, on, shadows) or pack


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
        reason = f"没有政策包 {pack_id}，现有：{'、'.join(policy_ids(shadows))}"
        if not below:
            raise InputError(field="政策包", reason=reason)
        raise DataFileError(file=f"{below[-1]}.toml", where="extends", reason=reason)
    text = shadows[pack_id] if pack_id in shadows else built_in_text("policies", pack_id)
    own = _read(text, file)
    if own.id != pack_id:
        raise DataFileError(file=file, where="id", reason=f"id 应与文件名一致，应为 {pack_id}，现在是 {own.id}")
    parent = _resolve(own.extends, shadows, (*below, pack_id)) if own.extends else None
    return lay_over(own, parent)


def _read(text: str, file: str) -> PolicyPack:
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
    return replace(pack, values={key: read_entries(values, key, pack.id) for key in values.content})
