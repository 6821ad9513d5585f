"""A stack of bank slips by keyboard: who, how much, which voucher, the next; then all of them as one act."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.loans import read_loan
from app.ui.loans.slips_page import SlipsPage
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.ui.conftest import settle, wait_for
from tests.ui.practice import TODAY, note
from tests.ui.typing import press, type_text


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> SlipsPage:
    """The page, with the keyboard where the first name goes."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.shell is not None
    window.shell.go(Place(Where.SLIPS))
    wait_for(window.work)
    shown = window.shell.page
    assert isinstance(shown, SlipsPage)
    assert QApplication.focusWidget() is shown.who.control
    return shown


def slip(page: SlipsPage, who: str, amount: str, voucher: str) -> None:
    """One slip as the officer types it."""
    for text in (who, amount, voucher):
        type_text(text)
        press(Qt.Key.Key_Return)
        wait_for(page.work)


def test_two_slips_are_recorded_as_one_act(qtbot: QtBot, window: Window, page: SlipsPage) -> None:
    page.sum.set_text("700")

    slip(page, note(3)[-4:], "300", "N2611-0381")
    assert page.voucher.text == "N2611-"
    slip(page, note(4)[-4:], "400", "0382")
    told = page.total.text()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.typed_slips == [])
    settle(qtbot, window.work)

    assert told == "2 张，共 700.00 元，和凭证合计相符"
    assert page.words.text() == "已登记 2 笔，共 700.00 元。"
    with window.work.book.read() as session:
        events = [read_loan(session, note(number), TODAY).line.state.events[-1] for number in (3, 4)]
    assert [event.amount for event in events] == [Decimal(300), Decimal(400)]
    assert [event.event.voucher for event in events] == ["N2611-0381", "N2611-0382"]
    assert window.shell.top.undo.accessibleName() == "撤销：登记还款 2 笔"


def test_the_second_slip_of_one_loan_is_judged_after_the_first(page: SlipsPage) -> None:
    with page.work.book.read() as session:
        owed = read_loan(session, note(4), TODAY).line.state.payoff

    slip(page, note(4)[-4:], str(owed), "A1")
    slip(page, note(4)[-4:], "50", "A2")

    first, second = (typed.tried for typed in page.typed_slips)
    assert first.after == 0
    assert second.unmatched == Decimal(50)


def test_half_a_voucher_number_is_not_taken(page: SlipsPage) -> None:
    slip(page, note(3)[-4:], "300", "N2611-0381")

    slip(page, note(4)[-4:], "400", "")

    assert len(page.typed_slips) == 1
    assert page.voucher.error.startswith("凭证号只有前半截")


def test_a_stack_that_does_not_add_up_says_by_how_much(page: SlipsPage) -> None:
    page.sum.set_text("500")
    slip(page, note(3)[-4:], "300", "B1")

    assert page.total.text() == "1 张，共 300.00 元，还差 200.00 元"
    page.slips.choose(0)
    page.remove.click()
    assert page.typed_slips == []
