"""Today's work of a village of 1 000 households with ten years of records, beside the bare SQL of the same rows.

Each household borrowed three times for three years and paid interest every quarter; every quarter somebody was at its
door. Four times the households take four times as long, and not much longer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.domain.months import add_months
from app.models import Household, Loan, Member, Repayment, Visit
from app.models.ids import new_id
from app.services.day_work import day_work
from app.services.office import make_book
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD

pytestmark = pytest.mark.bench

ON = date(2026, 11, 20)
HOUSEHOLDS, PEOPLE, LOANS, QUARTERS = 1_000, 4, 3, 40
MOST = 4.0
ROUNDS = 5
TABLES = (
    "household", "member", "village", "loan", "repayment", "reversal", "extension", "claim", "bank_adjustment",
    "subsidy_paid", "misuse", "rate_change", "visit", "paper", "life_event", "repayment_promise", "recovery_step",
    "rectification", "application", "opinion", "public_notice", "demand", "rating", "bank_decision", "credit_title",
    "credit_review", "fact_reversal",
)  # fmt: skip


def _fill(book: Book, households: int) -> None:
    stamp = {"book_code": book.code, "rev": 1, "entered_at": "2026-01-02T08:00:00+08:00", "entered_by": "周明远"}
    rows: dict[type, list[dict[str, object]]] = {Household: [], Member: [], Loan: [], Repayment: [], Visit: []}
    for number in range(households):
        home = new_id()
        rows[Household].append(
            {**stamp, "id": home, "village_code": book.code, "number": f"{5131230000 + number}",
             "group_name": f"{number % 12 + 1}组", "kind": "一般脱贫户"}
        )  # fmt: skip
        people = [new_id() for _ in range(PEOPLE)]
        for place, person in enumerate(people):
            rows[Member].append(
                {**stamp, "id": person, "household_id": home, "name": f"成员{number}{place}",
                 "relation": "之子" if place else "户主", "number": f"{number}{place}"}
            )  # fmt: skip
        for place in range(LOANS):
            _lend(rows, stamp, home, people[0], number, place)
        for quarter in range(QUARTERS):
            rows[Visit].append(
                {**stamp, "id": new_id(), "household_id": home, "kind": "季度贷后检查", "result": "见本人",
                 "on": add_months(date(2016, 12, 5), 3 * quarter), "visitor": "周明远"}
            )  # fmt: skip
    with book.write("造账") as session:
        for model, values in rows.items():
            session.execute(insert(model), values)


def _lend(
    rows: dict[type, list[dict[str, object]]], stamp: dict[str, object], home: str, head: str, number: int, place: int
) -> None:
    begins = date(2017, 12, 10) + timedelta(days=1_098 * place + number % 300)
    due, loan = add_months(begins, 36), new_id()
    rows[Loan].append(
        {**stamp, "id": loan, "note_number": f"XED{number:05d}-{place}", "contract_number": f"XED{number:05d}-{place}",
         "household_id": home, "borrower_id": head, "kind": "first", "bank": "清溪农商行", "principal_fen": 5_000_000,
         "rate_ppm": 43_500, "disbursed_on": begins, "due_on": due, "term_months": 36, "method": "interest-only",
         "day_count": "act/360", "every": "quarter", "settlement_day": 20, "rounding": "half-up",
         "uplift_ppm": 500_000, "allocation": "penalty compound interest principal", "pack_id": "national-2021"}
    )  # fmt: skip
    for quarter in range(12):
        day = add_months(begins, 3 * quarter + 3)
        if day < ON:
            last = quarter == 11
            rows[Repayment].append(
                {**stamp, "id": new_id(), "loan_id": loan, "on": day, "amount_fen": 5_060_000 if last else 55_000,
                 "voucher": f"N{number}{place}{quarter}"}
            )  # fmt: skip


def _book(folder: Path, households: int) -> Book:
    book, _code = make_book(
        folder, PASSWORD, role="village", code="513123104205", name="柳树沟村", officer="周明远", township="云岭镇",
        county="清溪县", cost=CHEAP,
    )  # fmt: skip
    _fill(book, households)
    return book


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Book]:
    """One village with its ten years."""
    with _book(tmp_path / "book", HOUSEHOLDS) as book:
        yield book


def _bare(book: Book) -> float:
    """Seconds to read every row of the tables that the day's work reads, as SQL gives them."""
    with book.read() as session:
        connection = session.connection().connection
        begin = time.perf_counter()
        for table in TABLES:
            connection.execute(f"SELECT * FROM {table}").fetchall()
        return time.perf_counter() - begin


def _ours(book: Book) -> float:
    with book.read() as session:
        begin = time.perf_counter()
        work = day_work(session, ON)
        took = time.perf_counter() - begin
    assert work.counts["到期"] > 0
    return took


def test_the_days_work_takes_at_most_four_times_the_bare_sql(village: Book) -> None:
    _bare(village), _ours(village)

    pairs = [(_ours(village), _bare(village)) for _ in range(ROUNDS)]

    ours, bare = min(one for one, _ in pairs), min(other for _, other in pairs)
    print(f"today's work of {HOUSEHOLDS} households: {ours:.2f} s, bare SQL {bare:.2f} s, × {ours / bare:.1f}")
    assert ours / bare <= MOST


def test_the_days_work_grows_with_the_households_and_no_faster(tmp_path: Path) -> None:
    took = {}
    for households in (300, 1_200):
        with _book(tmp_path / f"{households}", households) as book:
            _ours(book)
            took[households] = min(_ours(book) for _ in range(3))

    grown = took[1_200] / took[300]
    print(f"four times the households: × {grown:.1f} of the time")
    assert grown <= 4 * 1.3
