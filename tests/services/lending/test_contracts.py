"""Contracts with several notes: the line they are drawn under, and the change of a co-borrower."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.services.contracts import change_co_borrower, co_borrower_changes, list_contracts, read_contract
from app.services.loans import LoanPaper, LoanView, read_loan, record_loan
from app.services.lookup import loan_noted
from app.services.repayments import record_repayment
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, SPOUSE_ID, Borrowing

CONTRACT = "HT-1"


def _draw(book: Book, household: str, note: str, amount: int, on: date, *, revolving: bool) -> LoanView:
    paper = LoanPaper(
        CONTRACT, BANK, Decimal("0.03"), on, note=note, revolving=revolving, contract_line=Decimal(50_000),
        product="产业带动贷款", fund_source="再贷款",
    )  # fmt: skip
    return record_loan(
        book, household, paper, borrower_id=HEAD_ID, amount=Decimal(amount), months=12, purpose="养猪", kind="top-up"
    )


def _codes(view: LoanView) -> set[str]:
    return {finding.code for finding in view.findings}


def test_a_revolving_line_is_free_again_after_repayment(book: Book, rated: str) -> None:
    _draw(book, rated, "J1", 30_000, date(2025, 1, 10), revolving=True)
    record_repayment(book, "J1", amount=Decimal(30_000), on=date(2025, 1, 10), voucher="N1")

    second = _draw(book, rated, "J2", 50_000, date(2025, 3, 10), revolving=True)
    third = _draw(book, rated, "J3", 1_000, date(2025, 4, 10), revolving=True)

    assert "over-contract-line" not in _codes(second)
    assert "over-contract-line" in _codes(third)
    with book.read() as session:
        contract = read_contract(session, "J2", date(2025, 3, 11))
    assert (contract.number, contract.fund_source, contract.left) == (CONTRACT, "再贷款", Decimal(0))
    assert [line.loan.note_number for line in contract.notes] == ["J1", "J2", "J3"]


def test_a_line_that_does_not_revolve_is_used_up_by_what_was_lent(book: Book, rated: str) -> None:
    _draw(book, rated, "J1", 30_000, date(2025, 1, 10), revolving=False)
    record_repayment(book, "J1", amount=Decimal(30_000), on=date(2025, 1, 10), voucher="N1")

    view = _draw(book, rated, "J2", 20_001, date(2025, 3, 10), revolving=False)

    assert "over-contract-line" in _codes(view)


def test_a_single_note_is_a_contract_of_its_own(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        (contract,) = list_contracts(session, date(2026, 11, 20))

    assert (contract.number, contract.lent, contract.left) == (borrowing.note, Decimal(50_000), None)


def test_an_unknown_contract_is_not_found(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session, pytest.raises(NotFoundError):
        read_contract(session, "HT-9", date(2026, 11, 20))


def test_the_co_borrower_changes_by_the_banks_document(borrowing: Borrowing) -> None:
    on = date(2026, 11, 20)
    given = {"on": on, "document": "补充协议 3 号", "reason": "离婚"}

    change_co_borrower(borrowing.book, borrowing.note, member_id=SPOUSE_ID, **given)
    change_co_borrower(borrowing.book, borrowing.note, member_id="", **given)

    with borrowing.book.read() as session:
        changes = co_borrower_changes(session, loan_noted(session, borrowing.note))
        now = read_loan(session, borrowing.note, on).line.co_borrower
    assert [(change.before, change.after) for change in changes] == [("", "单明阳"), ("单明阳", "")]
    assert now is None


def test_a_co_borrower_is_another_person_and_needs_the_document(borrowing: Borrowing) -> None:
    given = {"on": date(2026, 11, 20), "reason": "离婚"}

    with pytest.raises(InputError):
        change_co_borrower(borrowing.book, borrowing.note, member_id=HEAD_ID, document="1 号", **given)
    with pytest.raises(InputError):
        change_co_borrower(borrowing.book, borrowing.note, member_id=SPOUSE_ID, document=" ", **given)
    with pytest.raises(RefusedError):
        change_co_borrower(borrowing.book, borrowing.note, member_id="", document="1 号", **given)
