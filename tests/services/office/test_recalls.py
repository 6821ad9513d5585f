"""Recalled loans and those of households that left the list, by 开州's clause; guidance to loan households."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.services.guidance import give_guidance, list_guidance, unguided
from app.services.households import register_household
from app.services.listings import leave_list
from app.services.loans import LoanPaper, record_loan
from app.services.office import make_book
from app.services.recalls import delisted_loans, list_recalls, recalled_loans, record_recall
from app.storage.book import Book
from tests.helpers.books import CHEAP, PASSWORD
from tests.services.conftest import HEAD_ID, NOTE, Borrowing

HOME = "5001540001"


@pytest.fixture
def kaizhou(tmp_path: Path) -> Iterator[Book]:
    """A book of 开州 with one borrower of 30 000 since January 2023."""
    made, _code = make_book(
        tmp_path / "kaizhou", PASSWORD, role="village", code="500154101205", name="平桥村", officer="何村官",
        pack_id="kaizhou", cost=CHEAP,
    )  # fmt: skip
    with made:
        register_household(
            made, village_code="", group="2组", kind="一般脱贫户", phone="", number=HOME, on=date(2021, 1, 1),
            members=[{"name": "谭某", "resident_id": HEAD_ID}],
        )  # fmt: skip
        paper = LoanPaper("KZ-1", "重庆农商行", Decimal("0.0365"), date(2023, 1, 10))
        record_loan(made, HOME, paper, borrower_id=HEAD_ID, amount=Decimal(30_000), months=36, purpose="养牛")
        yield made


def test_who_left_the_list_with_a_loan_is_told_with_the_clause(kaizhou: Book) -> None:
    leave_list(kaizhou, HOME, on=date(2024, 6, 1), reason="个人主观恶意，调整出列")

    with kaizhou.read() as session:
        assert delisted_loans(session, date(2024, 5, 31)) == []
        (found,) = delisted_loans(session, date(2024, 6, 1))
    assert (found.note_number, found.balance) == ("KZ-1", Decimal(30_000))
    assert "及时收回贷款或转为农户贷款" in found.text
    assert found.clause == "开州府办发〔2021〕62号 二（四）"

    _id, findings = record_recall(
        kaizhou, "KZ-1", kind="转为农户贷款", on=date(2024, 7, 1), cause="出列", document="转贷通知 8 号"
    )

    assert findings == ()
    with kaizhou.read() as session:
        assert delisted_loans(session, date(2024, 7, 1)) == []
        (view,) = list_recalls(session, date(2024, 7, 1))
        assert recalled_loans(session, date(2024, 6, 30)) == {}
    assert (view.kind, view.borrower, view.balance) == ("转为农户贷款", "谭某", Decimal(30_000))


def test_what_the_bank_did_is_recorded_once_also_for_one_still_listed(borrowing: Borrowing) -> None:
    values = {"kind": "收回", "on": date(2025, 5, 1), "cause": "挪用贷款"}
    _id, findings = record_recall(borrowing.book, NOTE, repay_by=date(2025, 8, 1), **values)

    assert [each.code for each in findings] == ["still-listed"]
    with pytest.raises(RefusedError):
        record_recall(borrowing.book, NOTE, **values)
    with pytest.raises(NotFoundError):
        record_recall(borrowing.book, "XED-无", **values)
    for wrong in ({"kind": "核销"}, {"on": date(2023, 12, 1)}, {"repay_by": date(2025, 4, 30)}):
        with pytest.raises(InputError):
            record_recall(borrowing.book, NOTE, **values | wrong)


def test_guidance_is_listed_and_who_had_none_is_found(borrowing: Borrowing, neighbour: str) -> None:
    book, since = borrowing.book, date(2026, 1, 1)
    with book.read() as session:
        assert [each.purpose for each in unguided(session, date(2026, 5, 1), since=since)] == ["生猪养殖"]
    values = {"kind": "技术服务", "subject": "仔猪防疫", "by": "驻村农技员"}
    give_guidance(book, borrowing.household, on=date(2026, 4, 1), member_id=HEAD_ID, manner="上门", **values)
    give_guidance(book, neighbour, on=date(2026, 4, 2), **values)

    with book.read() as session:
        assert unguided(session, date(2026, 5, 1), since=since) == []
        (missing,) = unguided(session, date(2026, 5, 1), since=date(2026, 4, 15))
        assert missing.last_on == date(2026, 4, 1)
        (view,) = list_guidance(session, date(2026, 5, 1), household_number=borrowing.household)
    assert (view.member, view.manner) == ("杨䶮", "上门")
    with pytest.raises(InputError):
        give_guidance(book, neighbour, on=date(2026, 4, 2), **values | {"kind": "算命"})
