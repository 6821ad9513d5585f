"""Demand: what a household wants is written down as it says it; the rules only tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.services.applications import apply_for_loan
from app.services.demands import close_demand, list_demands, take_demand, wishes_by_group
from app.services.extensions import extend
from app.services.fact_reversals import reversals, reverse_fact
from app.services.undo import last_act, undo
from app.storage.book import Book
from tests.services.conftest import HEAD_ID, NOTE, Borrowing

ON = date(2026, 9, 1)


def test_a_wish_to_borrow_is_taken_with_what_the_policy_says(book: Book, household: str) -> None:
    view = take_demand(
        book, household, wish="贷", on=ON, channel="电话", amount=Decimal(80_000), months=48, purpose="建房",
        wanted_on=date(2026, 10, 1),
    )  # fmt: skip

    assert {"over-amount", "over-term"} < {finding.code for finding in view.findings}
    assert (view.head, view.channel, view.amount, view.stage) == ("杨䶮", "电话", Decimal(80_000), "待办")


@pytest.mark.parametrize(
    "values",
    [
        {"wish": "贷"},
        {"wish": "贷", "amount": Decimal(10_000)},
        {"wish": "贷", "amount": Decimal(0), "purpose": "养猪"},
        {"wish": "借"},
        {"wish": "无", "channel": "托梦"},
        {"wish": "无", "wanted_on": date(2026, 8, 31)},
        {"wish": "展"},  # there is no loan to extend
    ],
)
def test_what_is_missing_or_unknown_is_asked(book: Book, household: str, values: dict[str, object]) -> None:
    with pytest.raises(InputError):
        take_demand(book, household, **({"on": ON, "channel": "入户"} | values))

    with book.read() as session:
        assert list_demands(session, ON) == []


def test_a_demand_is_followed_to_its_application(book: Book, rated: str) -> None:
    demand = take_demand(book, rated, wish="贷", on=ON, channel="入户", amount=Decimal(20_000), purpose="养猪")
    apply_for_loan(
        book, rated, borrower_id=HEAD_ID, amount=Decimal(20_000), months=12, purpose="养猪", kind="first", on=ON
    )

    with book.read() as session:
        assert [view.stage for view in list_demands(session, ON)] == ["审核中"]
    close_demand(book, demand.id, outcome="已申请", on=date(2026, 9, 3))
    with book.read() as session:
        assert list_demands(session, ON, only_open=True) == []
        assert [view.stage for view in list_demands(session, date(2026, 9, 3))] == ["已申请"]
    with pytest.raises(RefusedError):
        close_demand(book, demand.id, outcome="已申请", on=date(2026, 9, 4))


def test_a_wish_to_extend_finds_the_only_loan(borrowing: Borrowing) -> None:
    book = borrowing.book
    view = take_demand(book, borrowing.household, wish="展", on=ON, channel="线上登记")
    assert view.note_number == NOTE

    extend(book, NOTE, until=date(2027, 6, 2), reason="猪价低", on=date(2026, 11, 1))

    with book.read() as session:
        assert [each.stage for each in list_demands(session, date(2026, 11, 2), wish="展")] == ["已展期"]


def test_groups_are_counted_by_wish(borrowing: Borrowing, neighbour: str) -> None:
    take_demand(borrowing.book, borrowing.household, wish="续", on=ON, channel="入户")
    take_demand(borrowing.book, neighbour, wish="贷", on=ON, channel="入户", amount=Decimal(9_000), purpose="养鸡")
    take_demand(borrowing.book, neighbour, wish="无", on=date(2026, 9, 2), channel="电话")

    with borrowing.book.read() as session:
        assert wishes_by_group(session, ON) == {"3组": {"续": 1}, "4组": {"贷": 1}}
        assert [each.group for each in list_demands(session, ON)] == ["3组", "4组"]


def test_a_wrong_entry_is_answered_and_counts_no_more(book: Book, household: str) -> None:
    view = take_demand(book, household, wish="无", on=ON, channel="入户")

    assert reverse_fact(book, view.id, on=ON, reason="登记错了户") == "信贷需求"

    with book.read() as session:
        assert list_demands(session, ON) == []
        act = last_act(session)
    assert [row.reason for row in reversals(book)] == ["登记错了户"]
    with pytest.raises(NotFoundError):
        reverse_fact(book, view.id, on=ON, reason="再来一次")
    assert act is not None
    undo(book, act.id)
    with book.read() as session:
        assert [each.id for each in list_demands(session, ON)] == [view.id]
