"""The running figures of one loan in whole fen: how interest runs from day to day and is settled.

Only the replay drives it. Interest is kept as exact integer products (sum × units × rate, 积数) and rounded at each
settlement; penalty and compound interest are rounded as one running total.
"""

from __future__ import annotations

from bisect import insort
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.domain.day_count import BASE, DayCount, daily_units, units
from app.domain.interest import RATE_SCALE, rate_units
from app.domain.loan_stops import ALL, NEVER, Stop, contract_stops
from app.domain.loan_terms import DEFAULT_ORDER, LoanTerms, SubsidyMode
from app.domain.money import divide
from app.domain.schedule import Method

SHARE_SCALE = 10**6
_PLAIN = (DayCount.ACT_360, DayCount.ACT_365)
_NO_CAP = 10**30


class Posted(NamedTuple):
    """A settled row: days as ordinals, sums in fen; `new_…` is what was still unpaid when it was settled.

    The ledger keeps rows as plain tuples in this order, because it makes dozens for every loan.
    """

    start: int
    point: int
    due: int
    principal: int
    interest: int
    subsidy: int
    new_principal: int
    new_borrower: int
    new_subsidy: int


class LoanLedger:
    """All sums are fen, all days ordinals. `normal` is principal not yet due, `due` principal that has fallen due.

    Interest that has been settled and not been paid stands in `due_borrower` and `due_subsidy`; what was paid before
    its settlement in `prepaid_…`.
    """

    __slots__ = (
        "accrued", "accrued_subsidy", "adjusted_compound", "adjusted_penalty", "ahead", "anchor", "at", "by_days",
        "cap", "compound", "compound_sum", "counted", "day_count", "divisor", "due", "due_borrower", "due_subsidy",
        "fine_divisor", "from_first_day", "has_compound", "household_first", "index", "interest_with_principal",
        "maturity", "misuse_rate", "moved", "normal", "off_plan", "order", "paid_compound", "paid_interest",
        "paid_penalty", "paid_principal", "penalty_rate", "penalty_sum", "period_start", "posted", "prepaid_borrower",
        "prepaid_subsidy", "rate", "refunded", "rounding", "stops", "subsidised_rate", "subsidy_posted", "terms",
        "turn", "turns",
    )  # fmt: skip

    def __init__(self, terms: LoanTerms) -> None:
        convention = terms.convention
        self.terms = terms
        self.day_count = convention.day_count
        self.rounding = convention.rounding
        self.from_first_day = self.day_count is DayCount.ANNIVERSARY or convention.by_instalments
        self.interest_with_principal = convention.method is not Method.INTEREST_ONLY
        base = BASE[self.day_count]
        self.by_days = self.day_count in _PLAIN
        self.divisor = base * RATE_SCALE
        self.fine_divisor = self.divisor * SHARE_SCALE
        self.compound = self.has_compound = terms.compound
        self.order = _full_order(terms.allocation)
        self.household_first = terms.subsidy.mode is SubsidyMode.HOUSEHOLD_FIRST
        self.cap = _NO_CAP if terms.subsidy.cap is None else int(terms.subsidy.cap * 100)
        self.set_rate(rate_units(terms.rate))
        self.misuse_rate = 0
        self.off_plan = self.moved = False
        self.anchor = self.at = self.period_start = terms.disbursed_on.toordinal()
        self.maturity = terms.due_on.toordinal()
        self.normal = int(terms.principal * 100)
        self.due = self.ahead = self.counted = self.index = 0
        self.accrued = self.accrued_subsidy = self.penalty_sum = self.compound_sum = 0
        self.due_borrower = self.due_subsidy = self.prepaid_borrower = self.prepaid_subsidy = 0
        self.paid_principal = self.paid_interest = self.paid_penalty = self.paid_compound = 0
        self.adjusted_penalty = self.adjusted_compound = self.refunded = self.subsidy_posted = 0
        self.posted: list[tuple[int, int, int, int, int, int, int, int, int]] = []
        self.stops: tuple[Stop, ...] = contract_stops(terms)
        self.turns: list[tuple[int, str, int]] = []
        self.turn = NEVER
        if terms.subsidy.until is not None and self.subsidised_rate:
            self.add_turn(terms.subsidy.until.toordinal(), "no-subsidy")

    # --- time ---

    def run_to(self, day: int) -> None:
        """Settle all stops up to and with `day`, then let interest run to its start."""
        while (stop := self.stops[self.index])[0] <= day:
            if self.turn < stop[0]:
                self.accrue(stop[0])
            else:
                self._accrue_evenly(stop[0])
            self._settle(stop)
            self.index += 1
        if self.turn < day:
            self.accrue(day)
        else:
            self._accrue_evenly(day)

    def accrue(self, to: int) -> None:
        """Let interest run to the start of day `to`."""
        while self.turn < to:
            self._accrue_evenly(self.turn)
            self._take_turn()
        self._accrue_evenly(to)

    def _accrue_evenly(self, to: int) -> None:
        days = span = to - self.at
        if days <= 0:
            return
        if not self.by_days:
            days, span = self._count_to(to)
        normal, due = self.normal, self.due
        if normal:
            if self.misuse_rate:
                self.penalty_sum += normal * days * self.misuse_rate
            else:
                product = normal * span
                self.accrued += product * self.rate
                if self.subsidised_rate and not due:
                    if normal > self.cap:
                        product = self.cap * span
                    self.accrued_subsidy += product * self.subsidised_rate
        if due:
            self.penalty_sum += due * days * self.penalty_rate
        if self.compound:
            arrears = self.due_borrower + (self.due_subsidy if self.household_first else 0)
            self.compound_sum += arrears * days * self.penalty_rate
        self.at = to

    def _count_to(self, to: int) -> tuple[int, int]:
        """Units from `at` to `to` by actual days and by the loan's own count.

        对年对月对日, and 30/360 of instalments, are counted from the loan's first day; 30/360 else from the period's.
        """
        daily = daily_units(self.day_count, self.at, to)
        if self.day_count is DayCount.ACT_ACT:
            return daily, daily
        count = DayCount.ANNIVERSARY if self.from_first_day else self.day_count
        total = units(count, date.fromordinal(self.anchor), date.fromordinal(to))
        own, self.counted = total - self.counted, total
        return daily, own

    # --- settlement ---

    def _settle(self, stop: Stop) -> None:
        point, due_on, principal, planned, balance = stop
        interest, subsidy = self.rounded_interest(self.accrued, self.accrued_subsidy)
        if balance == self.normal and not (self.moved or self.off_plan):
            interest = planned
            subsidy = min(subsidy, interest)
        borrower, granted = interest - subsidy, subsidy
        if not self.household_first:
            granted = 0  # the bank settles it with finance itself: nobody is in arrears with it
        if self.prepaid_borrower or self.prepaid_subsidy:
            borrower, granted = self._less_prepaid(borrower, granted)
        self.due_borrower += borrower
        self.due_subsidy += granted
        self.subsidy_posted += subsidy
        falls = shown = 0
        if principal:
            falls, shown = self._principal_falling_due(principal)
            self.normal -= falls
            self.due += falls
        if interest or shown:
            self.posted.append((self.period_start, point, due_on, shown, interest, subsidy, falls, borrower, granted))
        self.accrued = self.accrued_subsidy = 0
        self.moved = False
        self.period_start = point
        if not (self.by_days or self.from_first_day):
            self.anchor, self.counted = point, 0

    def _less_prepaid(self, borrower: int, granted: int) -> tuple[int, int]:
        """What is left to pay of a settled row; what was paid beyond it counts for the next one."""
        left, left_granted = borrower - self.prepaid_borrower, granted - self.prepaid_subsidy
        self.prepaid_borrower, self.prepaid_subsidy = max(-left, 0), max(-left_granted, 0)
        return max(left, 0), max(left_granted, 0)

    def _principal_falling_due(self, principal: int) -> tuple[int, int]:
        """What falls due now and what the row shows: principal paid in the period before it counts for it first."""
        ahead, self.ahead = self.ahead, 0
        if principal == ALL:
            return self.normal, self.normal + ahead
        falls = min(self.normal, max(principal - ahead, 0))
        return falls, falls + min(ahead, principal)

    def rows(self) -> list[Posted]:
        """The settled rows."""
        return [Posted(*row) for row in self.posted]

    def rounded_interest(self, accrued: int, subsidised: int) -> tuple[int, int]:
        """Interest and the subsidy in it, in fen, of exact sums."""
        if not accrued:
            return 0, 0
        interest = divide(accrued, self.divisor, self.rounding)
        if not subsidised:
            return interest, 0
        subsidy = divide(subsidised, self.fine_divisor, self.rounding)
        return interest, subsidy if subsidy < interest else interest

    def running(self, *, with_today: bool = False) -> tuple[int, int]:
        """Unpaid interest of the open period, the household's and the subsidised, in fen.

        On a settlement day `with_today` counts the day itself, as the settlement will.
        """
        accrued, subsidised = self.accrued, self.accrued_subsidy
        if with_today and self.on_settlement_day() and self.normal and not self.misuse_rate:
            products = self._products_of_today()
            accrued += products[0]
            subsidised += products[1]
        interest, subsidy = self.rounded_interest(accrued, subsidised)
        borrower = interest - subsidy - self.prepaid_borrower
        granted = subsidy - self.prepaid_subsidy
        return borrower if borrower > 0 else 0, granted if granted > 0 else 0

    def on_settlement_day(self) -> bool:
        """Whether `at` is a settlement day whose own interest is settled with it."""
        return self.stops[self.index][1] == self.at

    def _products_of_today(self) -> tuple[int, int]:
        today = daily_units(self.day_count, self.at, self.at + 1)
        subsidised = 0 if self.due else min(self.normal, self.cap) * today * self.subsidised_rate
        return self.normal * today * self.rate, subsidised

    # --- rates and turns ---

    def set_rate(self, rate: int) -> None:
        """The contract rate from now on, in parts of `RATE_SCALE`, and the rates that follow from it."""
        subsidy = self.terms.subsidy
        self.rate = rate
        self.penalty_rate = rate * (SHARE_SCALE + int(self.terms.uplift * SHARE_SCALE))
        covered = rate if subsidy.rate_cap is None else min(rate, rate_units(subsidy.rate_cap))
        self.subsidised_rate = covered * int(subsidy.share * SHARE_SCALE)

    def add_turn(self, day: int, what: str, value: int = 0) -> None:
        """From the start of `day` on: "rate" (value in `RATE_SCALE`), "days" (count actual days), "no-subsidy"."""
        insort(self.turns, (day, what, value))
        self.turn = self.turns[0][0]

    def _take_turn(self) -> None:
        _, what, value = self.turns.pop(0)
        self.turn = self.turns[0][0] if self.turns else NEVER
        if what == "rate":
            subsidised = self.subsidised_rate
            self.set_rate(value)
            self.subsidised_rate = self.subsidised_rate if subsidised else 0
            self.off_plan = True
        elif what == "days":
            self.by_days = self.day_count is not DayCount.ACT_ACT
        else:
            self.subsidised_rate = 0

    # --- what is owed ---

    def penalty_owed(self) -> int:
        """罚息 so far and not paid, in fen."""
        if not self.penalty_sum and not self.adjusted_penalty:
            return 0
        return max(
            divide(self.penalty_sum, self.fine_divisor, self.rounding) + self.adjusted_penalty - self.paid_penalty, 0
        )

    def compound_owed(self) -> int:
        """复利 so far and not paid, in fen."""
        if not self.compound_sum and not self.adjusted_compound:
            return 0
        whole = divide(self.compound_sum, self.fine_divisor, self.rounding)
        return max(whole + self.adjusted_compound - self.paid_compound, 0)


@lru_cache(maxsize=64)
def _full_order(order: tuple[str, ...]) -> tuple[str, ...]:
    """The contract's order with what it does not name: compound interest right after the penalty, the rest last."""
    whole = (*order, *(word for word in DEFAULT_ORDER if word not in order))
    if "compound" in whole:
        return whole
    place = whole.index("penalty") + 1
    return (*whole[:place], "compound", *whole[place:])
