"""The month's report over 100 000 loans, from loan_cache, within five times the bare SQL aggregates of its figures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from app.models import Household, Loan, Member, Repayment
from app.services.loan_cache import refresh_loan_cache
from app.services.office import make_book
from app.services.reports import Kind, make_report
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD

pytestmark = pytest.mark.bench

HOUSEHOLDS, LOANS_EACH, BANKS = 20_000, 5, 4
DAY = date(2026, 11, 20)
BEFORE = date(2026, 10, 31)
MOST = 5.0
STAMP = {"book_code": "513123104205", "rev": 1, "entered_at": "2026-11-20T08:00:00+08:00", "entered_by": "周明远"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """20 000 households of two with five loans each; one loan in twenty has a repayment in these two months."""
    folder: Path = tmp_path_factory.mktemp("large") / "book"
    made, _code = make_book(
        folder, PASSWORD, role="village", code="513123104205", name="柳树沟村", officer="周明远", cost=CHEAP
    )
    with made:
        with made.write("large") as session:
            for model, rows in _rows():
                for start in range(0, len(rows), 5_000):
                    session.connection().execute(insert(model), rows[start : start + 5_000])
        began = time.perf_counter()
        assert refresh_loan_cache(made, (DAY, BEFORE))
        print(f"\nloan_cache of {HOUSEHOLDS * LOANS_EACH} loans for two days: {time.perf_counter() - began:.1f} s")
        yield made


def _rows() -> list[tuple[type[Any], list[dict[str, Any]]]]:
    households, members, loans, repayments = [], [], [], []
    for number in range(HOUSEHOLDS):
        household = f"h{number:06d}"
        households.append(
            {**STAMP, "id": household, "village_code": "513123104205", "number": f"51312{number:05d}",
             "group_name": f"{number % 9 + 1}组", "kind": "一般脱贫户", "removed": False}
        )  # fmt: skip
        for place in range(2):
            members.append(
                {**STAMP, "id": f"{household}m{place}", "household_id": household, "name": "何艳兴",
                 "relation": ("户主", "配偶")[place], "labour_skill": "普通劳动力", "removed": False}
            )  # fmt: skip
        for place in range(LOANS_EACH):
            at = number * LOANS_EACH + place
            disbursed = date(2023, 12, 1) + timedelta(days=at % 1_080)
            loan = _loan(f"{household}l{place}", household, at, disbursed)
            loans.append(loan)
            if at % 20 == 0:
                on = date(2026, 10, 5) + timedelta(days=at % 46)
                if on > disbursed:
                    repayments.append(
                        {**STAMP, "id": f"{loan['id']}r", "loan_id": loan["id"], "on": on, "amount_fen": 50_000,
                         "voucher": f"P{at}", "removed": False}
                    )  # fmt: skip
    return [(Household, households), (Member, members), (Loan, loans), (Repayment, repayments)]


def _loan(loan_id: str, household: str, at: int, disbursed: date) -> dict[str, Any]:
    return {
        **STAMP, "id": loan_id, "household_id": household, "borrower_id": f"{household}m0", "removed": False,
        "note_number": f"XED{at:07d}", "contract_number": f"XED{at:07d}", "bank": f"第{at % BANKS}农商行",
        "kind": "first", "term_months": 36, "principal_fen": 1_000_000 + at % 4 * 1_000_000, "rate_ppm": 42_000,
        "disbursed_on": disbursed, "due_on": disbursed + timedelta(days=1_090), "method": "interest-only",
        "day_count": "act/360", "every": "quarter", "settlement_day": 20, "rounding": "half-up",
        "uplift_ppm": 500_000, "compound": False, "allocation": "penalty interest principal",
        "subsidy_share_ppm": 1_000_000, "subsidy_cap_fen": 5_000_000, "subsidy_mode": "bank-direct",
        "pack_id": "national-2021",
    }  # fmt: skip


def test_the_month_over_100_000_loans_costs_at_most_five_times_its_bare_sql(book: Book) -> None:
    report, bare = [], []
    for _ in range(3):
        began = time.perf_counter()
        done = make_report(book, Kind.MONTH, on=DAY).report
        report.append(time.perf_counter() - began)
        began = time.perf_counter()
        sums = _bare(book)
        bare.append(time.perf_counter() - began)

    figures = {figure.id: figure for group in done.groups for figure in group.figures}
    assert figures["lent_count"].now == sums["count"]
    assert figures["balance"].now is not None
    assert int(figures["balance"].now * 100) == sums["balance"]
    ratio = min(report) / min(bare)
    print(f"month report {min(report):.2f} s, bare SQL {min(bare):.2f} s, ratio {ratio:.1f} (≤ {MOST:.0f})")
    assert ratio <= MOST


_OF_DAY = "FROM loan_cache c JOIN loan l ON l.book_code = c.book_code AND l.id = c.loan_id WHERE c.as_of = :day"
_AGGREGATES = (
    f"SELECT count(*) AS count, sum(l.principal_fen), sum(c.balance_fen) AS balance, sum(c.overdue_fen),"
    f" sum(c.arrears_fen) {_OF_DAY}",
    f"SELECT count(DISTINCT l.household_id) {_OF_DAY}",
    f"SELECT count(DISTINCT l.household_id), count(*) {_OF_DAY} AND c.cleared = 0",
    f"SELECT count(*), sum(c.overdue_fen) {_OF_DAY} AND c.overdue_fen > 0",
    f"SELECT count(*), sum(c.arrears_fen) {_OF_DAY} AND c.arrears_fen > 0",
    f"SELECT count(*), sum(min(c.balance_fen, 5000000)) {_OF_DAY} AND c.balance_fen > 0",
)
_OF_PERIOD = (
    "SELECT count(*), sum(principal_fen), kind FROM loan WHERE disbursed_on BETWEEN :first AND :day GROUP BY kind",
    'SELECT count(*), sum(amount_fen) FROM repayment WHERE "on" BETWEEN :first AND :day',
    'SELECT count(*), sum(amount_fen) FROM claim WHERE "on" BETWEEN :first AND :day',
    'SELECT count(*) FROM extension WHERE "on" BETWEEN :first AND :day',
    'SELECT count(*) FROM visit WHERE "on" BETWEEN :first AND :day',
)
_COVERAGE = (
    "SELECT count(*) FROM household h WHERE h.removed = 0 AND EXISTS (SELECT 1 FROM member m WHERE m.book_code ="
    " h.book_code AND m.household_id = h.id AND m.labour_skill NOT IN ('无劳动力', '丧失劳动力', ''))",
    "SELECT count(DISTINCT household_id) FROM loan WHERE disbursed_on <= :day",
    "SELECT count(*) FROM household h WHERE h.removed = 0 AND EXISTS (SELECT 1 FROM member m WHERE m.book_code ="
    " h.book_code AND m.household_id = h.id AND m.labour_skill NOT IN ('无劳动力', '丧失劳动力', ''))"
    " AND h.id NOT IN (SELECT household_id FROM loan WHERE disbursed_on <= :day)",
    'SELECT count(DISTINCT household_id) FROM rating WHERE "on" <= :day',
    "SELECT count(DISTINCT household_id), sum(credit_line_fen) FROM bank_decision WHERE until >= :day",
)
_BREAKDOWNS = (
    f"SELECT l.bank, count(*), sum(l.principal_fen), sum(c.balance_fen), sum(c.overdue_fen),"
    f" count(DISTINCT l.household_id) {_OF_DAY} GROUP BY l.bank",
    "SELECT count(DISTINCT h.village_code) FROM loan_cache c JOIN loan l ON l.book_code = c.book_code AND"
    " l.id = c.loan_id JOIN household h ON h.book_code = l.book_code AND h.id = l.household_id WHERE c.as_of = :day",
    f"SELECT substr(l.disbursed_on, 1, 4), count(*), sum(c.balance_fen), sum(c.subsidy_1_fen), sum(c.subsidy_2_fen),"
    f" sum(c.subsidy_3_fen), sum(c.subsidy_4_fen) {_OF_DAY} GROUP BY 1",
    *(f"SELECT count(*), sum(c.subsidy_{at}_fen) {_OF_DAY} AND c.subsidy_{at}_fen IS NOT NULL" for at in (3, 4, 5)),
    f"SELECT substr(l.due_on, 1, 7), count(*), sum(c.balance_fen) {_OF_DAY} AND l.due_on >= :day GROUP BY 1",
    *(
        f"SELECT count(*), sum(c.balance_fen) {_OF_DAY} AND l.due_on BETWEEN :day AND date(:day, '+{days} days')"
        for days in (7, 15, 30, 45)
    ),
)


def _bare(book: Book) -> dict[str, int]:
    """The same sums by SQL alone: the stock of both days, what moved in both months, coverage, breakdowns."""
    with book.read() as session:
        connection = session.connection()

        def ask(statement: str, day: date) -> Any:
            bound = {"day": day.isoformat(), "first": day.replace(day=1).isoformat()}
            wanted = {name: value for name, value in bound.items() if f":{name}" in statement}
            return connection.execute(text(statement), wanted).mappings().all()

        stock = [
            [ask(statement, day) for statement in (*_AGGREGATES, *_OF_PERIOD, *_COVERAGE)] for day in (DAY, BEFORE)
        ]
        for statement in _BREAKDOWNS:
            ask(statement, DAY)
        return dict(stock[0][0][0])
