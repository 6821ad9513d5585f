"""双线印证: the bank's list, and the national system's export, beside our loans; nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.documents.bank_list import BankListReading, BankRow, read_bank_list, read_national_list
from app.documents.columns import Chosen
from app.domain.list_meeting import BANK, NATIONAL, Meeting, meet, without_repeats
from app.domain.reconciliation import LoanEntry, Reconciliation, reconcile
from app.services.imports.columns import ListKind, remembered
from app.services.portfolio import LoanLine, loan_lines
from app.storage.book import Book


@dataclass(frozen=True, slots=True)
class Repeat:
    """A loan that a list tells more than once; only the first row was compared."""

    where: str
    entry: LoanEntry


@dataclass(frozen=True, slots=True)
class BankComparison:
    """What was read, and how it compares on the day of the bank's list (or the day that was asked for).

    `meetings` has every loan of all lists; `result` is the bank's list alone beside ours, `system` the national one.
    """

    reading: BankListReading
    result: Reconciliation
    on: date
    meetings: tuple[Meeting, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    national: BankListReading | None = None
    system: Reconciliation | None = None
    file: str = field(default="")

    @property
    def differs(self) -> bool:
        """Whether anything is missing somewhere, not the same, or told twice."""
        return bool(self.repeats) or not all(meeting.agrees for meeting in self.meetings)


def compare_with_bank(
    book: Book,
    path: Path,
    *,
    on: date,
    sheet: str | None = None,
    columns: Chosen = None,
    national: Path | None = None,
) -> BankComparison:
    """Compare the bank's list in `path`, and the national system's in `national`, with our loans.

    Ours are taken as they stand on each list's own day, else on `on`. Raises the Sheet… errors of a file that cannot
    be read.
    """
    system = read_national_list(national) if national is not None else None
    with book.read() as session:
        reading = read_bank_list(path, sheet, columns if columns is not None else remembered(session, ListKind.BANK))
        day = reading.as_of or on
        ours = [_ours(line) for line in loan_lines(session, day)]
        then = ours
        if system is not None and (system.as_of or on) != day:
            then = [_ours(line) for line in loan_lines(session, system.as_of or on)]
    bank, twice = without_repeats(_theirs(row) for row in reading.rows)
    exported, again = without_repeats(_theirs(row) for row in system.rows) if system else ([], [])
    ours, then = _as_told(ours, [*bank, *exported]), _as_told(then, [*bank, *exported])
    return BankComparison(
        reading=reading,
        result=reconcile(ours, bank),
        on=day,
        meetings=meet(ours, bank, exported if system else None, here_then=then),
        repeats=(*(Repeat(BANK, entry) for entry in twice), *(Repeat(NATIONAL, entry) for entry in again)),
        national=system,
        system=reconcile(then, exported) if system else None,
        file=path.name,
    )


def _as_told(ours: list[LoanEntry], theirs: list[LoanEntry]) -> list[LoanEntry]:
    """Ours without the settled loans, where no list tells of any settled loan: such lists have open loans only."""
    balances = [entry.balance for entry in theirs if entry.balance is not None]
    if not balances or min(balances) <= 0:
        return ours
    told = {number for entry in theirs for number in (entry.note_number, entry.contract_number)}
    return [entry for entry in ours if entry.balance or {entry.note_number, entry.contract_number} & told]


def _ours(line: LoanLine) -> LoanEntry:
    return LoanEntry(
        note_number=line.loan.note_number,
        contract_number=line.loan.contract_number,
        name=line.borrower.name,
        resident_id=line.borrower.resident_id,
        principal=line.terms.principal,
        balance=line.state.balance,
        disbursed_on=line.loan.disbursed_on,
        due_on=line.state.due_on,
        rate=line.terms.rate,
    )


def _theirs(row: BankRow) -> LoanEntry:
    return LoanEntry(
        note_number=row.note,
        contract_number=row.contract,
        name=row.name,
        resident_id=row.resident_id,
        principal=row.principal,
        balance=row.balance,
        disbursed_on=row.disbursed_on,
        due_on=row.due_on,
        rate=row.rate,
    )
