"""Credit households and villages: one title at a time, reviewed each year, revoked with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, ReasonNeededError, RefusedError
from app.services.credit_titles import TitleView, award, list_titles, review, reviews_due
from app.services.loans import LoanPaper, record_loan
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID

ON = date(2025, 3, 1)
HOME = {"kind": "信用户", "by": "农商行", "on": ON}


def _only(book: Book, on: date) -> TitleView:
    with book.read() as session:
        (view,) = list_titles(session, on)
    return view


def test_a_title_is_reviewed_each_year_and_ends(book: Book, household: str) -> None:
    title, findings = award(book, household_number=household, until=date(2027, 2, 28), grade="AA", **HOME)
    assert findings == ()
    assert _only(book, ON).review_due == date(2026, 3, 1)
    with book.read() as session:
        assert reviews_due(session, date(2026, 2, 28)) == []
        assert [view.id for view in reviews_due(session, date(2026, 3, 1))] == [title]

    review(book, title, step="年审", on=date(2026, 3, 5), result="合格", by="农商行")

    view = _only(book, date(2026, 3, 5))
    assert (view.state, view.reviewed_on, view.review_due) == ("有效", date(2026, 3, 5), date(2027, 3, 5))
    assert _only(book, date(2027, 3, 1)).state == "已到期"


def test_what_is_revoked_stays_revoked_and_can_be_given_anew(book: Book, household: str) -> None:
    title, _findings = award(book, household_number=household, **HOME)
    with pytest.raises(RefusedError):
        award(book, household_number=household, **HOME | {"on": date(2025, 4, 1)})
    with pytest.raises(InputError):
        review(book, title, step="撤销", on=date(2025, 5, 1))
    review(book, title, step="撤销", on=date(2025, 5, 1), reason="恶意拖欠")

    assert (_only(book, date(2025, 4, 30)).state, _only(book, date(2025, 5, 1)).state) == ("有效", "已撤销")
    with pytest.raises(RefusedError):
        review(book, title, step="年审", on=date(2025, 6, 1), result="合格")
    award(book, household_number=household, **HOME | {"on": date(2026, 5, 1)})


def test_a_village_is_a_credit_village_beside_its_households(book: Book, household: str) -> None:
    award(book, kind="信用村", by="县金融办", on=ON, document="县信〔2025〕3号")
    award(book, household_number=household, **HOME)

    with book.read() as session:
        assert [(view.kind, view.village) for view in list_titles(session, ON)] == [
            ("信用村", "柳树沟村"), ("信用户", "柳树沟村")
        ]  # fmt: skip
    with pytest.raises(RefusedError):
        award(book, kind="信用村", by="县金融办", on=ON)
    with pytest.raises(InputError):
        award(book, kind="信用村", by="县金融办", on=ON, household_number=household)


def test_who_is_overdue_is_chosen_only_with_a_reason(book: Book, rated: str) -> None:
    paper = LoanPaper("XED-旧", BANK, Decimal("0.034"), date(2024, 1, 10))
    record_loan(book, rated, paper, borrower_id=HEAD_ID, amount=Decimal(20_000), months=12, purpose="养猪")

    with pytest.raises(ReasonNeededError):
        award(book, household_number=rated, **HOME)
    _title, findings = award(book, household_number=rated, reason="银行系统故障造成", **HOME)

    assert [each.code for each in findings] == ["title-overdue"]
