"""What two policy packs say differently, key by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.policy import PolicyPack, PolicyValue
from app.domain.policy_keys import KEYS


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """One key on which the packs differ; both values with their clauses."""

    key: str
    label: str
    before: tuple[PolicyValue, ...]
    after: tuple[PolicyValue, ...]


def diff(a: PolicyPack, b: PolicyPack, on: date | None = None) -> tuple[PolicyDifference, ...]:
    """Keys whose values or dates differ from `a` to `b`, in the order of the catalogue; clauses alone do not count.

    With `on`, only the values of that day are compared.
    """
    differences = []
    for key, spec in KEYS.items():
        before, after = _entries(a, key, on), _entries(b, key, on)
        if _core(before, on) != _core(after, on):
            differences.append(PolicyDifference(key, spec.label, before, after))
    return tuple(differences)


def _entries(pack: PolicyPack, key: str, on: date | None) -> tuple[PolicyValue, ...]:
    if on is not None:
        value = pack.value(key, on)
        return (value,) if value.known else ()
    return tuple(value for value in pack.values.get(key, ()) if value.known)


def _core(values: tuple[PolicyValue, ...], on: date | None) -> list[object]:
    if on is not None:
        return [value.value for value in values]
    return [(value.value, value.since, value.until) for value in values]
