"""The rows of a loan's plan on a day: what was settled and how far it is paid, and what is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.loan_ledger import LoanLedger, Posted
from app.domain.money import from_fen


class RowStatus(StrEnum):
    """How far a row is: paid, partly paid, late, due today, or still to come."""

    PAID = "已还"
    PARTLY = "部分已还"
    LATE = "逾期"
    TODAY = "今日应还"
    COMING = "未到期"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row in yuan: `interest` = `borrower` (户自付) + `subsidy` (财政贴息); `left` is what the household owes.

    `end` is the last day that counts where interest is settled on a day of its own, else the day that does not count.
    """

    no: int
    start: date
    end: date
    days: int
    due: date
    principal: Decimal
    interest: Decimal
    borrower: Decimal
    subsidy: Decimal
    total: Decimal
    balance: Decimal
    left_principal: Decimal
    left_interest: Decimal
    status: RowStatus

    @property
    def left(self) -> Decimal:
        """Principal and interest that the household still has to pay for this row."""
        return self.left_principal + self.left_interest


def plan_rows(ledger: LoanLedger, on: date) -> tuple[PlanRow, ...]:
    """The settled rows of `ledger`, which stands at `on`, and the rows that follow if nothing is paid ahead."""
    future = copy(ledger)
    future.posted = []
    future.turns = list(ledger.turns)
    future.run_to(ledger.maturity)
    lefts = _left_of_settled(ledger)
    lefts += [(row.new_principal, row.new_borrower, row.new_subsidy) for row in future.rows()]
    rows = [*ledger.rows(), *future.rows()]
    balance = sum(row.principal for row in rows)
    answer = []
    for no, (row, left) in enumerate(zip(rows, lefts, strict=True), 1):
        balance -= row.principal
        answer.append(_plan_row(no, row, left, balance, on, ledger.household_first))
    return tuple(answer)


def _left_of_settled(ledger: LoanLedger) -> list[tuple[int, int, int]]:
    """What is unpaid of each settled row: payments settle the oldest first, so the newest are open."""
    principal, borrower, subsidy = ledger.due, ledger.due_borrower, ledger.due_subsidy
    lefts = []
    for row in reversed(ledger.rows()):
        left = min(principal, row.new_principal), min(borrower, row.new_borrower), min(subsidy, row.new_subsidy)
        principal, borrower, subsidy = principal - left[0], borrower - left[1], subsidy - left[2]
        lefts.append(left)
    return lefts[::-1]


def _plan_row(no: int, row: Posted, left: Sequence[int], balance: int, on: date, household_first: bool) -> PlanRow:
    due = date.fromordinal(row.due)
    left_interest = left[1] + (left[2] if household_first else 0)
    asked = row.principal + row.interest - (0 if household_first else row.subsidy)
    return PlanRow(
        no,
        date.fromordinal(row.start),
        due,
        row.point - row.start,
        due,
        from_fen(row.principal),
        from_fen(row.interest),
        from_fen(row.interest - row.subsidy),
        from_fen(row.subsidy),
        from_fen(row.principal + row.interest),
        from_fen(balance),
        from_fen(left[0]),
        from_fen(left_interest),
        _status(date.fromordinal(row.point), due, on, left[0] + left_interest, asked),
    )


def _status(point: date, due: date, on: date, left: int, asked: int) -> RowStatus:
    if not left and (asked or on >= point):
        return RowStatus.PAID
    if on > point:
        return RowStatus.LATE
    if on >= due:
        return RowStatus.TODAY
    return RowStatus.PARTLY if left < asked else RowStatus.COMING
