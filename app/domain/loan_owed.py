"""What a loan owes on the day its ledger has come to: what is late, what is not, for how many days."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.loan_ledger import LoanLedger


class Owed(NamedTuple):
    """Sums in fen. `borrower` and `subsidy` are all unpaid interest, `late_…` what is past its due day.

    `late_asked` is late interest that the household must pay itself; `payoff` is all that it must bring.
    """

    balance: int
    borrower: int
    subsidy: int
    penalty: int
    compound: int
    payoff: int
    late_principal: int
    late_borrower: int
    late_subsidy: int
    late_asked: int
    overdue_days: int
    arrears_days: int
    subsidy_total: int


def owed_on(ledger: LoanLedger, *, lent: bool) -> Owed:
    """The sums at the ledger's day; all zero before the disbursement. What falls due this very day is not late."""
    if not lent:
        return Owed(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    borrower, subsidy = ledger.running()
    total = ledger.subsidy_posted + subsidy + ledger.prepaid_subsidy
    late_principal, late_borrower, late_subsidy = ledger.due, ledger.due_borrower, ledger.due_subsidy
    borrower += late_borrower
    subsidy += late_subsidy
    if ledger.posted and ledger.posted[-1][1] == ledger.at:
        *_, whole_subsidy, new_principal, new_borrower, new_subsidy = ledger.posted[-1]
        if not ledger.household_first:
            subsidy += whole_subsidy  # on the day of its settlement the bank has it still to come
        late_principal = max(late_principal - new_principal, 0)
        late_borrower = max(late_borrower - new_borrower, 0)
        late_subsidy = max(late_subsidy - new_subsidy, 0)
    asked, late_asked = borrower, late_borrower
    if ledger.household_first:
        asked, late_asked = borrower + subsidy, late_borrower + late_subsidy
    balance = ledger.normal + ledger.due
    penalty, compound = ledger.penalty_owed(), ledger.compound_owed()
    days = _days_late(ledger, late_principal, late_asked) if late_principal or late_asked else (0, 0)
    return Owed(
        balance,
        borrower,
        subsidy,
        penalty,
        compound,
        balance + asked + penalty + compound,
        late_principal,
        late_borrower,
        late_subsidy,
        late_asked,
        *days,
        total,
    )


def _days_late(ledger: LoanLedger, principal: int, interest: int) -> tuple[int, int]:
    """Days since the oldest due day of late principal and of late interest; payments settle the oldest rows first."""
    day = oldest_principal = oldest_interest = ledger.at
    for _, point, due, _, _, _, new_principal, new_borrower, new_subsidy in reversed(ledger.posted):
        if point == day:
            continue
        asked = new_borrower + (new_subsidy if ledger.household_first else 0)
        if principal > 0 and new_principal:
            principal -= new_principal
            oldest_principal = due
        if interest > 0 and asked:
            interest -= asked
            oldest_interest = due
        if principal <= 0 and interest <= 0:
            break
    return day - oldest_principal, day - oldest_interest
