"""Entities: what they are, and whom they lead, how, from when until when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, NotFoundError, ReasonNeededError, RefusedError
from app.services.entities import close_entity, lead, list_entities, register_entity, stop_leading
from app.storage.book import Book

ON, NAME = date(2025, 3, 1), "中坝村南江黄羊合作社"


@pytest.fixture
def cooperative(book: Book) -> Book:
    """The book with one cooperative."""
    register_entity(book, name=NAME, kind="专业合作社", on=ON, code="93510821ma6256x99q", industry="肉羊养殖")
    return book


def _led(book: Book, on: date) -> list[tuple[str, str]]:
    with book.read() as session:
        return [(each.household, each.manner) for view in list_entities(session, on) for each in view.households]


def test_households_are_led_by_day(cooperative: Book, household: str, neighbour: str) -> None:
    lead(cooperative, NAME, neighbour, manner="代养托管", on=date(2025, 4, 1), gain=Decimal(6_600))
    lead(cooperative, NAME, household, manner="务工", on=date(2025, 5, 1))
    lead(cooperative, NAME, household, manner="土地流转", on=date(2025, 5, 1))
    stop_leading(cooperative, NAME, household, on=date(2025, 12, 31))

    assert _led(cooperative, date(2025, 4, 30)) == [(neighbour, "代养托管")]
    assert _led(cooperative, date(2025, 12, 31)) == [
        (household, "务工"),
        (household, "土地流转"),
        (neighbour, "代养托管"),
    ]
    assert _led(cooperative, date(2026, 1, 1)) == [(neighbour, "代养托管")]
    with pytest.raises(NotFoundError):
        stop_leading(cooperative, NAME, household, on=date(2026, 2, 1))
    with pytest.raises(RefusedError):
        lead(cooperative, NAME, neighbour, manner="代养托管", on=date(2026, 2, 1))


def test_shares_bought_with_the_loan_are_asked_about(cooperative: Book, household: str) -> None:
    with pytest.raises(ReasonNeededError):
        lead(cooperative, NAME, household, manner="折资入股", on=date(2025, 5, 1))
    _id, findings = lead(
        cooperative, NAME, household, manner="折资入股", on=date(2025, 5, 1), reason="以自有土地折资，不用贷款"
    )

    assert [each.code for each in findings] == ["shares-in"]


def test_what_is_struck_off_leads_nobody(cooperative: Book, household: str) -> None:
    lead(cooperative, NAME, household, manner="务工", on=date(2025, 5, 1))
    close_entity(cooperative, NAME, on=date(2026, 1, 31))

    assert _led(cooperative, date(2026, 2, 1)) == []
    with pytest.raises(RefusedError):
        close_entity(cooperative, NAME, on=date(2026, 2, 1))


def test_wrong_words_and_codes_are_sent_back(cooperative: Book, household: str) -> None:
    for wrong in ({"kind": "公司"}, {"code": "123"}, {"name": " "}):
        with pytest.raises(InputError):
            register_entity(cooperative, **({"name": "另一家", "kind": "家庭农场", "on": ON} | wrong))
    with pytest.raises(RefusedError):
        register_entity(cooperative, name=NAME, kind="家庭农场", on=ON)
    with pytest.raises(InputError):
        lead(cooperative, NAME, household, manner="分红", on=ON)
    with pytest.raises(InputError):
        lead(cooperative, NAME, household, manner="务工", on=date(2025, 2, 28))
