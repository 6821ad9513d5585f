"""The rules are fast enough for a township: states of many loans, one schedule, one command.

Every figure is a ratio inside one run. The states are measured on 200 loans, the bare loop on the additions of the
same 200, which is the ratio of 100 000.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.domain.loan_events import LoanEvent, Split
from app.domain.loan_state import replay
from app.domain.loan_terms import LoanTerms, SubsidyTerms
from app.domain.months import add_months
from app.domain.schedule import Convention, make_schedule
from tests.helpers.loans import extended, loan, repaid

pytestmark = pytest.mark.bench

LOANS, EVENTS = 200, 12
ON = date(2023, 6, 1)
MOST_FOR_A_STATE = 150.0
MOST_FOR_A_SCHEDULE = 120.0
MOST_FOR_THE_COMMAND = 2.0


def ratio_of(measured: Callable[[], object], bare: Callable[[], object], rounds: int) -> float:
    """The fastest of many short rounds of each, taken in turns, so that a busy machine disturbs both alike."""
    times: dict[Callable[[], object], list[float]] = {measured: [], bare: []}
    measured()
    for _ in range(rounds):
        for action, taken in times.items():
            began = time.perf_counter()
            action()
            taken.append(time.perf_counter() - began)
    return min(times[measured]) / min(times[bare])


def a_village(chance: random.Random) -> list[tuple[LoanTerms, list[LoanEvent]]]:
    """Loans of the programme with twelve entries each, some with the voucher's split, one in ten extended."""
    return [_a_loan(chance) for _ in range(LOANS)]


def _a_loan(chance: random.Random) -> tuple[LoanTerms, list[LoanEvent]]:
    start = date(2019, 1, 1) + timedelta(days=chance.randrange(1000))
    end = add_months(start, chance.choice((12, 24, 36)))
    method = chance.choice(("interest-only", "interest-only", "bullet"))
    terms = loan(50000, "0.0435", start, end, method, subsidy=SubsidyTerms(Decimal("0.5"), Decimal(50000)))
    entries: list[LoanEvent] = []
    day = start
    for number in range(EVENTS):
        day += timedelta(days=chance.randrange(10, 120))
        amount = Decimal(chance.randrange(100, 500_000)) / 100
        split = Split(amount - 1, Decimal(1)) if number % 4 == 0 else None
        entries.append(repaid(day, amount, split, f"{number}"))
    if chance.random() < 0.1:
        entries[5] = extended(entries[5].on, add_months(end, 6))
    chance.shuffle(entries)
    return terms, entries


def test_the_state_of_a_loan_with_twelve_entries() -> None:
    village = a_village(random.Random(12))
    sums = [[getattr(entry, "amount", Decimal(1)) for entry in entries] for _, entries in village]

    def bare() -> None:
        total = Decimal(0)
        for amounts in sums:
            for amount in amounts:
                total += amount

    def states() -> None:
        for terms, entries in village:
            replay(terms, entries, ON)

    ratio = ratio_of(states, bare, 60)
    print(f"one state: {ratio:.0f} bare loops of twelve additions")
    assert ratio <= MOST_FOR_A_STATE


@pytest.mark.parametrize("day_count", ["act/360", "30/360", "act/act"])
@pytest.mark.parametrize("method", ["equal-instalment", "equal-principal"])
def test_a_schedule_of_36_rows(method: str, day_count: str) -> None:
    convention = Convention(method, day_count)
    principal, rate = Decimal(50000), Decimal("0.0465")

    def bare() -> None:
        for _ in range(5):
            for _ in range(36):
                principal * rate

    def schedules() -> None:
        for _ in range(5):
            make_schedule(principal, rate, date(2020, 1, 31), date(2023, 1, 31), convention)

    ratio = ratio_of(schedules, bare, 200)
    print(f"{method} {day_count}: {ratio:.0f} bare loops of 36 multiplications")
    assert ratio <= MOST_FOR_A_SCHEDULE


def test_the_command_starts_little_slower_than_its_rule() -> None:
    rule = [sys.executable, "-c", "import app.domain.schedule"]
    command = [sys.executable, "-m", "app", "schedule", "--principal", "50000", "--rate", "4.35"]
    command += ["--from", "2021-01-15", "--periods", "36", "--method", "equal-instalment", "--json"]

    ratios = []
    for _ in range(15):
        began = time.perf_counter()
        subprocess.run(rule, check=True)
        middle = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        ratios.append((time.perf_counter() - middle) / (middle - began))

    ratio = statistics.median(ratios)
    print(f"huicun schedule: {ratio:.2f} of the import of its rule")
    assert ratio <= MOST_FOR_THE_COMMAND
