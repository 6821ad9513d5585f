"""Village funds: the balance follows the days, never below zero unless it is already spent; 旺苍's 3–5 % fund."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, ReasonNeededError, RefusedError
from app.services.fact_reversals import reverse_fact
from app.services.funds import FundView, close_fund, list_funds, list_movements, open_fund, record_movement
from app.services.loans import LoanPaper, record_loan
from app.storage.book import Book
from tests.services.conftest import NOTE, Borrowing

ON, NAME = date(2026, 1, 1), "柳树沟产业发展基金"
SIGNED = {"approver": "覃支书", "voucher": "P-1"}


@pytest.fixture
def fund(book: Book) -> Book:
    """A fund with 20 000 paid in on 1 January and 5 000 on 1 June 2026."""
    open_fund(book, name=NAME, kind="产业发展基金", on=ON)
    for day, amount in ((ON, 20_000), (date(2026, 6, 1), 5_000)):
        record_movement(book, NAME, direction="收入", amount=Decimal(amount), on=day, summary="财政拨款")
    return book


def _fund(book: Book, on: date) -> FundView:
    with book.read() as session:
        (view,) = list_funds(session, on)
    return view


def test_the_balance_is_that_of_the_day(fund: Book, household: str) -> None:
    view, findings = record_movement(
        fund, NAME, direction="支出", amount=Decimal("8000.50"), on=date(2026, 3, 1), summary="羊苗补助",
        household_number=household, **SIGNED,
    )  # fmt: skip

    assert (view.balance, view.beneficiary, findings) == (Decimal("11999.50"), "杨䶮", ())
    assert _fund(fund, date(2026, 2, 28)).balance == Decimal(20_000)
    assert _fund(fund, date(2026, 6, 1)).balance == Decimal("16999.50")
    with fund.read() as session:
        assert [each.balance for each in list_movements(session, date(2026, 7, 1), fund=NAME)] == [
            Decimal(20_000), Decimal("11999.50"), Decimal("16999.50")
        ]  # fmt: skip
        assert len(list_movements(session, date(2026, 7, 1), since=date(2026, 6, 1))) == 1


def test_an_expense_typed_in_late_may_not_break_a_later_day(fund: Book) -> None:
    record_movement(
        fund, NAME, direction="支出", amount=Decimal(25_000), on=date(2026, 6, 1), summary="修圈舍", **SIGNED
    )
    late = {"direction": "支出", "amount": Decimal(1), "on": date(2026, 2, 1), "summary": "补记", **SIGNED}
    with pytest.raises(RefusedError):
        record_movement(fund, NAME, reason="漏记", **late)

    view, findings = record_movement(fund, NAME, already_done=True, **late)

    assert [each.code for each in findings] == ["fund-negative"]
    assert "只剩 0.00 元" in view.warned
    state = _fund(fund, date(2026, 6, 1))
    assert (state.balance, [each.code for each in state.findings]) == (Decimal(-1), ["fund-negative"])
    reverse_fact(fund, view.id, on=date(2026, 7, 1), reason="重复记账")
    assert _fund(fund, date(2026, 6, 1)).findings == ()


def test_an_expense_has_a_voucher_and_who_approved_it(fund: Book) -> None:
    with pytest.raises(ReasonNeededError) as asked:
        record_movement(fund, NAME, direction="支出", amount=Decimal(1), on=ON, summary="纸张", voucher="P-2")
    assert "没有写审批人" in str(asked.value)


def test_a_fund_closes_empty(fund: Book) -> None:
    with pytest.raises(RefusedError):
        close_fund(fund, NAME, on=date(2026, 6, 2))
    record_movement(fund, NAME, direction="支出", amount=Decimal(25_000), on=date(2026, 6, 2), summary="上缴", **SIGNED)
    close_fund(fund, NAME, on=date(2026, 6, 2))
    with pytest.raises(RefusedError):
        close_fund(fund, NAME, on=date(2026, 6, 3))


def test_wrong_words_are_sent_back(fund: Book) -> None:
    with pytest.raises(InputError):
        open_fund(fund, name="小金库", kind="其他", on=ON)
    with pytest.raises(RefusedError):
        open_fund(fund, name=NAME, kind="互助资金", on=ON)
    for wrong in ({"direction": "转移"}, {"amount": Decimal(0)}, {"on": date(2025, 12, 31)}, {"summary": ""}):
        with pytest.raises(InputError):
            record_movement(
                fund, NAME, **({"direction": "收入", "amount": Decimal(1), "on": ON, "summary": "x"} | wrong)
            )


def test_an_expense_names_the_loan_it_repaid(borrowing: Borrowing) -> None:
    book = borrowing.book
    open_fund(book, name="风险互助金", kind="风险互助金", on=ON)
    record_movement(book, "风险互助金", direction="收入", amount=Decimal(2_000), on=ON, summary="帮扶单位筹集")

    view, _findings = record_movement(
        book, "风险互助金", direction="支出", amount=Decimal(500), on=ON, summary="代还", note_number=NOTE, **SIGNED
    )

    assert view.note_number == NOTE


def test_wangcangs_risk_fund_holds_three_to_five_per_cent(wangcang: Book) -> None:
    paper = LoanPaper("XED-1", "信用联社", Decimal("0.0435"), date(2018, 1, 10))
    record_loan(
        wangcang, "5108210001", paper, borrower_id="510821000101", amount=Decimal(50_000), months=12, purpose="养牛"
    )
    open_fund(wangcang, name="风险互助金", kind="风险互助金", on=date(2018, 1, 1))
    moving = {"direction": "收入", "summary": "筹集"}
    record_movement(wangcang, "风险互助金", amount=Decimal("1499.99"), on=date(2018, 2, 1), **moving)

    (low,) = _fund(wangcang, date(2018, 2, 1)).findings
    assert "应有 1,500.00 至 2,500.00 元" in low.text  # 3 % and 5 % of 50 000
    record_movement(wangcang, "风险互助金", amount=Decimal("0.01"), on=date(2018, 2, 2), **moving)
    assert _fund(wangcang, date(2018, 2, 2)).findings == ()
