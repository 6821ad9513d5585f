"""Mutual-aid societies: who belongs, what is owed, and the record that a rating reads; 旺苍's 20万元 line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, NotFoundError, ReasonNeededError, RefusedError
from app.services.fact_reversals import reverse_fact
from app.services.societies import (
    SocietyRecord,
    found_society,
    join_society,
    leave_society,
    lend,
    list_societies,
    repay_society,
    society_loans,
    society_record,
)
from app.storage.book import Book

NAME, FIRST, SECOND = "铜钱村互助社", "5108210001", "5108210002"
FOUNDED = date(2018, 1, 10)


@pytest.fixture
def society(wangcang: Book) -> Book:
    """A society with one member that borrowed 10 000 at 6 % until the end of 2018."""
    found_society(wangcang, name=NAME, on=FOUNDED, bank="信用联社", credit_line=Decimal(200_000))
    join_society(wangcang, NAME, FIRST, on=FOUNDED, share=Decimal(500))
    lend(
        wangcang, NAME, FIRST, number="HZ-01", amount=Decimal(10_000), on=date(2018, 2, 1), due_on=date(2018, 12, 31),
        rate=Decimal("0.06"), purpose="养牛",
    )  # fmt: skip
    return wangcang


def _record(book: Book, number: str, on: date) -> SocietyRecord:
    with book.read() as session:
        return society_record(session, number, on)


def test_a_society_stands_with_its_members_and_what_they_owe(society: Book) -> None:
    repay_society(society, "HZ-01", principal=Decimal(4_000), on=date(2018, 6, 1), fee=Decimal(200))

    with society.read() as session:
        (view,) = list_societies(session, date(2018, 7, 1))
        (loan,) = society_loans(session, date(2019, 1, 10))
    assert (view.members, view.shares, view.lent, view.outstanding) == (1, 500, 10_000, 6_000)
    assert (loan.balance, loan.late_days, loan.rate) == (Decimal(6_000), 10, Decimal("0.06"))


def test_repaid_in_time_is_a_good_record_and_late_is_not(society: Book) -> None:
    repay_society(society, "HZ-01", principal=Decimal(10_000), on=date(2018, 12, 31))
    assert _record(society, FIRST, date(2019, 6, 1)) == SocietyRecord(FOUNDED, 1, 1, 0, 0)
    assert _record(society, FIRST, date(2019, 6, 1)).good

    lend(
        society, NAME, FIRST, number="HZ-02", amount=Decimal(3_000), on=date(2019, 1, 5), due_on=date(2019, 7, 5)
    )  # fmt: skip
    repay_society(society, "HZ-02", principal=Decimal(3_000), on=date(2019, 7, 6))

    late = _record(society, FIRST, date(2019, 8, 1))
    assert (late.loans, late.on_time, late.late, late.good) == (2, 1, 1, False)
    assert _record(society, SECOND, date(2019, 8, 1)) == SocietyRecord(None, 0, 0, 0, 0)


def test_a_line_above_the_pack_needs_a_reason(wangcang: Book) -> None:
    with pytest.raises(ReasonNeededError):
        found_society(wangcang, name="另一社", on=FOUNDED, credit_line=Decimal(200_001))
    findings = found_society(wangcang, name="另一社", on=FOUNDED, credit_line=Decimal(200_001), reason="县里批准")

    assert [(each.code, each.clause) for each in findings] == [("society-line", "旺苍县“四个关键环节” 二")]


def test_only_members_borrow_and_who_owes_does_not_leave(society: Book) -> None:
    lending = {"number": "HZ-03", "amount": Decimal(1_000), "on": date(2018, 3, 1), "due_on": date(2018, 9, 1)}
    with pytest.raises(RefusedError):
        lend(society, NAME, SECOND, **lending)
    with pytest.raises(RefusedError):
        join_society(society, NAME, FIRST, on=date(2018, 3, 1))
    with pytest.raises(RefusedError) as owing:
        leave_society(society, NAME, FIRST, on=date(2018, 5, 1))
    assert "10,000.00" in str(owing.value)
    with pytest.raises(NotFoundError):
        leave_society(society, NAME, SECOND, on=date(2018, 5, 1))

    repay_society(society, "HZ-01", principal=Decimal(10_000), on=date(2018, 5, 1))
    leave_society(society, NAME, FIRST, on=date(2018, 5, 1))
    with pytest.raises(RefusedError):
        lend(society, NAME, FIRST, **lending | {"on": date(2018, 5, 2)})


def test_a_household_that_is_late_borrows_again_only_with_a_reason(society: Book) -> None:
    again = {"number": "HZ-02", "amount": Decimal(1_000), "on": date(2019, 1, 2), "due_on": date(2019, 9, 1)}
    with pytest.raises(ReasonNeededError):
        lend(society, NAME, FIRST, **again)
    assert [each.code for each in lend(society, NAME, FIRST, **again, reason="受灾")] == ["society-overdue"]


def test_more_than_owed_or_before_the_loan_is_refused(society: Book) -> None:
    with pytest.raises(RefusedError):
        repay_society(society, "HZ-01", principal=Decimal("10000.01"), on=date(2018, 3, 1))
    with pytest.raises(InputError):
        repay_society(society, "HZ-01", principal=Decimal(1), on=date(2018, 1, 31))
    with pytest.raises(InputError):
        lend(society, NAME, FIRST, number="X", amount=Decimal(1), on=date(2018, 3, 1), due_on=date(2018, 3, 1))


def test_a_wrong_loan_is_answered_and_its_number_free_again(society: Book) -> None:
    from sqlalchemy import select

    from app.models import SocietyLoan

    with society.read() as session:
        row_id = session.scalars(select(SocietyLoan.id)).one()

    assert reverse_fact(society, row_id, on=date(2018, 2, 2), reason="金额录错") == "互助社借款"

    with society.read() as session:
        assert society_loans(session, date(2018, 3, 1)) == []
    lend(society, NAME, FIRST, number="HZ-01", amount=Decimal(1), on=date(2018, 2, 1), due_on=date(2018, 3, 1))
