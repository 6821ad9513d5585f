"""The bank's quarterly subsidy claim, line by line: 应贴 by our plan, 申报 by the bank, 差额, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.documents.columns import Chosen
from app.documents.subsidy_claim import ClaimReading, ClaimRow, read_subsidy_claim
from app.domain.money import ZERO, format_yuan
from app.domain.reconciliation import LoanEntry, reconcile
from app.services.book_on_day import BookOnDay
from app.services.imports.columns import ListKind, remembered
from app.services.ledger_layouts import layout_in_force
from app.services.ledger_rows.names import Row, loan_facts
from app.services.ledger_rows.subsidies import QuarterLine, quarter_lines, subsidy_row
from app.services.ledgers import SUBSIDIES, sheet_of
from app.services.portfolio import LoanLine
from app.services.quarters import Quarter
from app.storage.book import Book

ROUNDING = Decimal("0.05")  # what several settlements of a quarter can differ by rounding alone
NOT_OURS, NOT_CLAIMED, TWICE = "本账没有这笔借据", "银行没有申报", "同一借据同一计息期重复申报"


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One loan of the claim, in yuan; `ours` or `rows` is empty where only one side has it."""

    line: LoanLine | None
    ours: QuarterLine | None
    rows: tuple[ClaimRow, ...]
    why: tuple[str, ...]

    @property
    def due(self) -> Decimal:
        """应贴."""
        return self.ours.subsidy if self.ours else ZERO

    @property
    def claimed(self) -> Decimal:
        """申报."""
        return sum((row.claimed for row in self.rows), ZERO)

    @property
    def difference(self) -> Decimal:
        """申报 less 应贴: above zero the bank asks for too much."""
        return self.claimed - self.due

    @property
    def note(self) -> str:
        """Our note number, else the bank's."""
        if self.line is not None:
            return self.line.loan.note_number
        return self.rows[0].note or self.rows[0].contract

    @property
    def borrower(self) -> str:
        """Our borrower's name, else the bank's."""
        return self.line.borrower.name if self.line is not None else self.rows[0].name


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A claim with every line beside ours; `reading` says what was understood and what was refused."""

    quarter: Quarter
    reading: ClaimReading
    lines: tuple[ClaimLine, ...]
    on: date

    @property
    def due(self) -> Decimal:
        """All that is due for the quarter."""
        return sum((each.due for each in self.lines), ZERO)

    @property
    def claimed(self) -> Decimal:
        """All that the bank asks for."""
        return sum((each.claimed for each in self.lines), ZERO)

    @property
    def differing(self) -> tuple[ClaimLine, ...]:
        """The lines that are not the same on both sides."""
        return tuple(each for each in self.lines if each.difference or each.why)


def check_claim(
    book: Book, path: Path, quarter: Quarter, *, on: date, sheet: str | None = None, columns: Chosen = None
) -> ClaimCheck:
    """Check a bank's claim for one quarter against our plan as it stands on `on`.

    Raises the Sheet… errors of a file that cannot be read.
    """
    with book.read() as session:
        known = columns if columns is not None else remembered(session, ListKind.CLAIM)
        reading = read_subsidy_claim(path, sheet, known)
        read = BookOnDay(session, on)
        banks = _banks(reading, read)
        ours = [each for each in quarter_lines(read, quarter) if each.line.loan.bank in banks]
        lines = _compared(read, reading.rows, ours, quarter)
    return ClaimCheck(quarter, reading, tuple(lines), on)


def claim_sheet(book: Book, check: ClaimCheck, *, full_ids: bool = False) -> tuple[bytes, int]:
    """The checked claim as 贴息清单, and how many rows it has."""
    with book.read() as session:
        read = BookOnDay(session, check.on)
        remark = f"贴息季度：{check.quarter.name}，与银行申报逐笔核对"
        rows = [_sheet_row(each, check.quarter, read) for each in check.lines]
        return sheet_of(book, read, layout_in_force(session, SUBSIDIES), rows, full_ids=full_ids, remark=remark)


def _banks(reading: ClaimReading, read: BookOnDay) -> set[str]:
    """The banks of the loans in the claim: those of another bank are no matter of this file."""
    numbers = {number for row in reading.rows for number in (row.note, row.contract) if number}
    found = {line.loan.bank for line in read.lines if {line.loan.note_number, line.loan.contract_number} & numbers}
    return found or {line.loan.bank for line in read.lines}


def _compared(
    read: BookOnDay, rows: Sequence[ClaimRow], ours: Sequence[QuarterLine], quarter: Quarter
) -> list[ClaimLine]:
    by_note = {line.loan.note_number: line for line in read.lines}
    due = {each.line.loan.note_number: each for each in ours}
    once, twice = _grouped(rows)
    entries = [_their_entry(group[0]) for group in once]
    groups = {id(entry): group for entry, group in zip(entries, once, strict=True)}
    result = reconcile([_our_entry(line) for line in read.lines], entries)
    lines = []
    for pair in result.pairs:
        line, group = by_note[pair.here.note_number], groups[id(pair.bank)]
        own = due.pop(line.loan.note_number, None)
        lines.append(ClaimLine(line, own, group, _why(line, own, group, quarter)))
    lines += [ClaimLine(None, None, groups[id(entry)], (NOT_OURS,)) for entry in result.only_bank]
    lines += [ClaimLine(by_note.get(row.note), None, (row,), (TWICE,)) for row in twice]
    lines += [ClaimLine(each.line, each, (), (NOT_CLAIMED,)) for each in due.values()]
    return sorted(lines, key=lambda each: (each.note, each.rows[0].row if each.rows else 0))


def _grouped(rows: Iterable[ClaimRow]) -> tuple[list[tuple[ClaimRow, ...]], list[ClaimRow]]:
    """The rows of each loan together, and those that repeat a period of their loan."""
    groups: dict[tuple[object, ...], list[ClaimRow]] = {}
    twice = []
    for row in rows:
        number = row.note or row.contract
        group = groups.setdefault((number,) if number else (row.name, row.principal, row.disbursed_on), [])
        if any((row.period_from, row.period_to) == (other.period_from, other.period_to) for other in group):
            twice.append(row)
        else:
            group.append(row)
    return [tuple(group) for group in groups.values()], twice


def _why(line: LoanLine, own: QuarterLine | None, rows: Sequence[ClaimRow], quarter: Quarter) -> tuple[str, ...]:
    """Every reason that can be seen; nothing where the amounts agree to the fen."""
    claimed = sum((row.claimed for row in rows), ZERO)
    if own is None:
        return (_nothing_due(line, quarter),)
    if claimed == own.subsidy:
        return ()
    terms, first, last = line.terms, rows[0], rows[-1]
    found = []
    if first.rate is not None and first.rate != terms.rate:
        found.append(f"利率不同：申报 {_percent(first.rate)}，合同 {_percent(terms.rate)}")
    if first.subsidised_principal is not None and first.subsidised_principal != own.principal:
        more = "，超过贴息本金上限" if terms.subsidy.cap and first.subsidised_principal > terms.subsidy.cap else ""
        asked, due = format_yuan(first.subsidised_principal), format_yuan(own.principal)
        found.append(f"贴息本金不同：申报 {asked}，应为 {due}{more}")
    if last.period_to is not None and last.period_to > line.state.due_on:
        found.append(f"到期日 {line.state.due_on} 以后不贴息，申报到 {last.period_to}")
    days, counted = [row.days for row in rows], sum(row.days for row in own.rows)
    if None not in days and sum(day or 0 for day in days) != counted:
        found.append(f"天数不同：申报 {sum(day or 0 for day in days)} 天，应为 {counted} 天")
    if claimed == own.interest and terms.subsidy.share < 1:
        found.append(f"按全部利息申报，应贴 {_percent(terms.subsidy.share)}，其余户自付")
    if not found:
        small = abs(claimed - own.subsidy) <= ROUNDING
        found.append("四舍五入尾差" if small else "计息方法或贴息比例不同，请银行逐期列明")
    return tuple(found)


def _nothing_due(line: LoanLine, quarter: Quarter) -> str:
    if not line.terms.subsidy.share:
        return "这笔贷款没有贴息"
    if line.state.due_on < quarter.first and not line.state.cleared:
        return f"{line.state.due_on} 已到期，逾期期间不贴息"
    if line.state.settled_on is not None and line.state.settled_on < quarter.first:
        return f"{line.state.settled_on} 已结清"
    if line.loan.disbursed_on > quarter.last:
        return f"{line.loan.disbursed_on} 才放款"
    return "这个季度没有结息"


def _our_entry(line: LoanLine) -> LoanEntry:
    return LoanEntry(
        note_number=line.loan.note_number,
        contract_number=line.loan.contract_number,
        name=line.borrower.name,
        resident_id=line.borrower.resident_id,
        principal=line.terms.principal,
        disbursed_on=line.loan.disbursed_on,
    )


def _their_entry(row: ClaimRow) -> LoanEntry:
    return LoanEntry(
        note_number=row.note,
        contract_number=row.contract,
        name=row.name,
        resident_id=row.resident_id,
        principal=ZERO if row.principal is None else row.principal,
        disbursed_on=row.disbursed_on,
    )


def _sheet_row(each: ClaimLine, quarter: Quarter, read: BookOnDay) -> Row:
    shared = {
        "quarter": str(quarter),
        "claimed": each.claimed if each.rows else None,
        "difference": each.difference,
        "why": "；".join(each.why) or "一致",
    }
    if each.ours is not None:
        return subsidy_row(each.ours, quarter, read) | shared
    if each.line is not None:
        return loan_facts(each.line) | shared
    return {"borrower": each.borrower, "note": each.note, "principal": each.rows[0].principal} | shared


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
