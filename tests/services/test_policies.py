"""Packs and rates of a book: a county's file shadows the built-in one, a new LPR rules from its day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import DataFileError
from app.resources import resource
from app.services.policies import add_rates, book_policy, policy_for_extension, rate_tables, take_policy
from app.storage.book import Book

PACK = resource("samples/policy-qingxi.toml").read_text(encoding="utf-8")


def test_a_newer_version_of_a_pack_takes_the_older_ones_place(book: Book) -> None:
    take_policy(book, PACK.replace('value = "0.5%"', 'value = "0.4%"'), "qingxi.toml", "县里发来")

    with book.read() as session:
        assert book_policy(session).share("red_line", date(2026, 11, 20)) == Decimal("0.004")


def test_a_wrong_pack_is_named_with_its_place_and_not_taken(book: Book) -> None:
    with pytest.raises(DataFileError) as refused:
        take_policy(book, PACK.replace("red_line", "redline"), "qingxi.toml", "县里发来")

    assert refused.value.where.startswith("values.redline")
    with book.read() as session:
        assert book_policy(session).share("red_line", date(2026, 11, 20)) == Decimal("0.005")


def test_a_loan_signed_before_the_pack_is_ruled_by_the_programme_of_its_day(book: Book) -> None:
    with book.read() as session:
        assert book_policy(session, on=date(2020, 5, 1)).id == "national-2014"
        assert book_policy(session, on=date(2021, 1, 1)).id == "qingxi"


@pytest.mark.parametrize(
    ("on", "pack_id"),
    [
        (date(2019, 12, 31), "qingxi"),
        (date(2020, 1, 1), "epidemic-2020"),
        (date(2021, 3, 31), "epidemic-2020"),
        (date(2021, 4, 1), "qingxi"),
    ],
)
def test_in_the_epidemic_its_pack_rules_extensions(book: Book, on: date, pack_id: str) -> None:
    with book.read() as session:
        assert policy_for_extension(session, "qingxi", on).id == pack_id


def test_a_new_row_of_the_lpr_counts_from_its_day_and_stays(book: Book) -> None:
    add_rates(book, "lpr", date(2026, 12, 21), [Decimal("2.90"), Decimal("3.40")])

    with book.read() as session:
        lpr = rate_tables(session).lpr
    before, after = lpr.lookup(12, date(2026, 12, 20)), lpr.lookup(12, date(2026, 12, 21))
    assert before is not None
    assert after is not None
    assert (before.rate, after.rate) == (Decimal("0.03"), Decimal("0.029"))


def test_a_row_before_the_last_one_is_refused(book: Book) -> None:
    with pytest.raises(DataFileError):
        add_rates(book, "lpr", date(2020, 1, 1), [Decimal("2.90"), Decimal("3.40")])
