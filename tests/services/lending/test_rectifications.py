"""整改台账: findings and differences are opened once, planned, closed with proof, opened again if they return."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.domain.errors import InputError, RefusedError
from app.services.reconciliation import compare_with_bank
from app.services.rectifications import (
    close_rectification,
    keep_differences,
    list_rectifications,
    open_from_self_check,
    plan_rectification,
)
from app.services.repayments import record_repayment
from tests.services.conftest import HEAD_ID, Borrowing

LATE = date(2027, 3, 2)


@pytest.fixture
def bank_list(tmp_path: Path) -> Path:
    """The bank has 40 000 left of the loan, and one loan that we do not have."""
    book = Workbook()
    sheet = book.active
    sheet.append(["客户名称", "证件号码", "合同号", "贷款金额(元)", "余额(元)", "放款日", "到期日", "利率"])
    sheet.append(["杨䶮", HEAD_ID, "XED2023120017", "50000", "40000", "2023-12-02", "2026-12-02", "4.2"])
    sheet.append(["赵六", "", "XED9", "30000", "30000", "2024-01-02", "2027-01-02", "3.45"])
    book.save(tmp_path / "bank.xlsx")
    return tmp_path / "bank.xlsx"


def test_a_finding_is_opened_once_planned_and_closed_with_its_proof(borrowing: Borrowing) -> None:
    opened = open_from_self_check(borrowing.book, on=LATE)
    again = open_from_self_check(borrowing.book, on=LATE)
    late = next(view for view in opened if view.code == "overdue")

    plan_rectification(borrowing.book, late.id, measure="上门催收", responsible="村支书", until=date(2027, 3, 10))
    with borrowing.book.read() as session:
        waiting = {view.id: view.late for view in list_rectifications(session, date(2027, 3, 11), open_only=True)}
    closed = close_rectification(borrowing.book, late.id, on=date(2027, 3, 11), how="已整改", evidence="还款凭证 N1")

    assert again == []
    assert waiting[late.id] is True
    assert (closed.closed_how, closed.late) == ("已整改", False)
    with pytest.raises(RefusedError):
        close_rectification(borrowing.book, late.id, on=date(2027, 3, 12), how="已整改", evidence="x")
    assert "overdue" in {view.code for view in open_from_self_check(borrowing.book, on=date(2027, 3, 12))}


def test_a_closing_without_proof_or_by_an_unknown_word_is_sent_back(borrowing: Borrowing) -> None:
    (first, *_rest) = open_from_self_check(borrowing.book, on=LATE)

    with pytest.raises(InputError):
        close_rectification(borrowing.book, first.id, on=LATE, how="已整改", evidence=" ")
    with pytest.raises(InputError):
        close_rectification(borrowing.book, first.id, on=LATE, how="算了", evidence="x")


def test_a_difference_with_the_bank_needs_its_cause(borrowing: Borrowing, bank_list: Path) -> None:
    on = date(2026, 11, 20)
    kept = keep_differences(borrowing.book, compare_with_bank(borrowing.book, bank_list, on=on))
    told = {view.code: view for view in kept}
    balance = told["amount-differs"]

    with pytest.raises(InputError):
        close_rectification(borrowing.book, balance.id, on=on, how="已整改", evidence="x")
    with pytest.raises(InputError):
        plan_rectification(borrowing.book, balance.id, cause="不知道", measure="补录", responsible="我", until=on)
    plan_rectification(borrowing.book, balance.id, cause="未入账", measure="补录还款", responsible="我", until=on)
    record_repayment(borrowing.book, borrowing.note, amount=Decimal(10_000), on=date(2026, 11, 3), voucher="N1")
    closed = close_rectification(borrowing.book, balance.id, on=on, how="已整改", evidence="凭证 N1")

    assert "余额（元）本账 50,000.00，银行 40,000.00" in balance.problem
    assert told["only-bank"].note_number == "XED9"
    assert closed.cause == "未入账"
