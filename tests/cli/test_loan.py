"""huicun loan and recovery on the command line: every act prints the state of the loan after it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.models import Household, Member
from tests.helpers.books import PASSWORD, new_book

HEAD_ID = "513123197904183511"
NOTE = "XED1"
Ran = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed book with one household."""
    folder = tmp_path / "b"
    with new_book(folder) as book, book.write("登记农户") as session:
        household = Household(village_code=book.code, number="H1", group_name="3组")
        session.add(household)
        session.flush()
        session.add(Member(household_id=household.id, name="杨䶮", relation="户主", resident_id=HEAD_ID))
    return folder


@pytest.fixture
def ran(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ran:
    """Runs one command on that book; answers its JSON, or its one line on standard error."""
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)

    def run(*words: str, status: int = 0) -> Any:
        try:
            found = main([*words, "--book", str(folder), "--json"])
        except SystemExit as stopped:
            found = int(stopped.code or 0)
        out, err = capsys.readouterr()
        assert found == status, err
        if status:
            assert out == ""
            assert len(err.strip().splitlines()) == 1
            return err
        return json.loads(out)

    return run


@pytest.fixture
def lent(ran: Ran) -> Ran:
    """The same with a loan of 50 000 from 2023-12-02, due 2026-12-02."""
    ran(
        "loan", "record", "H1", "--borrower", HEAD_ID, "--amount", "50000", "--months", "36", "--purpose", "养猪",
        "--contract", NOTE, "--bank", "农商行", "--rate", "4.2", "--on", "2023-12-02", "--reason", "补录",
    )  # fmt: skip
    return ran


def test_the_bank_adjusts_and_the_balance_follows(lent: Ran) -> None:
    state = lent("loan", "adjust", NOTE, "--principal", "-1000", "--reason", "银行已收", "--on", "2024-01-05")

    assert state["balance"] == "49000.00"
    assert state["events"][-1]["kind"] == "bank-adjustment"


def test_subsidy_misuse_and_a_changed_rate_are_entries(lent: Ran) -> None:
    lent("loan", "subsidy", NOTE, "--amount", "77.58", "--voucher", "T1", "--on", "2024-01-05")
    lent("loan", "misuse", NOTE, "--uplift", "100", "--reason", "建房", "--on", "2024-02-05")
    state = lent("loan", "rate", NOTE, "--rate", "3.45", "--reason", "银行通知", "--on", "2024-03-05")

    assert [event["kind"] for event in state["events"]] == ["subsidy", "misuse", "rate-change"]


def test_a_number_too_large_is_wrong_usage_and_not_a_bug(lent: Ran) -> None:
    assert "金额" in lent("loan", "repay", NOTE, "--amount", "1e30", status=2)
    assert "金额" in lent("loan", "adjust", NOTE, "--principal=-1e13", "--reason", "x", status=2)


def test_a_claim_prints_the_state_with_its_split(lent: Ran) -> None:
    state = lent(
        "loan", "claim", NOTE, "--kind", "insurance", "--amount", "24500", "--principal", "24500", "--on", "2027-03-02"
    )

    assert Decimal(state["balance"]) == Decimal("25500.00")


def test_recovery_is_recorded_and_the_limitation_listed(lent: Ran) -> None:
    step = lent("recovery", "add", NOTE, "--kind", "约谈", "--result", "答应年底还", "--on", "2027-06-01")
    told = lent("recovery", "list", NOTE)
    near = lent("recovery", "limitation", "--within", "60", "--on", "2030-05-01")

    assert step["interrupts"] is True
    assert [each["kind"] for each in told["steps"]] == ["约谈"]
    assert [(each["last_day"], each["days_left"]) for each in near["limitation"]] == [("2030-06-01", 31)]


def test_pending_paper_of_an_extension_is_completed(lent: Ran) -> None:
    lent(
        "loan", "extend", NOTE, "--until", "2027-06-02", "--reason", "生猪未出栏", "--paper-pending", "--on",
        "2026-11-20",
    )  # fmt: skip
    lent("loan", "complete-paper", NOTE, "--on", "2026-12-20")

    assert "没有待补" in lent("loan", "complete-paper", NOTE, "--on", "2026-12-21", status=1)


def test_a_contract_shows_its_notes_and_what_may_still_be_drawn(ran: Ran) -> None:
    for note, on in (("J1", "2025-01-10"), ("J2", "2025-03-10")):
        ran(
            "loan", "record", "H1", "--borrower", HEAD_ID, "--amount", "20000", "--months", "12", "--contract", "HT1",
            "--note", note, "--bank", "农商行", "--rate", "3", "--revolving", "--contract-line", "50000", "--kind",
            "top-up", "--purpose", "养猪", "--on", on,
        )  # fmt: skip

    contract = ran("contract", "show", "HT1", "--on", "2025-03-11")

    assert (contract["left"], [each["note"] for each in contract["notes"]]) == ("10000.00", ["J1", "J2"])
    assert [each["contract"] for each in ran("contract", "list")["contracts"]] == ["HT1"]


def test_a_plan_is_drafted_saved_and_followed(lent: Ran) -> None:
    pay = ("--pay", "2026-11-10=20000:产业收入", "--pay", "2026-11-25=40000:务工工资", "--on", "2026-11-01")

    drafted = lent("plan", "draft", NOTE, *pay)
    saved = lent("plan", "save", NOTE, *pay, "--cause", "生猪未出栏")
    told = lent("plan", "progress", NOTE, "--on", "2026-11-20")

    assert drafted["rows"] == saved["rows"]
    assert [row["kept"] for row in told["rows"]] == [False, None]
    assert [plan["version"] for plan in lent("plan", "show", NOTE)["plans"]] == [1]
    assert "2026-12-01=5000" in lent("plan", "draft", NOTE, "--pay", "x", status=2)


def test_a_reminder_is_drafted_sent_and_answered(lent: Ran) -> None:
    on = ("--on", "2026-11-20")

    (draft,) = lent("reminder", "draft", *on)["reminders"]
    sent = lent("reminder", "sent", NOTE, "--channel", "电话", "--result", "已接通", *on)
    lent("reminder", "result", sent["id"], "--result", "家属转告")

    assert "请勿将钱交给任何个人" in draft["text"]
    assert [each["result"] for each in lent("reminder", "list", NOTE)["reminders"]] == ["家属转告"]


def test_a_promise_and_a_survey_before_the_due_day(lent: Ran) -> None:
    on = ("--on", "2026-11-20")
    lent("promise", "add", NOTE, "--until", "2026-11-28", "--amount", "5000", *on)
    lent(
        "survey", "add", NOTE, "--outlook", "预计逾期", "--cause", "猪病", "--measure", "定计划", "--responsible",
        "村支书", "--until", "2026-11-25", *on,
    )  # fmt: skip

    assert [each["state"] for each in lent("promise", "list", *on)["promises"]] == ["未到"]
    told = lent("survey", "list", *on)
    assert told["counts"]["预计逾期"] == 1
    assert "原因" in lent("survey", "add", NOTE, "--outlook", "需续贷", *on, status=2)


def test_findings_are_put_right_on_the_command_line(lent: Ran) -> None:
    on = ("--on", "2027-03-02")
    opened = lent("rectify", "check", *on)["opened"]
    late = next(each for each in opened if each["code"] == "overdue")
    lent("rectify", "plan", late["id"], "--measure", "上门催收", "--responsible", "村支书", "--until", "2027-03-10")
    closed = lent("rectify", "close", late["id"], "--how", "已整改", "--evidence", "凭证 N1", *on)

    assert closed["closed_on"] == "2027-03-02"
    still = lent("rectify", "list", "--open", *on)["rectifications"]
    assert late["id"] not in {each["id"] for each in still}
    assert len(still) == len(opened) - 1


def test_people_are_found(lent: Ran) -> None:
    assert [each["name"] for each in lent("search", "people", "杨")["hits"]] == ["杨䶮"]
    assert lent("search", "people", "3511")["hits"][0]["id_masked"] == "****3511"
