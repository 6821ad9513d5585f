"""贴息清单: what finance and what the household bears of the interest settled in one quarter, bank by bank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.loan_plan import PlanRow
from app.domain.subsidy import subsidised_principal
from app.services.book_on_day import BookOnDay, key_of
from app.services.ledger_rows.names import Row, loan_facts
from app.services.portfolio import LoanLine
from app.services.quarters import Quarter, quarter_of


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """The rows of one loan that are settled in one quarter; sums in yuan, `principal` is what bears the subsidy."""

    line: LoanLine
    rows: tuple[PlanRow, ...]

    @property
    def interest(self) -> Decimal:
        """All interest settled in the quarter."""
        return sum((row.interest for row in self.rows), Decimal(0))

    @property
    def subsidy(self) -> Decimal:
        """应贴: what finance bears of it."""
        return sum((row.subsidy for row in self.rows), Decimal(0))

    @property
    def borrower(self) -> Decimal:
        """户自付."""
        return self.interest - self.subsidy

    @property
    def principal(self) -> Decimal:
        """贴息本金: the highest principal of the quarter, at most the cap."""
        highest = max(row.balance + row.principal for row in self.rows)
        return subsidised_principal(highest, self.line.terms.subsidy.cap)


def quarter_lines(book: BookOnDay, quarter: Quarter) -> list[QuarterLine]:
    """The loans with subsidy in the quarter, by bank and note."""
    found = []
    for line in book.lines:
        rows = tuple(row for row in book.plans[key_of(line.loan)] if quarter.holds(row.due) and row.interest)
        if any(row.subsidy for row in rows):
            found.append(QuarterLine(line, rows))
    return sorted(found, key=lambda each: (each.line.loan.bank, each.line.loan.note_number))


def subsidy_rows(book: BookOnDay, quarter: Quarter | None = None) -> Iterable[Row]:
    """贴息清单 of a quarter (by default the one of the day); what is settled after the day is an estimate."""
    chosen = quarter or quarter_of(book.on)
    return [subsidy_row(each, chosen, book) for each in quarter_lines(book, chosen)]


def subsidy_row(each: QuarterLine, quarter: Quarter, book: BookOnDay) -> Row:
    """One line of the list; the bank's claim, where there is one, is laid over it."""
    last = each.rows[-1]
    return loan_facts(each.line) | {
        "quarter": str(quarter),
        "subsidised_principal": each.principal,
        "period_from": each.rows[0].start,
        "period_to": last.end,
        "days": sum(row.days for row in each.rows),
        "interest": each.interest,
        "subsidy": each.subsidy,
        "borrower_share": each.borrower,
        "remark": "测算" if last.due > book.on else None,
    }
