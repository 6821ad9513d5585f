"""A second, slow opinion on a loan: every single day is walked, every sum is an exact fraction of a fen.

It shares no arithmetic with `app.domain`: the only things it takes from there are the words for terms and events, and
the instalments of the contract. What is a settlement day, what a day costs, what a payment pays is said here anew.
"""

from __future__ import annotations

import calendar
from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from dateutil.relativedelta import relativedelta

from app.domain import loan_events as ev
from app.domain.loan_terms import LoanTerms, SubsidyMode
from app.domain.schedule import make_schedule

DAY = timedelta(days=1)


def half_up(value: Fraction) -> int:
    """To the nearest fen, halves up (all sums here are positive)."""
    return floor(value + Fraction(1, 2))


def fen(amount) -> int:
    return int(Fraction(amount) * 100)


@dataclass
class SlowLoan:
    """The figures of one loan in fen; `walk` brings it to a day."""

    terms: LoanTerms
    normal: int = 0
    falls: list = field(default_factory=list)  # [due day, principal unpaid] of rows past their due day
    bills: list = field(default_factory=list)  # [due day, point, household's unpaid, finance's unpaid]
    open_interest: Fraction = Fraction(0)
    open_subsidy: Fraction = Fraction(0)
    prepaid: list = field(default_factory=lambda: [0, 0])
    ahead: int = 0
    penalty: Fraction = Fraction(0)
    compound: Fraction = Fraction(0)
    paid_penalty: int = 0
    paid_compound: int = 0
    unmatched: int = 0
    subsidy_posted: int = 0
    refunded: int = 0
    settled_today: tuple[date, int] = (date.min, 0)

    def walk(self, events, on: date) -> SlowLoan:
        terms = self.terms
        self.rate, self.maturity = Fraction(terms.rate), terms.due_on
        self.normal, self.first = fen(terms.principal), terms.disbursed_on
        self.count_days_from = None
        self.instalments, self.planned, self.touched = {}, {}, False
        if terms.convention.by_instalments:
            schedule = make_schedule(terms.principal, terms.rate, terms.disbursed_on, terms.due_on, terms.convention)
            self.instalments = {row.due: fen(row.principal) for row in schedule.rows[:-1]}
            # 等额本金 bills the contract's own interest as long as the loan follows its plan (see instalments.py)
            self.planned = {row.due: (fen(row.balance + row.principal), fen(row.interest)) for row in schedule.rows}
        entries = deque(sorted(events, key=lambda e: (max(e.on, self.first), e.rank)))
        self.period_start = day = self.first
        self.today = day
        while True:
            self.today = day
            while entries and isinstance(entries[0], ev.Extension) and max(entries[0].on, self.first) == day:
                self.extend(entries.popleft(), day)
            self.settle_if_due(day)
            while entries and max(entries[0].on, self.first) == day:
                self.take(entries.popleft())
            if day >= on:
                return self
            self.spend(day)
            day += DAY

    # one day

    def part_of_year(self, day: date) -> tuple[Fraction, Fraction]:
        """(by actual days, by the loan's count) for the night from `day` to the next."""
        count = self.terms.convention.day_count.value
        if count == "act/365":
            return Fraction(1, 365), Fraction(1, 365)
        if count == "act/act":
            length = 366 if calendar.isleap(day.year) else 365
            return Fraction(1, length), Fraction(1, length)
        daily = Fraction(1, 360)
        if count == "act/360" or (self.count_days_from and day >= self.count_days_from):
            return daily, daily
        if count == "anniversary" or self.terms.convention.by_instalments:
            return daily, self.months_part(self.first, day + DAY) - self.months_part(self.first, day)
        return daily, bond(self.period_start, day + DAY) - bond(self.period_start, day)

    @staticmethod
    def months_part(start: date, end: date) -> Fraction:
        months = 0
        while start + relativedelta(months=months + 1) <= end:
            months += 1
        return Fraction(months * 30 + (end - (start + relativedelta(months=months))).days, 360)

    def spend(self, day: date) -> None:
        daily, own = self.part_of_year(day)
        terms = self.terms
        raised = self.rate * (1 + Fraction(terms.uplift))
        overdue = sum(part for _, part in self.falls)
        self.open_interest += self.normal * self.rate * own
        subsidy = terms.subsidy
        if not overdue and (subsidy.until is None or day < subsidy.until):
            covered = self.normal if subsidy.cap is None else min(self.normal, fen(subsidy.cap))
            rate = self.rate if subsidy.rate_cap is None else min(self.rate, Fraction(subsidy.rate_cap))
            self.open_subsidy += covered * rate * Fraction(subsidy.share) * own
        self.penalty += overdue * raised * daily
        if terms.compound:
            asked = sum(bill[2] + (bill[3] if self.household_first else 0) for bill in self.bills)
            self.compound += asked * raised * daily

    @property
    def household_first(self) -> bool:
        return self.terms.subsidy.mode is SubsidyMode.HOUSEHOLD_FIRST

    # settlements

    def is_settlement_day(self, day: date) -> bool:
        convention = self.terms.convention
        if convention.method.value != "interest-only" or day < self.first or day + DAY >= self.maturity:
            return False
        wanted = min(convention.settlement_day, calendar.monthrange(day.year, day.month)[1])
        return day.day == wanted and (convention.every.value == "month" or day.month % 3 == 0)

    def settle_if_due(self, day: date) -> None:
        if day == self.maturity:
            self.post(day, day, self.normal)
        elif day in self.instalments and day < self.maturity:
            self.post(day, day, min(self.normal, max(self.instalments[day] - self.ahead, 0)))
            self.ahead = 0
        elif self.is_settlement_day(day - DAY) and day > self.first:
            self.post(day - DAY, day, 0)

    def post(self, due: date, point: date, principal: int) -> None:
        interest = half_up(self.open_interest)
        balance, planned = self.planned.get(due, (None, 0))
        if balance == self.normal and not self.touched:
            interest = planned
        self.touched = False
        subsidy = min(half_up(self.open_subsidy), interest)
        asked = subsidy if self.household_first else 0
        left = [interest - subsidy - self.prepaid[0], asked - self.prepaid[1]]
        self.prepaid = [max(-left[0], 0), max(-left[1], 0)]
        self.bills.append([due, point, max(left[0], 0), max(left[1], 0)])
        self.settled_today = (point, 0 if self.household_first else subsidy)
        self.subsidy_posted += subsidy
        if principal:
            self.falls.append([due, principal])
            self.normal -= principal
        self.open_interest = self.open_subsidy = Fraction(0)
        self.period_start = point

    def extend(self, event, day: date) -> None:
        if event.until <= max(self.maturity, day) or not (self.normal or self.falls):
            return
        self.count_days_from = self.count_days_from or max(self.maturity, day)
        self.planned.pop(self.maturity, None)
        self.touched = self.touched or bool(self.falls)
        self.normal += sum(part for _, part in self.falls)
        self.falls = []
        self.maturity = event.until

    # entries

    def take(self, event) -> None:
        if isinstance(event, ev.Renewal):
            amount = fen(event.amount)
            self.unmatched += amount - self.pay_principal(amount)
        elif isinstance(event, ev.SubsidyPaid):
            self.unmatched += self.take_subsidy(fen(event.amount))
        elif isinstance(event, ev.Repayment | ev.Claim):
            self.unmatched += self.pay(event)

    def pay(self, event) -> int:
        amount = fen(event.amount)
        if event.split is not None:
            split = event.split
            used = self.pay_principal(fen(split.principal)) + self.pay_interest(fen(split.interest), True, True)
            return amount - used - self.pay_penalty(fen(split.penalty)) - self.pay_compound(fen(split.compound))
        settling = self.is_settlement_day(self.today) and self.today + DAY < self.maturity
        today = settling and amount < self.owed()["payoff"]
        rest = amount
        for part in self.terms.allocation:
            if part == "penalty":
                rest -= self.pay_penalty(rest)
                rest -= self.pay_compound(rest)
            elif part == "interest":
                rest -= self.pay_interest(
                    rest, settling or self.terms.convention.method.value != "interest-only", today
                )
            else:
                rest -= self.pay_principal(rest)
        return rest - self.pay_interest(rest, True, False)

    def pay_principal(self, limit: int) -> int:
        rest = limit
        for fall in self.falls:
            part = min(rest, fall[1])
            fall[1] -= part
            rest -= part
        self.falls = [fall for fall in self.falls if fall[1]]
        early = min(rest, self.normal)
        self.touched = self.touched or early > 0
        self.normal -= early
        self.ahead += early
        return limit - rest + early

    def pay_interest(self, limit: int, running: bool, today: bool) -> int:
        rest = limit
        for place in (2, 3) if self.household_first else (2,):
            for bill in self.bills:
                part = min(rest, bill[place])
                bill[place] -= part
                rest -= part
        if running:
            left = self.running(today)
            part = min(rest, left[0])
            self.prepaid[0] += part
            rest -= part
            if self.household_first:
                part = min(rest, left[1])
                self.prepaid[1] += part
                rest -= part
        return limit - rest

    def running(self, today: bool = False) -> tuple[int, int]:
        interest, subsidy = self.open_interest, self.open_subsidy
        if today and self.is_settlement_day(self.today):
            before = self.open_interest, self.open_subsidy, self.penalty, self.compound
            self.spend(self.today)
            interest, subsidy = self.open_interest, self.open_subsidy
            self.open_interest, self.open_subsidy, self.penalty, self.compound = before
        whole = half_up(interest)
        share = min(half_up(subsidy), whole)
        return max(whole - share - self.prepaid[0], 0), max(share - self.prepaid[1], 0)

    def pay_penalty(self, limit: int) -> int:
        part = min(limit, max(half_up(self.penalty) - self.paid_penalty, 0))
        self.paid_penalty += part
        return part

    def pay_compound(self, limit: int) -> int:
        part = min(limit, max(half_up(self.compound) - self.paid_compound, 0))
        self.paid_compound += part
        return part

    def take_subsidy(self, amount: int) -> int:
        part = min(amount, max(self.subsidy_posted + self.running(True)[1] - self.refunded, 0))
        self.refunded += part
        return amount - part

    # the answer

    def owed(self) -> dict[str, int]:
        running = self.running()
        borrower = running[0] + sum(bill[2] for bill in self.bills)
        subsidy = running[1] + sum(bill[3] for bill in self.bills)
        if self.settled_today[0] == self.today:
            subsidy += self.settled_today[1]
        late = [bill for bill in self.bills if bill[1] < self.today]
        overdue = [fall for fall in self.falls if fall[0] < self.today]
        penalty = max(half_up(self.penalty) - self.paid_penalty, 0)
        compound = max(half_up(self.compound) - self.paid_compound, 0)
        balance = self.normal + sum(part for _, part in self.falls)
        asked = borrower + (subsidy if self.household_first else 0)
        return {
            "balance": balance,
            "borrower_share": borrower,
            "subsidy": subsidy,
            "arrears_borrower": sum(bill[2] for bill in late),
            "arrears_subsidy": sum(bill[3] for bill in late),
            "penalty": penalty,
            "compound": compound,
            "payoff": balance + asked + penalty + compound,
            "overdue_principal": sum(part for _, part in overdue),
            "overdue_days": (self.today - overdue[0][0]).days if overdue else 0,
            "unmatched": self.unmatched,
        }


def bond(start: date, end: date) -> Fraction:
    """30/360 of ISDA: the 31st is the 30th; at the end only where the start is the 30th too."""
    first = 30 if start.day == 31 else start.day
    last = 30 if end.day == 31 and first == 30 else end.day
    return Fraction((end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first, 360)


def slow_state(terms: LoanTerms, events, on: date) -> dict[str, int]:
    """What the loan owes on a day, in fen; reversed entries must be left out by the caller."""
    return SlowLoan(terms).walk([event for event in events if event.on <= on], max(on, terms.disbursed_on)).owed()
