"""双线印证: the bank's list beside our loans; nothing is overwritten, every difference is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.documents.bank_list import BankListReading, BankRow, read_bank_list
from app.documents.columns import Chosen
from app.domain.reconciliation import LoanEntry, Reconciliation, reconcile
from app.services.imports.columns import ListKind, remembered
from app.services.portfolio import LoanLine, loan_lines
from app.storage.book import Book


@dataclass(frozen=True, slots=True)
class BankComparison:
    """What was read, and how it compares on the day of the list (or the day that was asked for)."""

    reading: BankListReading
    result: Reconciliation
    on: date

    @property
    def differs(self) -> bool:
        """Whether anything is on one side only or not the same."""
        result = self.result
        return bool(result.only_here or result.only_bank or result.amount_differs or result.date_differs)


def compare_with_bank(
    book: Book, path: Path, *, on: date, sheet: str | None = None, columns: Chosen = None
) -> BankComparison:
    """Compare the bank's list in `path` with our loans as they stand on the list's own day, else on `on`.

    Raises the Sheet… errors of a file that cannot be read.
    """
    with book.read() as session:
        reading = read_bank_list(path, sheet, columns if columns is not None else remembered(session, ListKind.BANK))
        day = reading.as_of or on
        ours = [_ours(line) for line in loan_lines(session, day)]
    return BankComparison(reading, reconcile(ours, [_theirs(row) for row in reading.rows]), day)


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
