"""Life events: reminders to the dead stop, the co-borrower goes on, a debt passes only with the bank's consent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pypdfium2
import pytest

from app.domain.errors import InputError, NotFoundError, RefusedError
from app.services.applications import apply_for_loan
from app.services.due import due_within, overdue
from app.services.fact_reversals import reverse_fact
from app.services.household_changes import change_head
from app.services.households import read_household
from app.services.insurance import add_policy
from app.services.life_events import (
    LoanStop,
    active_stops,
    end_life_event,
    list_life_events,
    record_life_event,
    report_insurance,
)
from app.services.lookup import household_numbered, loan_noted, member_with_id
from app.services.paper_gathering import Selection
from app.services.print_choice import recipients
from app.services.printing import print_forms
from app.services.today import read_today
from app.storage.book import Book
from tests.services.conftest import HEAD_ID, NOTE, SPOUSE_ID, Borrowing
from tests.services.office.conftest import valid

ON = date(2026, 5, 1)


def _stop(book: Book, on: date = ON) -> LoanStop | None:
    with book.read() as session:
        return active_stops(session, on).get((book.code, loan_noted(session, NOTE).id))


def _sign_co_borrower(borrowing: Borrowing) -> None:
    with borrowing.book.write("补登共同借款人") as session:
        spouse = member_with_id(session, household_numbered(session, borrowing.household), SPOUSE_ID)
        loan_noted(session, NOTE).co_borrower_id = spouse.id


def test_reminders_to_the_dead_stop_and_the_co_borrower_goes_on(borrowing: Borrowing) -> None:
    _sign_co_borrower(borrowing)
    book = borrowing.book

    view = record_life_event(book, borrowing.household, HEAD_ID, kind="死亡", on=ON, proof="死亡证明 2026-051")

    assert [finding.code for finding in view.findings] == ["head-gone"]
    assert view.starts == ("告诉承贷银行", "由共同借款人继续还款", "继承人只在遗产范围内清偿")
    stop = _stop(book)
    assert stop is not None
    assert (stop.no_reminder, stop.to, stop.since) == (True, "单明阳", ON)
    assert _stop(book, date(2026, 4, 30)) is None
    with book.read() as session:
        assert [member.name for member in read_household(session, borrowing.household).members] == ["单明阳"]
    change_head(book, borrowing.household, to=SPOUSE_ID, on=ON, reason="户主去世")
    with book.read() as session:
        assert {each.kind for each in list_life_events(session, ON)} == {"死亡", "户主变更"}


def test_without_co_borrower_nobody_is_reminded(borrowing: Borrowing) -> None:
    view = record_life_event(borrowing.book, borrowing.household, HEAD_ID, kind="死亡", on=ON)

    assert {finding.code for finding in view.findings} == {"proof-missing", "head-gone", "no-co-borrower"}
    stop = _stop(borrowing.book)
    assert stop is not None
    assert (stop.to, stop.phone) == ("", "")
    assert "遗产范围内" in stop.text


def test_accident_insurance_is_reported_first(borrowing: Borrowing) -> None:
    book = borrowing.book
    add_policy(
        book, borrowing.household, kind="人身意外保险", number="PICC-7", insurer="某保险公司", cover=Decimal(31_000),
        from_on=date(2026, 1, 1), until_on=date(2026, 12, 31), member_id=HEAD_ID,
    )  # fmt: skip

    view = record_life_event(book, borrowing.household, HEAD_ID, kind="死亡", on=ON)
    assert view.starts[0] == "先向某保险公司报案（保单 PICC-7）"
    report_insurance(book, view.id, on=date(2026, 5, 2))

    with book.read() as session:
        assert list_life_events(session, ON)[0].starts[0] == "告诉承贷银行"


def test_who_comes_back_is_reminded_again(borrowing: Borrowing) -> None:
    book = borrowing.book
    view = record_life_event(book, borrowing.household, HEAD_ID, kind="失联", on=ON, proof="村委会证明")
    assert _stop(book) is not None

    end_life_event(book, view.id, on=date(2026, 8, 1))

    assert _stop(book, date(2026, 7, 31)) is not None
    assert _stop(book, date(2026, 8, 1)) is None
    with pytest.raises(RefusedError):
        end_life_event(book, view.id, on=date(2026, 9, 1))


def test_who_moved_is_reminded_but_not_met_at_the_old_door(borrowing: Borrowing) -> None:
    record_life_event(borrowing.book, borrowing.household, HEAD_ID, kind="迁出", on=ON, proof="户口迁移证")

    stop = _stop(borrowing.book)
    assert stop is not None
    assert (stop.no_reminder, stop.no_door, stop.to) == (False, True, "")


def test_a_co_borrower_who_is_in_prison_takes_nobodys_place(borrowing: Borrowing) -> None:
    _sign_co_borrower(borrowing)
    record_life_event(borrowing.book, borrowing.household, SPOUSE_ID, kind="服刑", on=date(2025, 1, 1), proof="判决书")
    record_life_event(borrowing.book, borrowing.household, HEAD_ID, kind="死亡", on=ON, proof="死亡证明")

    stop = _stop(borrowing.book)
    assert stop is not None
    assert stop.to == ""


def test_a_debt_passes_with_the_banks_consent(borrowing: Borrowing, neighbour: str) -> None:
    book, brother = borrowing.book, valid("51312319850312123")
    taking = {"kind": "债务承接", "on": ON, "note_number": NOTE, "successor_id": brother,
              "successor_household": neighbour}  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        record_life_event(book, borrowing.household, HEAD_ID, **taking)
    assert "第五百五十一条" in str(refused.value)
    with pytest.raises(InputError):
        record_life_event(book, borrowing.household, SPOUSE_ID, **taking, bank_consent_on=ON)

    record_life_event(book, borrowing.household, HEAD_ID, **taking, bank_consent_on=date(2026, 5, 10), proof="承接协议")

    assert _stop(book, date(2026, 5, 9)) is None
    stop = _stop(book, date(2026, 5, 10))
    assert stop is not None
    assert (stop.to, stop.no_reminder, stop.no_door) == ("覃大山", True, False)


def test_a_death_entered_by_mistake_is_answered(borrowing: Borrowing) -> None:
    book = borrowing.book
    view = record_life_event(book, borrowing.household, HEAD_ID, kind="死亡", on=ON)
    with pytest.raises(NotFoundError):  # the dead do not apply
        apply_for_loan(
            book, borrowing.household, borrower_id=HEAD_ID, amount=Decimal(1_000), months=6, purpose="养猪",
            kind="top-up", on=date(2026, 6, 1),
        )  # fmt: skip

    reverse_fact(book, view.id, on=date(2026, 6, 2), reason="同名，登记错了人")

    assert _stop(book, date(2026, 6, 2)) is None
    with book.read() as session:
        assert read_household(session, borrowing.household).head_name == "杨䶮"


def test_unknown_words_are_sent_back(borrowing: Borrowing) -> None:
    for kind in ("升天", "户主变更"):
        with pytest.raises(InputError):
            record_life_event(borrowing.book, borrowing.household, HEAD_ID, kind=kind, on=ON)


def test_the_lists_say_whom_to_ask_instead_of_the_dead(borrowing: Borrowing) -> None:
    _sign_co_borrower(borrowing)
    book, due_day = borrowing.book, date(2026, 11, 20)
    add_policy(
        book, borrowing.household, kind="人身意外保险", number="PICC-7", insurer="某保险公司", cover=Decimal(31_000),
        from_on=date(2026, 1, 1), until_on=date(2026, 12, 31), member_id=HEAD_ID,
    )  # fmt: skip
    event = record_life_event(book, borrowing.household, HEAD_ID, kind="死亡", on=ON, proof="死亡证明")

    with book.read() as session:
        first = due_within(session, due_day, 45)[0]
        late = overdue(session, date(2027, 3, 1))[0]
        thing = read_today(session, date(2026, 11, 25)).first
    report_insurance(book, event.id, on=date(2026, 5, 2))
    with book.read() as session:
        then = due_within(session, due_day, 45)[0]

    assert (first.step.text, first.step.tone) == ("死亡，先报意外险", "danger")
    assert first.stop is not None
    assert first.stop.reason.startswith(
        "先向某保险公司报案（保单 PICC-7）；杨䶮 2026-05-01 死亡，由共同借款人单明阳继续"
    )
    assert late.step.text == "死亡，先报意外险"
    assert (thing.kind, thing.note_number) == ("remind", NOTE)
    assert "先报意外险" in thing.text
    assert then.step.text == "死亡，找单明阳"
    assert then.phone == "13800004127"


def test_a_notice_goes_to_who_takes_the_place_of_the_dead_or_to_nobody(borrowing: Borrowing) -> None:
    book, due_day = borrowing.book, date(2026, 11, 20)
    record_life_event(book, borrowing.household, HEAD_ID, kind="死亡", on=ON, proof="死亡证明")
    chosen = Selection(due_within=45)

    with book.read() as session:
        alone = recipients(session, "F7", chosen, due_day)[0]
    with pytest.raises(RefusedError) as refused:
        print_forms(book, "F7", chosen, on=due_day)
    packet = print_forms(book, "F7", chosen, on=due_day, packet=True)
    _sign_co_borrower(borrowing)
    with book.read() as session:
        together = recipients(session, "F7", chosen, due_day)[0]
    notice = print_forms(book, "F7", chosen, on=due_day)

    assert (alone.name, alone.stop) == ("杨䶮", "死亡，找银行商定")
    assert "遗产范围内" in str(refused.value)
    assert packet.printed.copies == 5  # cover, route, plan, extension form, visit sheet: no notice
    assert [stop.note_number for stop in packet.left_out] == [NOTE]
    assert (together.name, together.stop) == ("单明阳", "")
    assert notice.left_out == ()
    page = pypdfium2.PdfDocument(notice.pdf)[0].get_textpage().get_text_range()
    assert "单明阳：" in page
