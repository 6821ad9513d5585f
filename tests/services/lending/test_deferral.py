"""延期还款 (旬阳): its own rules beside 展期, and whether it uses up the one extension."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, RefusedError
from app.services.extensions import assess, extend, standing_extensions
from app.services.loans import LoanPaper, record_loan
from app.services.lookup import loan_noted
from app.services.repayments import reverse_entry
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, Borrowing

OLD = "XED2019"


@pytest.fixture
def old_loan(book: Book, rated: str) -> Book:
    """A loan of the first programme, due on 2020-03-10 in the epidemic."""
    paper = LoanPaper(OLD, BANK, Decimal("0.0475"), date(2019, 3, 10))
    record_loan(book, rated, paper, borrower_id=HEAD_ID, amount=Decimal(50_000), months=12, purpose="养猪")
    return book


def test_a_deferral_of_six_months_passes_and_a_longer_one_does_not(old_loan: Book) -> None:
    on = date(2020, 3, 1)
    with pytest.raises(RefusedError):
        extend(old_loan, OLD, until=date(2020, 10, 10), reason="受疫情影响出现还款困难", on=on, kind="deferral")

    view = extend(old_loan, OLD, until=date(2020, 9, 10), reason="受疫情影响出现还款困难", on=on, kind="deferral")

    assert view.line.state.due_on == date(2020, 9, 10)
    assert (view.line.state.deferrals, view.line.state.extensions) == (1, 0)


def test_outside_the_epidemic_there_is_no_deferral(borrowing: Borrowing) -> None:
    with pytest.raises(RefusedError) as refused:
        extend(
            borrowing.book, borrowing.note, until=date(2027, 3, 2), reason="困难", on=date(2026, 11, 1), kind="deferral"
        )

    assert "延期还款" in refused.value.reason


def test_a_deferral_counts_as_extension_only_where_the_pack_says_so(old_loan: Book) -> None:
    extend(
        old_loan, OLD, until=date(2020, 9, 10), reason="受疫情影响出现还款困难", on=date(2020, 3, 1), kind="deferral"
    )

    with old_loan.read() as session:
        found, months = assess(session, OLD, date(2020, 12, 10), date(2020, 9, 1))

    assert months == 3
    assert {limit.rule: limit.months for limit in found.limits}["general-rules-12"] == 12  # nothing used of 12 months


def test_a_reversed_extension_leaves_the_right_to_another(borrowing: Borrowing) -> None:
    view = extend(borrowing.book, borrowing.note, until=date(2027, 3, 2), reason="未出栏", on=date(2026, 11, 20))
    entry = view.line.state.events[-1].id

    reverse_entry(borrowing.book, entry, on=date(2026, 11, 21), reason="录错日期")
    again = extend(borrowing.book, borrowing.note, until=date(2027, 5, 2), reason="未出栏", on=date(2026, 11, 22))

    assert again.line.state.due_on == date(2027, 5, 2)
    with borrowing.book.read() as session:
        assert len(standing_extensions(session, loan_noted(session, borrowing.note))) == 1


def test_an_unknown_kind_is_sent_back(borrowing: Borrowing) -> None:
    with pytest.raises(InputError):
        extend(
            borrowing.book, borrowing.note, until=date(2027, 3, 2), reason="x", on=date(2026, 11, 20), kind="forever"
        )
