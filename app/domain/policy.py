"""A policy pack: a county's or the nation's dated values, each with the clause it comes from.

A rule takes the pack as an argument and asks it for a key on a day. What the texts do not say is empty
(`PolicyValue.known` is false) and becomes the finding 政策未明确; a pack never guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import cast

from app.domain.findings import Finding, Severity
from app.domain.policy_keys import KEYS, Anchor, ValueType


class Basis(StrEnum):
    """How sure a value is: read in a text, told by public sources, or the trade's habit (an editable default)."""

    TEXT = "text"
    PUBLIC = "public"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of review: `id` is the CLI's word, `name` stands on paper, `office` signs; the last word `decides`."""

    id: str
    name: str
    office: str = ""
    optional: bool = False
    decides: bool = False


Value = (
    Decimal
    | int
    | str
    | bool
    | date
    | tuple[int, ...]
    | tuple[str, ...]
    | tuple[tuple[str, Decimal], ...]
    | tuple[tuple[str, str], ...]
    | tuple[tuple[str, tuple[str, ...]], ...]
    | tuple[Stage, ...]
)


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """One value of one key: from when until when, by which clause of which text, said by which pack.

    `value` is None where the text leaves it open. `since` and `until` are inclusive; None is open.
    """

    key: str
    value: Value | None
    clause: str = ""
    source: str = ""
    basis: Basis = Basis.TEXT
    pack_id: str = ""
    since: date | None = None
    until: date | None = None
    anchor: Anchor = Anchor.ACT

    @property
    def known(self) -> bool:
        """Whether any text or habit says something."""
        return self.value is not None

    def holds_on(self, day: date) -> bool:
        """Whether `day` lies within the value's own dates."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class LoanDays:
    """The days of one loan that values are looked up on; a day not known yet falls back to the one before it."""

    applied_on: date
    signing_on: date | None = None
    disbursed_on: date | None = None

    def day(self, anchor: Anchor) -> date:
        """The day for `anchor`; `Anchor.ACT` has no day of the loan and raises ValueError."""
        signing = self.signing_on or self.applied_on
        if anchor is Anchor.APPLICATION:
            return self.applied_on
        if anchor is Anchor.SIGNING:
            return signing
        if anchor is Anchor.DAY_BEFORE_SIGNING:
            return signing - timedelta(days=1)
        if anchor is Anchor.DISBURSEMENT:
            return self.disbursed_on or signing
        raise ValueError("an act's day is given by the act, not by the loan")


@dataclass(frozen=True, slots=True)
class PolicyPack:
    """A pack with its parents already laid under it.

    `scope` is programme (national), event (epidemic) or county. `values` has, for every key that some pack sets,
    its values in the order of their dates; `lineage` is the chain of pack ids from this pack up to the national one.
    Every question takes a day, or the days of a loan (then each key is looked up on the day its anchor names).
    """

    id: str
    name: str
    issuing_text: str
    valid_from: date
    valid_until: date | None = None
    extends: str = ""
    counties: tuple[str, ...] = ()
    scope: str = "programme"
    note: str = ""
    lineage: tuple[str, ...] = ()
    values: Mapping[str, tuple[PolicyValue, ...]] = field(default_factory=dict)

    def is_valid(self, on: date) -> bool:
        """Whether the pack is in force on that day, both ends inclusive."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    def value(self, key: str, on: date | LoanDays) -> PolicyValue:
        """The value of `key`; an empty one (`known` is false) where nothing is said. KeyError: there is no such key."""
        spec = KEYS[key]
        entries = self.values.get(key, ())
        anchor = entries[0].anchor if entries else spec.anchor
        day = on.day(anchor) if isinstance(on, LoanDays) else on
        for entry in entries:
            if entry.holds_on(day):
                return entry
        return PolicyValue(key, None, pack_id=self.id, anchor=anchor)

    def clause(self, key: str, on: date | LoanDays) -> str:
        """The clause of the value, "" where there is none."""
        return self.value(key, on).clause

    def money(self, key: str, on: date | LoanDays) -> Decimal | None:
        """Yuan."""
        return cast("Decimal | None", self._typed(key, on, ValueType.MONEY))

    def share(self, key: str, on: date | LoanDays) -> Decimal | None:
        """A fraction: 70 % is Decimal("0.7")."""
        return cast("Decimal | None", self._typed(key, on, ValueType.SHARE))

    def integer(self, key: str, on: date | LoanDays) -> int | None:
        """Months, days, years, times … as the key's unit says."""
        return cast("int | None", self._typed(key, on, ValueType.INTEGER))

    def integers(self, key: str, on: date | LoanDays) -> tuple[int, ...]:
        """A list of whole numbers, () where nothing is said."""
        return cast("tuple[int, ...]", self._typed(key, on, ValueType.INTEGERS) or ())

    def text(self, key: str, on: date | LoanDays) -> str:
        """A text or a choice, "" where nothing is said."""
        return cast(str, self._typed(key, on, ValueType.TEXT, ValueType.CHOICE) or "")

    def flag(self, key: str, on: date | LoanDays) -> bool | None:
        """Yes, no, or None where nothing is said."""
        return cast("bool | None", self._typed(key, on, ValueType.FLAG))

    def words(self, key: str, on: date | LoanDays) -> tuple[str, ...]:
        """A list of texts, () where nothing is said."""
        return cast("tuple[str, ...]", self._typed(key, on, ValueType.WORDS) or ())

    def day(self, key: str, on: date | LoanDays) -> date | None:
        """A day."""
        return cast("date | None", self._typed(key, on, ValueType.DAY))

    def shares(self, key: str, on: date | LoanDays) -> dict[str, Decimal]:
        """Weights by name in the order of the text, {} where nothing is said."""
        return dict(cast("tuple[tuple[str, Decimal], ...]", self._typed(key, on, ValueType.SHARES) or ()))

    def titles(self, key: str, on: date | LoanDays) -> dict[str, str]:
        """Titles by form id, {} where nothing is said."""
        return dict(cast("tuple[tuple[str, str], ...]", self._typed(key, on, ValueType.TITLES) or ()))

    def synonyms(self, key: str, on: date | LoanDays) -> dict[str, tuple[str, ...]]:
        """Ways of writing by the rule's word, {} where nothing is said."""
        return dict(cast("tuple[tuple[str, tuple[str, ...]], ...]", self._typed(key, on, ValueType.SYNONYMS) or ()))

    def stages(self, on: date | LoanDays) -> tuple[Stage, ...]:
        """The chain of review in its order, () where nothing is said."""
        return cast("tuple[Stage, ...]", self._typed("stages", on, ValueType.STAGES) or ())

    def _typed(self, key: str, on: date | LoanDays, *types: ValueType) -> Value | None:
        if KEYS[key].type not in types:
            raise TypeError(f"{key} is {KEYS[key].type}, not {types[0]}")
        return self.value(key, on).value


def unclear(pack: PolicyPack, key: str, severity: Severity = Severity.WARN) -> Finding:
    """The finding for a key on which no text says anything: the officer is told, nothing is guessed."""
    label = KEYS[key].label
    return Finding(
        code="policy-unclear",
        severity=severity,
        text=f"政策未明确：{pack.name}没有写明“{label}”",
        clause=pack.issuing_text,
        subject=key,
        suggestion="请向乡镇或县里问清后，由管理员补进政策包。",
    )
