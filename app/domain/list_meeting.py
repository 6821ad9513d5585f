"""双线印证 of up to three lists: ours, the bank's, the national system's export; what each says of every loan.

Pairs come from `reconciliation`: by note number, where ids are masked. Figures are compared with ours on the day of
each list; a field that a list does not have says nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.person_name import normal_name
from app.domain.reconciliation import LoanEntry, Pair, Reconciliation, reconcile

HERE, BANK, NATIONAL = LISTS = ("本账", "银行", "国家系统")
AMOUNTS = {"principal": "贷款金额", "balance": "余额", "rate": "利率"}
DATES = {"disbursed_on": "放款日", "due_on": "到期日"}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field with what each list says of it, in the order of the lists; those that say nothing are left out."""

    field: str
    values: tuple[tuple[str, Decimal | date], ...]

    def says_other(self, name: str) -> bool:
        """Whether this list says otherwise than the first that speaks."""
        return any(one == name and value != self.values[0][1] for one, value in self.values)

    @property
    def is_amount(self) -> bool:
        """Whether it is money or a rate, not a day."""
        return self.field in AMOUNTS


@dataclass(frozen=True, slots=True)
class Meeting:
    """One loan with its entry in each list: `missing` names compared lists without it, `differs` what is not the same.

    `unit_mixed` where an amount is exactly 10 000 times another.
    """

    here: LoanEntry | None
    bank: LoanEntry | None
    national: LoanEntry | None
    missing: tuple[str, ...]
    differs: tuple[FieldDifference, ...]
    unit_mixed: bool = False

    @property
    def entry(self) -> LoanEntry:
        """The entry that tells whose loan it is: ours before the others."""
        found = self.here or self.bank or self.national
        assert found is not None
        return found

    @property
    def note(self) -> str:
        """借据号, else contract number."""
        return self.entry.note_number or self.entry.contract_number

    @property
    def agrees(self) -> bool:
        """Every compared list has it, and all say the same."""
        return not self.missing and not self.differs

    @property
    def there(self) -> tuple[str, ...]:
        """The lists that have it."""
        entries = zip(LISTS, (self.here, self.bank, self.national), strict=True)
        return tuple(name for name, entry in entries if entry is not None)


def without_repeats(entries: Iterable[LoanEntry]) -> tuple[list[LoanEntry], list[LoanEntry]]:
    """The entries with each loan once, and those that tell a loan again.

    A note number stands for one loan. Where a list has only contract numbers, several notes may share one: then the
    same person, amount and day make a repeat.
    """
    seen: set[Hashable] = set()
    once: list[LoanEntry] = []
    again: list[LoanEntry] = []
    for entry in entries:
        key: Hashable = entry.note_number or (
            entry.contract_number,
            normal_name(entry.name),
            entry.principal,
            entry.disbursed_on,
        )
        (again if key in seen else once).append(entry)
        seen.add(key)
    return once, again


def meet(
    here: Sequence[LoanEntry],
    bank: Sequence[LoanEntry] | None,
    national: Sequence[LoanEntry] | None,
    *,
    here_then: Sequence[LoanEntry] | None = None,
) -> tuple[Meeting, ...]:
    """Bring the lists together; None where a list was not given. `here_then` is ours on the national list's day.

    Every entry of every list stands in exactly one meeting, ours first.
    """
    with_bank = reconcile(here, bank or ())
    with_national = reconcile(here_then if here_then is not None else here, national or ())
    of_bank = {_mark(pair.here): pair for pair in with_bank.pairs}
    of_national = {_mark(pair.here): pair for pair in with_national.pairs}
    found = []
    for entry in here:
        pairs = of_bank.get(_mark(entry)), of_national.get(_mark(entry))
        found.append(_meeting(entry, *pairs, bank is not None, national is not None))
    return (*found, *_elsewhere(with_bank, with_national, bank is not None, national is not None))


def _mark(ours: LoanEntry) -> Hashable:
    """Our own note number: unique in the book."""
    return ours.note_number


def _elsewhere(
    with_bank: Reconciliation, with_national: Reconciliation, bank: bool, national: bool
) -> Iterable[Meeting]:
    """Loans that are not ours: at the bank, in the national system, or in both."""
    both = reconcile(with_bank.only_bank, with_national.only_bank)
    for pair in both.pairs:
        apart = ((field, _difference(pair, field)) for field in (*AMOUNTS, *DATES))
        differs = tuple(
            FieldDifference(field, ((BANK, two[0]), (NATIONAL, two[1]))) for field, two in apart if two is not None
        )
        yield Meeting(None, pair.here, pair.bank, (HERE,), differs, pair.unit_mixed)
    for entry in both.only_here:
        yield Meeting(None, entry, None, (HERE, NATIONAL) if national else (HERE,), ())
    for entry in both.only_bank:
        yield Meeting(None, None, entry, (HERE, BANK) if bank else (HERE,), ())


def _meeting(ours: LoanEntry, at_bank: Pair | None, in_system: Pair | None, bank: bool, national: bool) -> Meeting:
    missing = [
        name for name, given, pair in ((BANK, bank, at_bank), (NATIONAL, national, in_system)) if given and pair is None
    ]
    differs = []
    for field in (*AMOUNTS, *DATES):
        told = [(name, pair, _difference(pair, field)) for name, pair in ((BANK, at_bank), (NATIONAL, in_system))]
        apart = [(name, pair, values) for name, pair, values in told if pair is not None and values is not None]
        if not apart:
            continue
        values: list[tuple[str, Decimal | date]] = [(HERE, apart[0][2][0])]
        for name, pair, two in told:
            said = two[1] if two is not None else (getattr(pair.bank, field) if pair is not None else None)
            if said is not None:
                values.append((name, said))
        differs.append(FieldDifference(field, tuple(values)))
    mixed = any(pair is not None and pair.unit_mixed for pair in (at_bank, in_system))
    return Meeting(
        here=ours,
        bank=at_bank.bank if at_bank else None,
        national=in_system.bank if in_system else None,
        missing=tuple(missing),
        differs=tuple(differs),
        unit_mixed=mixed,
    )


def _difference(pair: Pair | None, field: str) -> tuple[Decimal | date, Decimal | date] | None:
    """Ours and theirs where they are apart on a field."""
    if pair is None:
        return None
    amounts = ((mine, other) for name, mine, other in pair.amounts if name == field)
    days = ((mine, other) for name, mine, other in pair.dates if name == field)
    return next(amounts, None) or next(days, None)
