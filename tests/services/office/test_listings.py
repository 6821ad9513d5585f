"""On the list on day D: a kind that changes keeps what held before, and a loan is judged by its own day."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.errors import InputError, RefusedError
from app.services.household_history import history_of
from app.services.households import read_household
from app.services.listings import (
    KIND,
    MONITORED,
    Listing,
    change_listing,
    leave_list,
    listed_on,
    listings_of,
    mark_risk_removed,
)
from app.services.loans import LoanPaper, record_loan
from app.services.lookup import household_numbered
from app.services.roster import import_roster
from app.services.undo import last_act, undo
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID


def _on(book: Book, number: str, day: date) -> tuple[str, ...]:
    with book.read() as session:
        return listed_on(session, household_numbered(session, number), day)


def test_a_change_of_kind_keeps_the_kind_before(book: Book, household: str) -> None:
    change_listing(book, household, list_name=KIND, word="低保脱贫户", on=date(2024, 7, 1), reason="动态调整")

    assert _on(book, household, date(2024, 6, 30)) == ("一般脱贫户",)
    assert _on(book, household, date(2024, 7, 1)) == ("低保脱贫户",)
    assert _on(book, household, date(2020, 12, 31)) == ()  # on the list since 2021
    with book.read() as session:
        assert read_household(session, household).kind == "低保脱贫户"


def test_kind_and_monitoring_stand_side_by_side(book: Book, household: str) -> None:
    change_listing(book, household, list_name=MONITORED, word="脱贫不稳定户", on=date(2023, 3, 1))
    mark_risk_removed(book, household, removed="是", on=date(2025, 5, 1))
    change_listing(book, household, list_name=MONITORED, word="", on=date(2026, 1, 1))

    assert _on(book, household, date(2023, 2, 28)) == ("一般脱贫户",)
    assert _on(book, household, date(2025, 12, 31)) == ("一般脱贫户", "脱贫不稳定户")
    assert _on(book, household, date(2026, 1, 1)) == ("一般脱贫户",)


def test_risk_removed_is_for_monitored_households(book: Book, household: str) -> None:
    with pytest.raises(RefusedError):
        mark_risk_removed(book, household, removed="是", on=date(2025, 5, 1))


def test_a_wrong_kind_is_put_right_from_its_beginning(book: Book, household: str) -> None:
    change_listing(book, household, list_name=KIND, word="低保脱贫户", on=date(2024, 7, 1))

    change_listing(book, household, list_name=KIND, word="特困供养脱贫户", on=date(2026, 1, 1), correct=True)

    assert _on(book, household, date(2024, 7, 1)) == ("特困供养脱贫户",)
    with book.read() as session:
        corrected = history_of(session, household).corrections
    assert next((each.field, each.before, each.after) for each in corrected) == (
        "户类型",
        "低保脱贫户",
        "特困供养脱贫户",
    )


@pytest.mark.parametrize(("word", "on"), [("富裕户", date(2024, 1, 1)), ("低保脱贫户", date(2020, 1, 1))])
def test_an_unknown_word_or_an_impossible_day_is_sent_back(book: Book, household: str, word: str, on: date) -> None:
    with pytest.raises(InputError):
        change_listing(book, household, list_name=KIND, word=word, on=on)

    with book.read() as session:
        assert listings_of(session, household_numbered(session, household)) == [
            Listing(KIND, "一般脱贫户", date(2021, 1, 1), None)
        ]


def test_who_left_the_list_has_no_word_after_it(book: Book, household: str) -> None:
    leave_list(book, household, on=date(2025, 9, 1), reason="整户自愿退出")

    assert _on(book, household, date(2025, 8, 31)) == ("一般脱贫户",)
    assert _on(book, household, date(2025, 9, 1)) == ()
    with pytest.raises(RefusedError):
        leave_list(book, household, on=date(2025, 10, 1), reason="再来一次")


def test_a_loan_is_judged_by_the_list_of_its_day(book: Book, rated: str) -> None:
    change_listing(book, rated, list_name=KIND, word="一般农户", on=date(2025, 1, 1))
    paper = LoanPaper("XED-早", BANK, Decimal("0.034"), date(2024, 12, 1))
    early = record_loan(book, rated, paper, borrower_id=HEAD_ID, amount=Decimal(10_000), months=12, purpose="养猪")
    paper = LoanPaper("XED-晚", BANK, Decimal("0.03"), date(2026, 2, 1))
    late = record_loan(book, rated, paper, borrower_id=HEAD_ID, amount=Decimal(10_000), months=12, purpose="养猪")

    assert "not-on-list" not in {finding.code for finding in early.findings}
    assert "not-on-list" in {finding.code for finding in late.findings}


def test_a_new_list_changes_the_kind_from_its_day(book: Book, household: str, tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    heading = ["行政村", "组", "户编号", "人编号", "姓名", "证件号码", "与户主关系", "户类型"]
    row = ["柳树沟村", "3组", household, f"{household}01", "杨䶮", HEAD_ID, "户主", "低保脱贫户"]
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([heading, row])

    done = import_roster(book, file, on=date(2026, 3, 1))

    assert (done.changed, done.refused) == (1, ())
    assert _on(book, household, date(2026, 2, 28)) == ("一般脱贫户",)
    assert _on(book, household, date(2026, 3, 1)) == ("低保脱贫户",)
    with book.read() as session:
        act = last_act(session)
    assert act is not None
    undo(book, act.id)
    assert _on(book, household, date(2026, 3, 1)) == ("一般脱贫户",)
