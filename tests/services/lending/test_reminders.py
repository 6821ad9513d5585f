"""Reminders, promises and surveys before a loan falls due: what the officer says, hears, and does about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.errors import DataFileError, InputError, ReasonNeededError
from app.domain.message import NEVER_CASH, sms_parts, sms_to
from app.packs.messages import load_message, message_ids, read_message
from app.services.contracts import change_co_borrower
from app.services.life_events import record_life_event
from app.services.loans import read_loan
from app.services.promises import PromiseState, list_promises, promises_due, record_promise
from app.services.reminders import draft_reminders, list_reminders, record_reminder, set_result
from app.services.repayments import record_repayment
from app.services.surveys import record_survey, survey_counts, survey_lines
from app.services.visits import record_visit
from tests.services.conftest import HEAD_ID, SPOUSE_ID, Borrowing

ON = date(2026, 11, 20)  # twelve days before the loan falls due
DEATH = {"kind": "死亡", "on": date(2026, 11, 1), "proof": "死亡证明"}


def test_the_message_says_what_the_household_pays_itself_and_never_cash(borrowing: Borrowing) -> None:
    with borrowing.book.read() as session:
        (draft,) = draft_reminders(session, borrowing.book, ON, within=45)
        row = read_loan(session, borrowing.note, ON).line.state.plan[-1]

    assert draft.amount == row.left
    assert row.subsidy > 0  # 财政贴息 is not asked of the household
    assert f"{draft.amount:,.2f}元" in draft.text
    assert "2026年12月2日到期" in draft.text
    assert "杨䶮您好，我是柳树沟村金融村官周明远" in draft.text
    assert NEVER_CASH in draft.text
    assert HEAD_ID not in draft.text
    assert draft.sms_to == f"SMSTO:13800004127:{draft.text}"


def test_an_overdue_loan_gets_the_other_text(borrowing: Borrowing) -> None:
    on = date(2026, 12, 12)
    with borrowing.book.read() as session:
        (draft,) = draft_reminders(session, borrowing.book, on, within=45)
        state = read_loan(session, borrowing.note, on).line.state

    assert (draft.kind, draft.days, draft.amount) == ("overdue", 10, state.overdue_amount)
    assert "逾期10天" in draft.text


def test_every_template_is_complete() -> None:
    assert set(message_ids()) == {"due", "instalment", "overdue", "promise"}
    for kind in message_ids():
        assert load_message(kind).id == kind


@pytest.mark.parametrize("text", ["请还钱。", "{name}{idcard}，请勿将钱交给任何个人。"])
def test_a_countys_template_must_warn_of_cash_and_use_known_fields(text: str) -> None:
    with pytest.raises(DataFileError):
        read_message(f'id = "due"\ntitle = "到期"\ntext = "{text}"', "due.toml")


def test_a_long_text_is_counted_in_short_messages() -> None:
    assert [sms_parts("字" * count) for count in (70, 71, 134, 135)] == [1, 2, 2, 3]
    assert sms_to("0825-1234 567", "好") == "SMSTO:08251234567:好"


def test_what_was_sent_is_recorded_with_its_result(borrowing: Borrowing) -> None:
    sent = record_reminder(borrowing.book, borrowing.note, on=ON, channel="短信")
    heard = set_result(borrowing.book, sent.id, result="已回复")

    with borrowing.book.read() as session:
        (draft,) = draft_reminders(session, borrowing.book, ON, within=45)
        told = list_reminders(session, borrowing.note)
    assert (heard.result, heard.phone, heard.kind) == ("已回复", "13800004127", "due")
    assert NEVER_CASH in told[0].text
    assert draft.last_sent == ON
    with pytest.raises(InputError):
        record_reminder(borrowing.book, borrowing.note, on=ON, channel="托梦")


def test_reminders_to_the_dead_stop(borrowing: Borrowing) -> None:
    record_life_event(borrowing.book, borrowing.household, member_id=HEAD_ID, **DEATH)

    with borrowing.book.read() as session:
        (draft,) = draft_reminders(session, borrowing.book, ON, within=45)

    assert (draft.to_name, draft.text, draft.sms_to) == ("", "", "")
    assert "死亡" in draft.stop
    with pytest.raises(ReasonNeededError):
        record_reminder(borrowing.book, borrowing.note, on=ON, channel="短信")


def test_the_co_borrower_is_reminded_instead(borrowing: Borrowing) -> None:
    change_co_borrower(
        borrowing.book, borrowing.note, member_id=SPOUSE_ID, on=date(2026, 10, 1), document="1 号", reason="增加"
    )
    record_life_event(borrowing.book, borrowing.household, member_id=HEAD_ID, **DEATH)

    with borrowing.book.read() as session:
        (draft,) = draft_reminders(session, borrowing.book, ON, within=45)

    assert draft.to_name == "单明阳"
    assert draft.text.startswith("单明阳您好")


def test_a_promise_is_open_then_broken_or_kept(borrowing: Borrowing) -> None:
    until = date(2026, 11, 28)
    record_promise(borrowing.book, borrowing.note, on=ON, until=until, amount=Decimal(5_000))
    with borrowing.book.read() as session:
        assert [each.state for each in promises_due(session, date(2026, 11, 21), 7)] == [PromiseState.OPEN]
        assert [each.state for each in promises_due(session, date(2026, 11, 29), 0)] == [PromiseState.BROKEN]

    record_repayment(borrowing.book, borrowing.note, amount=Decimal(2_000), on=date(2026, 11, 25), voucher="N1")
    with borrowing.book.read() as session:
        assert [each.state for each in list_promises(session, date(2026, 11, 29))] == [PromiseState.PARTLY]

    record_repayment(borrowing.book, borrowing.note, amount=Decimal(3_000), on=until, voucher="N2")
    with borrowing.book.read() as session:
        (told,) = list_promises(session, date(2026, 11, 29))
        assert promises_due(session, date(2026, 11, 29), 7) == []
    assert (told.state, told.paid) == (PromiseState.KEPT, Decimal("5000.00"))


def test_a_promise_at_the_door_is_a_promise_too(borrowing: Borrowing) -> None:
    record_visit(
        borrowing.book, borrowing.household, on=ON, kind="到期摸底", result="见本人", promised_on=date(2026, 11, 30)
    )

    with borrowing.book.read() as session:
        (told,) = list_promises(session, date(2026, 11, 30))

    assert (told.origin, told.state, told.amount) == ("走访", PromiseState.TODAY, None)


def test_a_promise_backwards_is_sent_back(borrowing: Borrowing) -> None:
    with pytest.raises(InputError):
        record_promise(borrowing.book, borrowing.note, on=ON, until=date(2026, 11, 19))


def test_a_survey_that_is_not_on_time_needs_cause_measure_person_and_day(borrowing: Borrowing) -> None:
    given = {"on": ON, "outlook": "需展期"}
    with pytest.raises(InputError):
        record_survey(borrowing.book, borrowing.note, **given)
    with pytest.raises(InputError):
        record_survey(
            borrowing.book, borrowing.note, cause="生猪未出栏", measure="办展期", responsible="村支书", **given
        )
    with borrowing.book.read() as session:
        before = survey_lines(session, ON, 45)

    record_survey(
        borrowing.book,
        borrowing.note,
        cause="生猪未出栏",
        measure="办展期",
        responsible="村支书",
        until=date(2026, 11, 25),
        **given,
    )
    with borrowing.book.read() as session:
        (line,) = survey_lines(session, date(2026, 11, 26), 45)

    assert [each.outlook for each in before] == ["未摸底"]
    assert (line.outlook, line.responsible, line.late) == ("需展期", "村支书", True)
    assert survey_counts([line])["需展期"] == 1
