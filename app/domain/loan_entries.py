"""What each event does to a loan's ledger: repayment, claim, renewal, subsidy, adjustment, extension."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.domain import loan_events as events
from app.domain.interest import rate_units
from app.domain.loan_ledger import SHARE_SCALE, LoanLedger
from app.domain.loan_stops import ALL, END, Stop, settlement_stops
from app.domain.schedule import Method

Taken = tuple[int, int, int, int, int]
"""How an amount was used, in fen: principal, interest, penalty, compound, and 待核差额 (more than is on our books)."""

NOTHING: Taken = (0, 0, 0, 0, 0)


def fen(amount: Decimal) -> int:
    """Yuan to fen without complaint: the replay takes what was entered."""
    return int(amount * 100)


def pay_in_order(ledger: LoanLedger, amount: int) -> Taken:
    """Use an amount in the contract's order; interest that is not settled yet comes last where it has its own days."""
    settlement_day = ledger.on_settlement_day()
    running = settlement_day or ledger.interest_with_principal
    with_today = settlement_day and amount < payoff(ledger)
    rest = amount
    principal = interest = penalty = compound = 0
    for part in ledger.order:
        if part == "principal":
            principal = _take_principal(ledger, rest)
            rest -= principal
        elif part == "interest":
            interest = _take_interest(ledger, rest, running, with_today)
            rest -= interest
        elif part == "penalty":
            if ledger.penalty_sum or ledger.adjusted_penalty:
                penalty = _take_penalty(ledger, rest)
                rest -= penalty
        elif ledger.has_compound:
            compound = _take_compound(ledger, rest)
            rest -= compound
    if rest:
        more = _take_interest(ledger, rest, True, False)
        interest += more
        rest -= more
    return principal, interest, penalty, compound, rest


def pay_by_voucher(ledger: LoanLedger, amount: int, split: events.Split) -> Taken:
    """Use an amount by the voucher's own parts; what exceeds ours in a part is 待核差额."""
    principal = _take_principal(ledger, _part(split.principal))
    interest = _take_interest(ledger, _part(split.interest), True, True)
    penalty = _take_penalty(ledger, _part(split.penalty))
    compound = _take_compound(ledger, _part(split.compound))
    return principal, interest, penalty, compound, amount - principal - interest - penalty - compound


def _part(amount: Decimal) -> int:
    return int(amount * 100) if amount > 0 else 0


def _take_principal(ledger: LoanLedger, limit: int) -> int:
    due, normal = ledger.due, ledger.normal
    overdue = limit if limit < due else due
    early = limit - overdue
    if early > normal:
        early = normal
    if early:
        ledger.normal = normal - early
        ledger.ahead += early
        ledger.moved = True
    ledger.due = due - overdue
    ledger.paid_principal += overdue + early
    return overdue + early


def _take_interest(ledger: LoanLedger, limit: int, running: bool, with_today: bool) -> int:
    """Settled interest first, then (where `running`) that of the open period."""
    rest = limit
    if rest and ledger.due_borrower:
        part = min(rest, ledger.due_borrower)
        ledger.due_borrower -= part
        rest -= part
    if rest and ledger.household_first and ledger.due_subsidy:
        part = min(rest, ledger.due_subsidy)
        ledger.due_subsidy -= part
        rest -= part
    if rest and running and ledger.accrued:
        rest = _take_running(ledger, rest, with_today=with_today)
    ledger.paid_interest += limit - rest
    return limit - rest


def _take_running(ledger: LoanLedger, rest: int, *, with_today: bool) -> int:
    """Interest of the open period, paid before its settlement; answers what is left of the amount."""
    borrower, subsidy = ledger.running(with_today=with_today)
    part = min(rest, borrower)
    ledger.prepaid_borrower += part
    rest -= part
    if ledger.household_first:
        part = min(rest, subsidy)
        ledger.prepaid_subsidy += part
        rest -= part
    return rest


def _take_penalty(ledger: LoanLedger, limit: int) -> int:
    part = min(limit, ledger.penalty_owed())
    ledger.paid_penalty += part
    return part


def _take_compound(ledger: LoanLedger, limit: int) -> int:
    part = min(limit, ledger.compound_owed())
    ledger.paid_compound += part
    return part


def payoff(ledger: LoanLedger) -> int:
    """What the household must bring to owe nothing at the start of this day, in fen."""
    borrower, subsidy = ledger.running()
    asked = ledger.due_borrower + borrower
    if ledger.household_first:
        asked += ledger.due_subsidy + subsidy
    return ledger.normal + ledger.due + asked + ledger.penalty_owed() + ledger.compound_owed()


def renew(ledger: LoanLedger, event: events.Renewal) -> Taken:
    """The new loan takes over principal only; interest is the household's as before."""
    amount = fen(event.amount)
    principal = _take_principal(ledger, amount)
    return principal, 0, 0, 0, amount - principal


def receive_subsidy(ledger: LoanLedger, event: events.SubsidyPaid) -> Taken:
    """What finance paid is counted against what it owes by now; the rest is 待核差额.

    The household's debt stays as it is: where the bank settles directly the subsidised part was never asked of it,
    where the household pays first this is its refund.
    """
    amount = fen(event.amount)
    if ledger.household_first:
        granted = ledger.subsidy_posted - ledger.due_subsidy + ledger.prepaid_subsidy
    else:
        granted = ledger.subsidy_posted + ledger.running(with_today=True)[1]
    part = min(amount, max(granted - ledger.refunded, 0))
    ledger.refunded += part
    return 0, part, 0, 0, amount - part


def adjust(ledger: LoanLedger, event: events.BankAdjustment) -> Taken:
    """Make our figures the bank's; a part that would fall below zero stays at zero and is 待核差额."""
    split = event.split
    principal = _adjust_principal(ledger, fen(split.principal))
    interest = max(fen(split.interest), -ledger.due_borrower)
    penalty = max(fen(split.penalty), -ledger.penalty_owed())
    compound = max(fen(split.compound), -ledger.compound_owed())
    ledger.due_borrower += interest
    ledger.adjusted_penalty += penalty
    ledger.adjusted_compound += compound
    ledger.has_compound = ledger.has_compound or bool(compound)
    used = principal + interest + penalty + compound
    return principal, interest, penalty, compound, used - fen(split.total)


def _adjust_principal(ledger: LoanLedger, change: int) -> int:
    if change > 0:
        if ledger.at < ledger.maturity:
            ledger.normal += change
        else:
            ledger.due += change
        ledger.moved = True
        return change
    overdue = min(-change, ledger.due)
    early = min(-change - overdue, ledger.normal)
    ledger.due -= overdue
    ledger.normal -= early
    ledger.moved = ledger.moved or bool(early)
    return -overdue - early


def change_rate(ledger: LoanLedger, event: events.RateChange) -> Taken:
    """The new rate from the start of the day."""
    ledger.add_turn(ledger.at, "rate", rate_units(event.rate))
    return NOTHING


def misuse(ledger: LoanLedger, event: events.Misuse) -> Taken:
    """From now on the whole principal bears the raised rate."""
    ledger.misuse_rate = ledger.rate * (SHARE_SCALE + int(event.uplift * SHARE_SCALE))
    ledger.off_plan = True
    return NOTHING


def extend(ledger: LoanLedger, event: events.Extension) -> bool:
    """Move the maturity; False where there is nothing to extend or the new day is not later.

    After the maturity the loan has been overdue in between: principal that has fallen due is not due any more from
    the day of the agreement on.
    """
    until, old, now = event.until.toordinal(), ledger.maturity, ledger.at
    if until <= max(old, now) or not (ledger.normal or ledger.due):
        return False
    begins = max(old, now)
    ledger.stops = _stops_after(ledger, event, begins)
    ledger.index = 0
    _take_back(ledger)
    ledger.maturity = until
    if not ledger.by_days:
        ledger.add_turn(begins, "days")
    if event.rate is not None:
        rate_from = event.rate_from.toordinal() if event.rate_from else begins
        ledger.add_turn(max(rate_from, now), "rate", rate_units(event.rate))
    return True


def _stops_after(ledger: LoanLedger, event: events.Extension, begins: int) -> tuple[Stop, ...]:
    kept = [stop for stop in ledger.stops[ledger.index :] if stop.principal != ALL and stop != END]
    late = begins > ledger.maturity
    if ledger.terms.convention.method is Method.INTEREST_ONLY:
        every = settlement_stops(ledger.terms.disbursed_on, event.until, ledger.terms.convention)
        passed = kept[-1].point if kept else begins if late else ledger.period_start
        kept += [stop for stop in every if stop.principal != ALL and passed < stop.point < END.point]
    last = event.until.toordinal()
    return (*kept, Stop(last, last, ALL), END)


def _take_back(ledger: LoanLedger) -> None:
    """Principal that had fallen due is normal again; the rows that showed it show it no more."""
    if not ledger.due:
        return
    rest = ledger.due
    for place, row in reversed(list(enumerate(ledger.rows()))):
        part = min(rest, row.new_principal)
        ledger.posted[place] = row._replace(principal=row.principal - part, new_principal=row.new_principal - part)
        rest -= part
    ledger.normal += ledger.due
    ledger.due = 0
    ledger.moved = True


ACTS: dict[int, Callable[..., Taken]] = {
    events.RateChange.rank: change_rate,
    events.Misuse.rank: misuse,
    events.BankAdjustment.rank: adjust,
    events.SubsidyPaid.rank: receive_subsidy,
    events.Renewal.rank: renew,
}
