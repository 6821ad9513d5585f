"""双线印证: the lending bank's list beside ours, loan by loan; the bank owns the money, ours is the mirror.

Pairs are found by note number; where the bank masks ids and gives no number, by name, contract and the digits that
are visible.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.person_name import normal_name

WAN = Decimal(10000)
_MASK = re.compile(r"[*＊xX×•·?？]{2,}")


@dataclass(frozen=True, slots=True)
class LoanEntry:
    """One loan as one side has it. Money in yuan, `rate` a fraction; empty or None where the side does not say."""

    note_number: str
    contract_number: str
    name: str
    resident_id: str
    principal: Decimal
    balance: Decimal | None = None
    disbursed_on: date | None = None
    due_on: date | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One loan on both sides, and which fields differ: (field, ours, the bank's)."""

    here: LoanEntry
    bank: LoanEntry
    amounts: tuple[tuple[str, Decimal, Decimal], ...] = ()
    dates: tuple[tuple[str, date, date], ...] = ()

    @property
    def unit_mixed(self) -> bool:
        """Whether an amount differs by exactly 10 000: one side wrote 万元 where the other wrote 元."""
        return any(mine in (other * WAN, other / WAN) for name, mine, other in self.amounts if name != "rate")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The answer: every loan of either side stands in exactly one of `only_here`, `only_bank`, `pairs`."""

    only_here: tuple[LoanEntry, ...]
    only_bank: tuple[LoanEntry, ...]
    pairs: tuple[Pair, ...]

    @property
    def amount_differs(self) -> tuple[Pair, ...]:
        """Pairs whose principal, balance or rate differ."""
        return tuple(pair for pair in self.pairs if pair.amounts)

    @property
    def date_differs(self) -> tuple[Pair, ...]:
        """Pairs whose disbursement or due day differ."""
        return tuple(pair for pair in self.pairs if pair.dates)

    @property
    def agree(self) -> tuple[Pair, ...]:
        """Pairs in which nothing differs."""
        return tuple(pair for pair in self.pairs if not pair.amounts and not pair.dates)


def reconcile(here: Iterable[LoanEntry], bank: Iterable[LoanEntry]) -> Reconciliation:
    """Pair both lists: by note number, then by contract and person, then by person, amount and day.

    A loan is paired once; where several fit, the first in the list's order is taken.
    """
    ours, theirs = dict(enumerate(here)), dict(enumerate(bank))
    pairs = []
    for keys, fits in _RULES:
        index: dict[Hashable, list[int]] = defaultdict(list)
        for place, entry in ours.items():
            for key in keys(entry):
                index[key].append(place)
        for row, their in list(theirs.items()):
            places = sorted({place for key in keys(their) for place in index[key]})
            found = next((place for place in places if place in ours and fits(ours[place], their)), None)
            if found is not None:
                pairs.append(_compare(ours.pop(found), theirs.pop(row)))
    return Reconciliation(tuple(ours.values()), tuple(theirs.values()), tuple(pairs))


def visible_digits_agree(full: str, masked: str) -> bool:
    """Whether a masked id can be this one: 5131**********1464 shows its first and last characters.

    Without any mask the first 18 characters must be the same; a mask without a visible character says nothing.
    """
    full, masked = full[:18].upper(), masked.strip().upper()
    hidden = _MASK.search(masked)
    if hidden is None:
        return bool(full) and full == masked[:18]
    head, tail = masked[: hidden.start()], masked[hidden.end() :]
    return bool(head or tail) and full.startswith(head) and full.endswith(tail)


def _by_number(entry: LoanEntry) -> set[Hashable]:
    numbers: set[Hashable] = {entry.note_number, entry.contract_number}
    return numbers - {""}


def _by_figures(entry: LoanEntry) -> set[Hashable]:
    """The same amount on the same day, for loans of which a side gives no number at all."""
    return {(entry.principal, entry.disbursed_on)} if entry.disbursed_on else set()


def _note_fits(ours: LoanEntry, theirs: LoanEntry) -> bool:
    return bool(theirs.note_number) and theirs.note_number in _by_number(ours)


def _contract_fits(ours: LoanEntry, theirs: LoanEntry) -> bool:
    return theirs.contract_number in _by_number(ours) and _same_person(ours, theirs)


def _figures_fit(ours: LoanEntry, theirs: LoanEntry) -> bool:
    both_numbered = bool(_by_number(ours)) and bool(_by_number(theirs))
    return not both_numbered and _same_person(ours, theirs)


_RULES: tuple[tuple[Callable[[LoanEntry], set[Hashable]], Callable[[LoanEntry, LoanEntry], bool]], ...] = (
    (_by_number, _note_fits),
    (_by_number, _contract_fits),
    (_by_figures, _figures_fit),
)


def _same_person(ours: LoanEntry, theirs: LoanEntry) -> bool:
    """Names agree and no visible digit speaks against it; a whole id that agrees is enough."""
    if not (ours.resident_id and theirs.resident_id):
        return normal_name(ours.name) == normal_name(theirs.name)
    if not visible_digits_agree(ours.resident_id, theirs.resident_id):
        return False
    whole = _MASK.search(theirs.resident_id) is None
    return whole or normal_name(ours.name) == normal_name(theirs.name)


def _compare(ours: LoanEntry, theirs: LoanEntry) -> Pair:
    amounts = [
        (name, mine, other)
        for name, mine, other in (
            ("principal", ours.principal, theirs.principal),
            ("balance", ours.balance, theirs.balance),
            ("rate", ours.rate, theirs.rate),
        )
        if mine is not None and other is not None and mine != other
    ]
    dates = [
        (name, mine, other)
        for name, mine, other in (
            ("disbursed_on", ours.disbursed_on, theirs.disbursed_on),
            ("due_on", ours.due_on, theirs.due_on),
        )
        if mine is not None and other is not None and mine != other
    ]
    return Pair(ours, theirs, tuple(amounts), tuple(dates))
