"""The bank's 到期还款名单 beside our plan and beside the list before it; what is accepted is kept as the bank's word.

Nothing of our own is overwritten: the loan, its plan and its events stay, and a difference is named on each line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.columns import Chosen
from app.documents.due_list import DueListReading, DueRow, read_due_list
from app.documents.refused import RefusedRow
from app.domain.findings import Finding
from app.domain.money import format_yuan, from_fen, to_fen
from app.domain.reconciliation import LoanEntry, reconcile
from app.domain.resident_id import mask
from app.models import BankDue, BookInfo
from app.services.imports.columns import ListKind, remembered
from app.services.portfolio import LoanLine, loan_lines
from app.services.records import standing
from app.storage.book import Book

ACT = "导入到期还款名单"
NOT_OURS = "本账没有这笔借据，请先核对合同号，或补录这笔贷款"
TWICE = "同一借据同一到期日重复"
NOT_ACCEPTED = "核对后没有接受"


class DueChange(StrEnum):
    """How a line stands to the bank's list before it, or that only we have it."""

    NEW = "新到期"
    CHANGED = "有改动"
    SAME = "不变"
    GONE = "名单上没有了"
    OURS = "银行没有列"


@dataclass(frozen=True, slots=True)
class DueListLine:
    """One due amount: `row` in the sheet (0 where it is not in it), what changed against the list before, and how it
    differs from our own plan."""

    key: str
    row: int
    note: str
    household: str
    borrower: str
    due_on: date
    principal: Decimal
    interest: Decimal | None
    change: DueChange
    changed: tuple[str, ...] = ()
    against_ours: tuple[str, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether accepting it writes something."""
        return self.change in (DueChange.NEW, DueChange.CHANGED, DueChange.GONE)


@dataclass(frozen=True, slots=True)
class DueListImport:
    """What an import of a due list did, or in a dry run would do; `list_on` is the day of the list."""

    reading: DueListReading
    list_on: date
    lines: tuple[DueListLine, ...]
    refused: tuple[RefusedRow, ...]
    dry_run: bool
    act_id: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader has to say of the cells."""
        return self.reading.findings

    def count(self, change: DueChange) -> int:
        """How many lines are of that kind."""
        return sum(line.change is change for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Met:
    """A row of the list and the loan it is of."""

    row: DueRow
    line: LoanLine


def import_due_list(
    book: Book,
    path: Path,
    *,
    sheet: str | None = None,
    on: date,
    dry_run: bool = False,
    columns: Chosen = None,
    not_keys: Collection[str] = (),
) -> DueListImport:
    """Take the bank's due list into the book; lines whose key is in `not_keys` were not accepted.

    The list's own day, where it says one, else `on`. Raises the Sheet… errors of a file that cannot be read.
    """
    with book.read() as session:
        reading = read_due_list(path, sheet, columns if columns is not None else remembered(session, ListKind.DUE))
        list_on = reading.as_of or on
        lines = loan_lines(session, list_on)
        met, refused = _met(reading.rows, lines)
        before = _before(session)
        found = [*_listed(met, before), *_gone(met, before, lines), *_only_ours(met, lines, list_on)]
    accepted = [each for each in found if each.taken and each.key not in not_keys]
    act_id = ""
    if accepted and not dry_run:
        with book.write(ACT) as session:
            act_id = session.info["act"].id
            _write(session, accepted, {each.row.row: each for each in met}, list_on)
    out = [
        RefusedRow(each.row, "客户名称", each.borrower, NOT_ACCEPTED)
        for each in found
        if each.row and each.taken and each.key in not_keys
    ]
    return DueListImport(
        reading=reading,
        list_on=list_on,
        lines=tuple(sorted(found, key=lambda each: (each.due_on, each.note))),
        refused=tuple(sorted((*reading.refused, *refused, *out), key=lambda each: each.row)),
        dry_run=dry_run,
        act_id=act_id,
    )


def bank_dues(session: Session) -> dict[tuple[str, str], list[BankDue]]:
    """What the bank's newest list says falls due, by the key of the loan, the nearest first."""
    found: dict[tuple[str, str], list[BankDue]] = {}
    rows = session.scalars(standing(BankDue).where(BankDue.gone_on.is_(None)).order_by(BankDue.due_on))
    for row in rows:
        found.setdefault((row.book_code, row.loan_id), []).append(row)
    return found


def _met(rows: Sequence[DueRow], lines: Sequence[LoanLine]) -> tuple[list[_Met], list[RefusedRow]]:
    by_note = {line.loan.note_number: line for line in lines}
    entries = [_entry(row) for row in _of_each_loan(rows)]
    result = reconcile([_our_entry(line) for line in lines], entries)
    notes = {_number(pair.bank): pair.here.note_number for pair in result.pairs}
    met: list[_Met] = []
    refused: list[RefusedRow] = []
    seen: set[tuple[str, date]] = set()
    for row in rows:
        note = notes.get(_number(_entry(row)))
        if note is None:
            refused.append(RefusedRow(row.row, "合同号", row.note or row.contract or mask(row.resident_id), NOT_OURS))
        elif (note, row.due_on) in seen:
            refused.append(RefusedRow(row.row, "合同号", note, TWICE))
        else:
            seen.add((note, row.due_on))
            met.append(_Met(row, by_note[note]))
    return met, refused


def _of_each_loan(rows: Sequence[DueRow]) -> Iterator[DueRow]:
    """One row of each loan: a loan with two instalments on the list is paired once."""
    seen = set()
    for row in rows:
        number = _number(_entry(row))
        if number not in seen:
            seen.add(number)
            yield row


def _number(entry: LoanEntry) -> tuple[str, str, str]:
    return (entry.note_number, entry.contract_number, entry.name)


def _before(session: Session) -> dict[tuple[str, date], BankDue]:
    own = session.scalars(select(BookInfo.code)).one()
    rows = session.scalars(standing(BankDue).where(BankDue.book_code == own, BankDue.gone_on.is_(None)))
    return {(row.loan_id, row.due_on): row for row in rows}


def _listed(met: Sequence[_Met], before: dict[tuple[str, date], BankDue]) -> Iterator[DueListLine]:
    for each in met:
        row, known = each.row, before.get((each.line.loan.id, each.row.due_on))
        changed = () if known is None else _changed(known, row)
        change = DueChange.NEW if known is None else DueChange.CHANGED if changed else DueChange.SAME
        yield DueListLine(
            key=str(row.row),
            row=row.row,
            note=each.line.loan.note_number,
            household=each.line.household.number,
            borrower=each.line.borrower.name,
            due_on=row.due_on,
            principal=row.principal,
            interest=row.interest,
            change=change,
            changed=changed,
            against_ours=_against_ours(each),
        )


def _changed(known: BankDue, row: DueRow) -> tuple[str, ...]:
    told = []
    for word, old, new in (
        ("应还本金", from_fen(known.principal_fen), row.principal),
        ("应还利息", None if known.interest_fen is None else from_fen(known.interest_fen), row.interest),
        ("余额", None if known.balance_fen is None else from_fen(known.balance_fen), row.balance),
    ):
        if new is not None and old != new:
            told.append(f"{word}上次 {'空' if old is None else format_yuan(old)}，这次 {format_yuan(new)}")
    return tuple(told)


def _against_ours(each: _Met) -> tuple[str, ...]:
    """How the bank's word differs from our own plan for that day."""
    row, state = each.row, each.line.state
    if state.cleared:
        return (f"本账已在 {state.settled_on} 结清",)
    told = []
    planned = next((plan for plan in state.plan if plan.due == row.due_on and plan.left_principal > 0), None)
    if planned is None:
        told.append(f"本账到期日 {state.due_on}")
    elif planned.left_principal != row.principal:
        told.append(f"本账应还本金 {format_yuan(planned.left_principal)}")
    if row.balance is not None and row.balance != state.balance:
        told.append(f"本账余额 {format_yuan(state.balance)}")
    return tuple(told)


def _gone(
    met: Sequence[_Met], before: dict[tuple[str, date], BankDue], lines: Sequence[LoanLine]
) -> Iterator[DueListLine]:
    """What the list before had within the days of this one, and this one has not."""
    if not met:
        return
    first, last = min(each.row.due_on for each in met), max(each.row.due_on for each in met)
    here = {(each.line.loan.id, each.row.due_on) for each in met}
    by_id = {line.loan.id: line for line in lines}
    for key, row in before.items():
        line = by_id.get(row.loan_id)
        if line is not None and key not in here and first <= row.due_on <= last:
            yield DueListLine(
                key=row.id,
                row=0,
                note=line.loan.note_number,
                household=line.household.number,
                borrower=line.borrower.name,
                due_on=row.due_on,
                principal=from_fen(row.principal_fen),
                interest=None if row.interest_fen is None else from_fen(row.interest_fen),
                change=DueChange.GONE,
                changed=(f"{row.list_on} 的名单上有",),
            )


def _only_ours(met: Sequence[_Met], lines: Sequence[LoanLine], list_on: date) -> Iterator[DueListLine]:
    """What by our plan falls due within the days of the list, and the bank does not list."""
    if not met:
        return
    last = max(each.row.due_on for each in met)
    banks = {each.line.loan.bank for each in met}
    listed = {each.line.loan.id for each in met}
    for line in lines:
        if line.loan.id in listed or line.loan.bank not in banks or line.state.cleared:
            continue
        for plan in line.state.plan:
            if list_on <= plan.due <= last and plan.left_principal > 0:
                yield DueListLine(
                    key=f"{line.loan.id}/{plan.due}",
                    row=0,
                    note=line.loan.note_number,
                    household=line.household.number,
                    borrower=line.borrower.name,
                    due_on=plan.due,
                    principal=plan.left_principal,
                    interest=None,
                    change=DueChange.OURS,
                    against_ours=("请问银行为什么没有列",),
                )


def _write(session: Session, accepted: Sequence[DueListLine], met: dict[int, _Met], list_on: date) -> None:
    own = session.info["book_code"]
    known = _before(session)
    for each in accepted:
        if each.change is DueChange.GONE:
            session.get_one(BankDue, (own, each.key)).gone_on = list_on
            continue
        row, loan = met[each.row].row, met[each.row].line.loan
        kept = known.get((loan.id, row.due_on))
        if kept is None:
            kept = BankDue(loan_id=loan.id, due_on=row.due_on, principal_fen=0, list_on=list_on)
            session.add(kept)
        kept.principal_fen, kept.list_on = to_fen(row.principal), list_on
        if row.interest is not None:
            kept.interest_fen = to_fen(row.interest)
        if row.balance is not None:
            kept.balance_fen = to_fen(row.balance)


def _entry(row: DueRow) -> LoanEntry:
    return LoanEntry(
        note_number=row.note,
        contract_number=row.contract,
        name=row.name,
        resident_id=row.resident_id,
        principal=row.principal,
        disbursed_on=row.disbursed_on,
    )


def _our_entry(line: LoanLine) -> LoanEntry:
    return LoanEntry(
        note_number=line.loan.note_number,
        contract_number=line.loan.contract_number,
        name=line.borrower.name,
        resident_id=line.borrower.resident_id,
        principal=line.terms.principal,
        disbursed_on=line.loan.disbursed_on,
    )
