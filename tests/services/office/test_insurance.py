"""Policies: what they cover, what was paid on them, and that the bank is paid first where the policy pack says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import InputError, NotFoundError, ReasonNeededError, RefusedError
from app.resources import resource
from app.services.insurance import PolicyView, add_policy, list_policies, record_step
from app.services.loans import LoanPaper, record_loan
from app.services.policies import take_policy
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, NOTE, Borrowing

YEAR = {"from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31)}


def _only(book: Book, on: date = date(2026, 6, 1)) -> PolicyView:
    with book.read() as session:
        (view,) = list_policies(session, on)
    return view


def test_the_cover_shrinks_by_what_was_paid(book: Book, household: str) -> None:
    add_policy(
        book,
        household,
        kind="农业保险",
        number="N-1",
        insurer="人保",
        cover=Decimal(8_000),
        subject="能繁母猪 4 头",
        **YEAR,
    )
    record_step(book, "N-1", step="报案", on=date(2026, 3, 1), text="母猪病死 1 头")
    record_step(book, "N-1", step="赔付", on=date(2026, 3, 20), amount=Decimal("1500.50"), voucher="P-9")

    view = _only(book)
    assert (view.paid, view.left, view.in_force) == (Decimal("1500.50"), Decimal("6499.50"), True)
    assert [each.step for each in view.steps] == ["报案", "赔付"]
    assert _only(book, date(2026, 3, 19)).paid == 0
    assert _only(book, date(2027, 1, 1)).in_force is False


def test_more_than_the_cover_needs_a_reason(book: Book, household: str) -> None:
    add_policy(book, household, kind="农业保险", number="N-1", insurer="人保", cover=Decimal(1_000), **YEAR)

    with pytest.raises(ReasonNeededError):
        record_step(book, "N-1", step="赔付", on=date(2026, 3, 1), amount=Decimal("1000.01"))
    findings = record_step(book, "N-1", step="赔付", on=date(2026, 3, 1), amount=Decimal("1000.01"), reason="含施救费")

    assert [finding.code for finding in findings] == ["over-cover"]


def test_a_loan_guarantee_names_its_own_loan(borrowing: Borrowing, neighbour: str) -> None:
    values = {"kind": "贷款保证保险", "number": "B-1", "insurer": "人保", "cover": Decimal(50_000), **YEAR}
    for household, note in ((borrowing.household, ""), (neighbour, NOTE)):
        with pytest.raises(InputError):
            add_policy(borrowing.book, household, note_number=note, **values)
    add_policy(borrowing.book, borrowing.household, note_number=NOTE, **values)

    assert _only(borrowing.book).note_number == NOTE
    with pytest.raises(RefusedError):
        add_policy(borrowing.book, borrowing.household, note_number=NOTE, **values)


def test_the_bank_is_paid_first_where_the_pack_says_so(book: Book, rated: str) -> None:
    text = resource("samples/policy-qingxi.toml").read_text(encoding="utf-8")
    rule = '\n[values.insurance_pays_bank_first]\nvalue = true\nclause = "旺苍 四"\nsource = "首先用于支付银行本息。"\n'
    if "insurance_pays_bank_first" not in text:
        take_policy(book, text + rule, "qingxi.toml", "试验")
    paper = LoanPaper("XED-旧", BANK, Decimal("0.034"), date(2025, 1, 10))
    record_loan(book, rated, paper, borrower_id=HEAD_ID, amount=Decimal(20_000), months=12, purpose="养猪")
    add_policy(book, rated, kind="农业保险", number="N-1", insurer="人保", cover=Decimal(8_000), **YEAR)
    paying = {"step": "赔付", "on": date(2026, 3, 1), "amount": Decimal(5_000)}

    with pytest.raises(ReasonNeededError) as asked:
        record_step(book, "N-1", **paying)
    assert "先付银行本息" in str(asked.value)

    assert record_step(book, "N-1", to_bank=Decimal(5_000), **paying) == ()


def test_wrong_sums_and_policies_are_sent_back(book: Book, household: str) -> None:
    add_policy(book, household, kind="农业保险", number="N-1", insurer="人保", cover=Decimal(1_000), **YEAR)
    for wrong in (
        {"step": "赔付"},
        {"step": "赔付", "amount": Decimal(10), "to_bank": Decimal(11)},
        {"step": "谢绝"},
        {"step": "报案", "on": date(2025, 12, 31)},
    ):
        with pytest.raises(InputError):
            record_step(book, "N-1", **({"on": date(2026, 2, 1)} | wrong))
    with pytest.raises(NotFoundError):
        record_step(book, "N-2", step="报案", on=date(2026, 2, 1))
