"""The self-check over the book, and the bank's list beside it."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.resources import resource
from app.services.loans import LoanPaper, record_loan
from app.services.lookup import household_numbered
from app.services.reconciliation import compare_with_bank
from app.services.roster import import_roster
from app.services.self_check import run_self_check
from app.services.visits import record_visit
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, SPOUSE_ID, Borrowing

DAY = date(2026, 11, 20)
HEADING = ["客户名称", "证件号码", "合同号", "贷款金额", "余额", "放款日期", "到期日期", "执行利率(%)"]


def _codes(book: Book, on: date = DAY) -> dict[str, int]:
    with book.read() as session:
        return run_self_check(session, on).counts


def test_a_clean_village_has_nothing_to_say(borrowing: Borrowing) -> None:
    assert _codes(borrowing.book) == {}


def test_two_borrowers_in_one_household_are_found(borrowing: Borrowing) -> None:
    paper = LoanPaper("XED2", BANK, Decimal("0.03"), date(2025, 6, 1))
    record_loan(
        borrowing.book,
        borrowing.household,
        paper,
        borrower_id=SPOUSE_ID,
        amount=Decimal(10_000),
        months=12,
        purpose="购买饲料",
    )

    codes = _codes(borrowing.book, date(2026, 5, 1))

    assert codes["two-borrowers"] == 1
    assert codes["household-over-amount"] == 1


def test_overdue_and_off_the_list_are_found_with_their_household(borrowing: Borrowing) -> None:
    with borrowing.book.write("改名单") as session:
        household_numbered(session, borrowing.household).listed_until = date(2022, 12, 31)

    with borrowing.book.read() as session:
        checked = run_self_check(session, date(2026, 12, 10))

    assert {"overdue", "not-on-list"} <= set(checked.counts)
    assert {each.household for each in checked.findings} == {borrowing.household}


def test_one_person_in_two_households_and_forty_visits_a_day_are_found(borrowing: Borrowing) -> None:
    import_roster(borrowing.book, resource("samples/roster-supplement.csv"), on=DAY)
    for _ in range(41):
        record_visit(borrowing.book, borrowing.household, on=DAY, kind="回访", result="见本人")

    codes = _codes(borrowing.book)

    assert codes["visits-too-many"] == 1
    assert codes["duplicate-id"] == 1  # the head of the supplement is the same person


def _bank_list(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["小额信贷台账"], HEADING, *rows])
    return path


@pytest.mark.parametrize(
    ("shown_id", "amount", "balance", "due", "where"),
    [
        (HEAD_ID, "50000", "50000", "2026-12-02", "agree"),
        ("513123********3511", "50000", "50000", "2026-12-02", "agree"),
        (HEAD_ID, "50000", "45000", "2026-12-02", "amount_differs"),
        (HEAD_ID, "50000", "50000", "2026-12-05", "date_differs"),
    ],
)
def test_a_loan_of_the_bank_stands_where_it_belongs(
    borrowing: Borrowing, tmp_path: Path, shown_id: str, amount: str, balance: str, due: str, where: str
) -> None:
    row = ["杨䶮", shown_id, borrowing.note, amount, balance, "2023-12-02", due, "4.20"]

    done = compare_with_bank(borrowing.book, _bank_list(tmp_path / "bank.csv", [row]), on=DAY)

    assert [pair.here.note_number for pair in getattr(done.result, where)] == [borrowing.note]
    assert done.differs is (where != "agree")


def test_loans_of_one_side_only_are_named(borrowing: Borrowing, tmp_path: Path) -> None:
    row = ["李秋", "513123198503050012", "XED9", "30000", "30000", "2025-01-01", "2026-12-31", "3.10"]

    done = compare_with_bank(borrowing.book, _bank_list(tmp_path / "bank.csv", [row]), on=DAY)

    assert [entry.note_number for entry in done.result.only_here] == [borrowing.note]
    assert [entry.contract_number for entry in done.result.only_bank] == ["XED9"]
