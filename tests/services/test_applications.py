"""Applications: a block refuses, a warning asks for a reason, and every stage speaks in its turn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.errors import InputError, ReasonNeededError, RefusedError
from app.services.applications import ApplicationView, apply_for_loan, give_opinion, list_applications, read_application
from app.services.lookup import household_numbered
from app.storage.book import Book
from tests.services.conftest import HEAD_ID, Borrowing

DAY = date(2026, 10, 20)


def _apply(book: Book, household: str, **changes: Any) -> ApplicationView:
    wanted: dict[str, Any] = {
        "borrower_id": HEAD_ID,
        "amount": Decimal(50_000),
        "months": 24,
        "purpose": "购买仔猪20头",
        "kind": "first",
        "on": DAY,
    }
    return apply_for_loan(book, household, **(wanted | changes))


def test_without_the_banks_rating_it_is_refused_with_the_clause(book: Book, household: str) -> None:
    with pytest.raises(RefusedError) as refused:
        _apply(book, household)

    assert "银行" in refused.value.reason
    assert refused.value.clause
    with book.read() as session:
        assert list_applications(session) == []


def test_with_it_the_application_waits_for_the_village(book: Book, rated: str) -> None:
    view = _apply(book, rated)

    assert (view.number, view.state) == ("SQ2026-0001", "open")
    assert view.next_stage is not None
    assert view.next_stage.id == "village"


def test_a_forbidden_purpose_is_refused(book: Book, rated: str) -> None:
    with pytest.raises(RefusedError):
        _apply(book, rated, purpose="给儿子结婚用")


def test_more_than_the_limit_is_refused_and_a_fen_less_is_not(book: Book, rated: str) -> None:
    with pytest.raises(RefusedError):
        _apply(book, rated, amount=Decimal("50000.01"))

    assert _apply(book, rated, amount=Decimal("50000.00")).amount == Decimal("50000.00")


def test_a_warning_passes_with_a_recorded_reason_only(book: Book, rated: str) -> None:
    with book.write("改户类型") as session:
        household_numbered(session, rated).kind = "突发严重困难户"  # the texts do not say whether it may borrow

    with pytest.raises(ReasonNeededError) as asked:
        _apply(book, rated)
    view = _apply(book, rated, reason="县里电话答复可以办")

    assert "突发严重困难户" in asked.value.warning
    assert view.reason == "县里电话答复可以办"
    assert "list-unclear" in {finding.code for finding in view.findings}


def test_a_judged_condition_that_fails_refuses(book: Book, rated: str) -> None:
    with pytest.raises(RefusedError):
        _apply(book, rated, conditions={"civil_capacity": False})


def test_an_unknown_condition_is_named(book: Book, rated: str) -> None:
    with pytest.raises(InputError):
        _apply(book, rated, conditions={"height": True})


def test_stages_speak_in_the_packs_order_and_the_bank_approves(book: Book, rated: str) -> None:
    number = _apply(book, rated).number
    with pytest.raises(RefusedError):
        give_opinion(book, number, stage="bank", result="pass", by="云岭支行", on=DAY)

    for day, stage in enumerate(("village", "township", "bank"), start=21):
        view = give_opinion(book, number, stage=stage, result="pass", by="某人", on=date(2026, 10, day))

    assert (view.state, view.next_stage) == ("approved", None)
    assert [opinion.stage for opinion in view.opinions] == ["village", "township", "bank"]


def test_sent_back_for_supplement_the_same_stage_speaks_again(book: Book, rated: str) -> None:
    number = _apply(book, rated).number
    give_opinion(book, number, stage="village", result="supplement", by="某人", on=DAY)
    with book.read() as session:
        assert read_application(session, number).state == "supplement"

    view = give_opinion(book, number, stage="village", result="pass", by="某人", on=date(2026, 10, 22))

    assert view.next_stage is not None
    assert (view.state, view.next_stage.id) == ("open", "township")


def test_a_refused_application_takes_no_more_opinions(book: Book, rated: str) -> None:
    number = _apply(book, rated).number
    give_opinion(book, number, stage="village", result="refuse", by="某人", on=DAY)

    with pytest.raises(RefusedError):
        give_opinion(book, number, stage="township", result="pass", by="某人", on=DAY)


def test_an_opinion_dated_before_the_step_before_it_is_refused(book: Book, rated: str) -> None:
    number = _apply(book, rated).number

    with pytest.raises(RefusedError):
        give_opinion(book, number, stage="village", result="pass", by="某人", on=date(2026, 10, 19))


def test_an_open_earlier_loan_stops_a_first_loan(borrowing: Borrowing) -> None:
    with pytest.raises(RefusedError) as refused:
        _apply(borrowing.book, borrowing.household, amount=Decimal(10_000))

    assert borrowing.note in refused.value.reason
