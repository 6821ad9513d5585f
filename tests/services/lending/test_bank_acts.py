"""What the bank did besides repayments: adjustments, subsidy paid, misuse, a changed rate; all can be reversed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError
from app.domain.loan_events import Split
from app.services.bank_acts import (
    adjustment_to,
    record_adjustment,
    record_misuse,
    record_rate_change,
    record_subsidy,
)
from app.services.claims import record_claim
from app.services.loans import LoanView, read_loan
from app.services.repayments import reverse_entry
from tests.services.conftest import Borrowing

DAY = date(2024, 3, 20)


def _view(borrowing: Borrowing, on: date) -> LoanView:
    with borrowing.book.read() as session:
        return read_loan(session, borrowing.note, on)


def test_an_adjustment_makes_our_balance_the_banks_and_its_reversal_takes_it_back(borrowing: Borrowing) -> None:
    change = adjustment_to(_view(borrowing, DAY), balance=Decimal("49000.00"))

    view = record_adjustment(borrowing.book, borrowing.note, change=change, on=DAY, reason="银行 03-15 已收 1000 元")
    entry = view.line.state.events[-1]
    after = reverse_entry(borrowing.book, entry.id, on=DAY, reason="银行更正")

    assert change == Split(principal=Decimal("-1000.00"))
    assert view.line.state.balance == Decimal("49000.00")
    assert entry.kind == "bank-adjustment"
    assert after.line.state.balance == Decimal("50000.00")


def test_an_adjustment_of_nothing_or_without_a_cause_is_sent_back(borrowing: Borrowing) -> None:
    with pytest.raises(InputError):
        record_adjustment(borrowing.book, borrowing.note, change=Split(), on=DAY, reason="核对")
    with pytest.raises(InputError):
        record_adjustment(borrowing.book, borrowing.note, change=Split(interest=Decimal(1)), on=DAY, reason=" ")

    assert _view(borrowing, DAY).line.state.events == ()


def test_subsidy_paid_is_counted_against_all_that_finance_owes(borrowing: Borrowing) -> None:
    # 19 days to 2023-12-20: 110.83, 70 % 77.58; 91 days to 2024-03-20: 530.83, 70 % 371.58; 449.16 in all
    day = date(2024, 3, 21)
    with borrowing.book.read() as session:
        before = read_loan(session, borrowing.note, day).line.state

    view = record_subsidy(borrowing.book, borrowing.note, amount=Decimal("449.16"), on=day, voucher="T1")

    assert before.subsidy_total == Decimal("449.16")
    assert view.line.state.subsidy_paid == Decimal("449.16")
    assert view.line.state.borrower_share == before.borrower_share


def test_misuse_raises_the_rate_and_stops_the_subsidy(borrowing: Borrowing) -> None:
    later = date(2024, 4, 19)
    plain = _view(borrowing, later).line.state

    record_misuse(borrowing.book, borrowing.note, uplift=Decimal(1), on=DAY, reason="建房")
    state = _view(borrowing, later).line.state

    assert state.penalty > 0
    assert state.payoff > plain.payoff


def test_a_changed_rate_is_recorded_with_the_finding_that_it_was_fixed(borrowing: Borrowing) -> None:
    view = record_rate_change(borrowing.book, borrowing.note, rate=Decimal("0.03"), on=DAY, reason="银行通知")

    assert "rate-changed" in {finding.code for finding in view.findings}
    assert _view(borrowing, date(2024, 4, 1)).line.state.rate == Decimal("0.03")


def test_nothing_happens_before_the_disbursement(borrowing: Borrowing) -> None:
    with pytest.raises(InputError):
        record_subsidy(borrowing.book, borrowing.note, amount=Decimal(1), on=date(2023, 12, 1))


def test_a_claim_uses_its_own_split(borrowing: Borrowing) -> None:
    day = date(2027, 3, 2)
    split = Split(principal=Decimal(20_000), interest=Decimal(100))

    view = record_claim(
        borrowing.book, borrowing.note, kind="insurance", amount=Decimal(20_100), on=day, voucher="L1", split=split
    )

    assert view.line.state.balance == Decimal("30000.00")
    assert view.line.state.events[-1].interest == Decimal("100.00")
    with pytest.raises(InputError):
        record_claim(borrowing.book, borrowing.note, kind="insurance", amount=Decimal(1), on=day, split=split)
