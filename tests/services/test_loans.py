"""Loans, repayments, reversals, extensions, renewals, claims: what the bank did is recorded, and the state replayed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.domain.loan_events import Split
from app.domain.loan_state import LoanState, LoanStatus
from app.models import JournalEntry, Loan, Repayment
from app.services.applications import apply_for_loan, give_opinion
from app.services.claims import record_claim
from app.services.extensions import complete_paper, extend, pending_extension
from app.services.loans import LoanPaper, disburse, read_loan, record_loan
from app.services.lookup import loan_noted
from app.services.renewals import renew_loan
from app.services.repayments import Slip, record_repayment, record_repayments, reverse_entry
from app.services.undo import last_act, undo
from app.storage.book import Book
from tests.services.conftest import BANK, HEAD_ID, Borrowing

ENTRY = "01a1fcf4-8e5a-7001-8f8b-407b9aff7171"


def _state(borrowing: Borrowing, on: date) -> LoanState:
    with borrowing.book.read() as session:
        return read_loan(session, borrowing.note, on).line.state


def test_an_application_that_is_not_approved_is_not_disbursed(book: Book, rated: str) -> None:
    view = apply_for_loan(
        book,
        rated,
        borrower_id=HEAD_ID,
        amount=Decimal(30_000),
        months=12,
        purpose="购买茶苗",
        kind="first",
        on=date(2026, 10, 20),
    )
    paper = LoanPaper("XED1", BANK, Decimal("0.03"), date(2026, 11, 20))
    with pytest.raises(RefusedError):
        disburse(book, view.number, paper)

    for day, stage in enumerate(("village", "township", "bank"), start=21):
        give_opinion(book, view.number, stage=stage, result="pass", by="某人", on=date(2026, 10, day))
    loan = disburse(book, view.number, paper)

    assert loan.line.state.balance == Decimal("30000.00")
    assert loan.line.state.due_on == date(2027, 11, 20)
    assert loan.line.terms.subsidy.share == Decimal("0.7")  # the practice county, from 2023 on


def test_the_subsidy_is_that_of_the_disbursement_day(book: Book, rated: str) -> None:
    paper = LoanPaper("XED2", BANK, Decimal("0.043"), date(2022, 12, 30))

    view = record_loan(book, rated, paper, borrower_id=HEAD_ID, amount=Decimal(50_000), months=24, purpose="养猪")

    assert view.line.terms.subsidy.share == 1


def test_what_the_bank_did_is_recorded_with_its_finding(book: Book, rated: str) -> None:
    paper = LoanPaper("XED3", BANK, Decimal("0.06"), date(2025, 3, 1))

    view = record_loan(book, rated, paper, borrower_id=HEAD_ID, amount=Decimal(80_000), months=48, purpose="建房")

    codes = {finding.code for finding in view.findings}
    assert {"over-amount", "over-term"} <= codes
    assert view.line.state.balance == Decimal("80000.00")


def test_a_note_number_is_taken_once(borrowing: Borrowing) -> None:
    paper = LoanPaper(borrowing.note, BANK, Decimal("0.03"), date(2024, 1, 1))

    with pytest.raises(RefusedError):
        record_loan(
            borrowing.book,
            borrowing.household,
            paper,
            borrower_id=HEAD_ID,
            amount=Decimal(1_000),
            months=12,
            purpose="养猪",
        )


def test_a_repayment_lowers_the_balance_and_its_reversal_makes_it_as_if_never_made(borrowing: Borrowing) -> None:
    day = date(2026, 5, 12)
    before = _state(borrowing, day)
    split = Split(principal=Decimal("10000.00"))

    view = record_repayment(
        borrowing.book, borrowing.note, amount=Decimal("10000.00"), on=day, voucher="N1", split=split, entry_id=ENTRY
    )
    after = reverse_entry(borrowing.book, ENTRY, on=day, reason="重复录入")

    assert before.balance - view.line.state.balance == Decimal("10000.00")
    assert after.line.state.balance == before.balance
    assert after.line.state.payoff == before.payoff
    assert [event.reversed for event in after.line.state.events] == [True, False]


def test_the_same_entry_twice_is_one(borrowing: Borrowing) -> None:
    for _ in range(2):
        record_repayment(
            borrowing.book,
            borrowing.note,
            amount=Decimal(5_000),
            on=date(2026, 5, 12),
            voucher="N1",
            entry_id=ENTRY,
        )

    with borrowing.book.read() as session:
        assert session.scalar(select(func.count()).select_from(Repayment)) == 1


def test_an_id_that_is_another_entry_is_refused(borrowing: Borrowing) -> None:
    given = {"on": date(2026, 5, 12), "voucher": "N1", "entry_id": ENTRY}
    record_repayment(borrowing.book, borrowing.note, amount=Decimal(5_000), **given)

    with pytest.raises(RefusedError):
        record_repayment(borrowing.book, borrowing.note, amount=Decimal(6_000), **given)


def test_more_than_is_owed_is_kept_as_a_difference_to_be_cleared(borrowing: Borrowing) -> None:
    view = record_repayment(borrowing.book, borrowing.note, amount=Decimal(90_000), on=date(2026, 5, 12), voucher="N1")

    assert view.line.state.status is LoanStatus.CLEARED
    assert view.line.state.unmatched > 0
    assert "unmatched" in {finding.code for finding in view.findings}


def test_a_split_that_does_not_add_up_is_sent_back(borrowing: Borrowing) -> None:
    split = Split(principal=Decimal(4_000), interest=Decimal(999))

    with pytest.raises(InputError):
        record_repayment(borrowing.book, borrowing.note, amount=Decimal(5_000), on=date(2026, 5, 12), split=split)

    assert _state(borrowing, date(2026, 5, 12)).paid_total == 0


def test_a_stack_of_slips_is_one_act_or_none(borrowing: Borrowing) -> None:
    good = Slip(borrowing.note, Decimal(100), date(2026, 5, 12), "N1")
    wrong = Slip("XED-unknown", Decimal(100), date(2026, 5, 12), "N2")
    with pytest.raises(NotFoundError):
        record_repayments(borrowing.book, [good, wrong])
    assert _state(borrowing, date(2026, 5, 12)).paid_total == 0

    record_repayments(borrowing.book, [good, Slip(borrowing.note, Decimal(200), date(2026, 5, 13), "N3")])

    assert _state(borrowing, date(2026, 5, 13)).paid_total == Decimal("300.00")
    with borrowing.book.read() as session:
        acts = set(session.scalars(select(JournalEntry.act_id).where(JournalEntry.table == "repayment")))
    assert len(acts) == 1


def test_a_missing_voucher_is_a_warning(borrowing: Borrowing) -> None:
    view = record_repayment(borrowing.book, borrowing.note, amount=Decimal(100), on=date(2026, 5, 12))

    assert any("凭证待补" in finding.text for finding in view.findings)


def test_undo_takes_the_last_repayment_back(borrowing: Borrowing) -> None:
    record_repayment(borrowing.book, borrowing.note, amount=Decimal(100), on=date(2026, 5, 12), voucher="N1")
    with borrowing.book.read() as session:
        last = last_act(session)
    assert last is not None

    undo(borrowing.book, last.id)

    assert _state(borrowing, date(2026, 5, 12)).paid_total == 0
    with borrowing.book.read() as session:
        assert last_act(session) is None  # an undo is not undone
    with pytest.raises(RefusedError):
        undo(borrowing.book, last.id)


def test_an_extension_moves_the_maturity_and_its_paper_follows(borrowing: Borrowing) -> None:
    view = extend(
        borrowing.book,
        borrowing.note,
        until=date(2027, 6, 2),
        reason="生猪尚未出栏",
        on=date(2026, 11, 20),
        paper_pending=True,
    )
    assert view.line.state.due_on == date(2027, 6, 2)
    with borrowing.book.read() as session:
        assert pending_extension(session, loan_noted(session, borrowing.note)) is not None

    complete_paper(borrowing.book, borrowing.note, on=date(2026, 12, 1))

    with borrowing.book.read() as session:
        assert pending_extension(session, loan_noted(session, borrowing.note)) is None


def test_a_second_extension_is_refused_but_recorded_when_the_bank_made_it(borrowing: Borrowing) -> None:
    given = {"reason": "生猪尚未出栏", "on": date(2026, 11, 20)}
    extend(borrowing.book, borrowing.note, until=date(2027, 3, 2), **given)

    with pytest.raises(RefusedError):
        extend(borrowing.book, borrowing.note, until=date(2027, 5, 2), **given)
    view = extend(borrowing.book, borrowing.note, until=date(2027, 5, 2), already_done=True, **given)

    assert view.line.state.due_on == date(2027, 5, 2)


def test_an_extension_backwards_is_sent_back(borrowing: Borrowing) -> None:
    with pytest.raises(InputError):
        extend(borrowing.book, borrowing.note, until=date(2026, 12, 2), reason="生猪尚未出栏", on=date(2026, 11, 20))


def test_a_renewal_takes_the_place_of_the_old_principal(borrowing: Borrowing) -> None:
    day = date(2026, 12, 2)

    view = renew_loan(borrowing.book, borrowing.note, amount=Decimal(50_000), months=12, on=day, already_done=True)

    assert view.line.loan.note_number == f"{borrowing.note}-X1"
    assert view.line.state.balance == Decimal("50000.00")
    assert _state(borrowing, day).balance == 0


def test_a_claim_pays_the_bank(borrowing: Borrowing) -> None:
    day = date(2027, 3, 2)
    before = _state(borrowing, day)

    view = record_claim(borrowing.book, borrowing.note, kind="insurance", amount=Decimal(20_000), on=day, voucher="L1")

    assert view.line.state.claimed == Decimal("20000.00")
    assert view.line.state.payoff < before.payoff


def test_terms_of_the_loan_survive_a_change_of_the_pack(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        loan = session.scalars(select(Loan)).one()

    assert (loan.pack_id, loan.subsidy_share_ppm, loan.subsidy_cap_fen) == ("qingxi", 700_000, 5_000_000)
    assert loan.subsidy_clause == "清溪县练习文件 第八条"
