"""An application on its way: public notice, an opinion corrected, taken back; a loan recorded with all its terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app.services.applications import apply_for_loan, give_opinion, read_application
from app.services.contracts import read_contract
from app.services.households import read_household
from app.services.loans import read_loan
from app.services.ratings import record_bank_decision
from app.ui.loans.apply_page import ApplyPage
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.ui.conftest import settle, wait_for
from tests.ui.practice import TODAY, note

HOUSEHOLD = "5131230044"


@pytest.fixture
def number(window: Window) -> str:
    """An application that the village has passed."""
    book = window.work.book
    record_bank_decision(
        book, HOUSEHOLD, grade="优秀", credit_line=Decimal(50_000), on=TODAY, until=date(2028, 1, 1), bank="清溪农商行"
    )
    with book.read() as session:
        head = read_household(session, HOUSEHOLD).head
    view = apply_for_loan(
        book,
        HOUSEHOLD,
        borrower_id=head.id,
        amount=Decimal(20_000),
        months=12,
        purpose="购买仔猪",
        kind="first",
        on=TODAY,
        reason="县里答复可以办",
    )
    give_opinion(book, view.number, stage="village", result="pass", by="周明远", on=TODAY)
    return view.number


def page_at(window: Window, key: str, detail: str) -> ApplyPage:
    """The page of applications, open on something."""
    window.shell.go(Place(Where.APPLY, key, detail))
    wait_for(window.work)
    page = window.shell.page
    assert isinstance(page, ApplyPage)
    return page


def test_the_public_notice_runs_as_long_as_the_pack_says(qtbot: QtBot, window: Window, number: str) -> None:
    panel = page_at(window, number, "application").panel
    assert panel.notice_words.text() == "还没有公示。"

    panel.publish.click()
    settle(qtbot, window.work)

    assert panel.notice_words.text() == "2026-11-20 至 2026-11-27，无异议。还有 7 天。"
    assert [stage.name for stage in panel.track._stages][:3] == ["申请", "村初审", "公示 7 天"]


def test_an_opinion_is_corrected_and_the_application_taken_back(qtbot: QtBot, window: Window, number: str) -> None:
    panel = page_at(window, number, "application").panel
    panel.mend.click()
    assert panel.mend_reason.error == "请写明为什么。"

    panel.mend_reason.set_text("登错了人")
    panel.mend.click()
    settle(qtbot, window.work)
    assert panel.view.opinions == ()

    panel.mend_reason.set_text("户里不贷了")
    panel.withdraw.click()
    settle(qtbot, window.work)
    with window.work.book.read() as session:
        view = read_application(session, number)
    assert view.state == "withdrawn"
    assert view.reason.endswith("撤回：户里不贷了")


def test_a_supplement_sends_it_back_to_the_same_stage(qtbot: QtBot, window: Window, number: str) -> None:
    panel = page_at(window, number, "application").panel
    panel.result.set_text("退回补正")
    panel.by.set_text("云岭镇")
    panel.note.set_text("缺征信授权书")

    panel.give.click()
    settle(qtbot, window.work)

    assert panel.chip.chip.word == "退回补正"
    assert panel.stage.text == "乡镇审核"


def test_one_more_note_is_drawn_under_a_contract(qtbot: QtBot, window: Window) -> None:
    with window.work.book.read() as session:
        household = read_loan(session, note(4), TODAY).line.household.number
    form = page_at(window, household, f"record:{note(4)}").record
    assert (form.paper.contract.text, form.paper.rate.text, form.kind.value) == (note(4), "4.2", "top-up")
    for field, text in (
        (form.amount, "1万"),
        (form.months, "12"),
        (form.paper.note, "XED2026-2"),
        (form.paper.disbursed, "20261101"),
        (form.paper.line, "8万"),
    ):
        field.set_text(text)
    form.paper.revolving.setChecked(True)
    qtbot.wait(300)
    settle(qtbot, window.work)
    assert form._found  # the rules speak before anything is saved

    form.save.click()
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        contract = read_contract(session, note(4), TODAY)
    assert len(contract.notes) == 2
    assert (contract.revolving, contract.contract_line) == (True, Decimal(80_000))
    shown = window.shell.page
    assert "同一合同 2 笔借据" in " ".join(label.text() for label in shown.header.findChildren(type(shown.header.name)))
