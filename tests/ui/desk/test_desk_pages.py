"""The township's pages: villages side by side, one opinion for many by keyboard, checks across villages, the fund."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.desk_opinions import sent_opinions, waiting_applications
from app.services.risk_accounts import read_risk_accounts
from app.storage.book import Book
from app.ui.desk.cross_page import CrossPage
from app.ui.desk.fund_page import FundPage
from app.ui.desk.opinions_page import OpinionsPage
from app.ui.desk.today_page import DeskTodayPage
from app.ui.page import Page
from app.ui.places import Place, Where
from app.ui.theme import Theme, apply_theme
from tests.helpers.villages import DAY, NEIGHBOUR, VILLAGE
from tests.ui.conftest import wait_for
from tests.ui.desk.conftest import Open
from tests.ui.exchange.keys import act
from tests.ui.test_sweeps import CONTROLS, own, seen
from tests.ui.typing import type_text

PLACES = (Where.DESK, Where.OPINIONS, Where.CROSS, Where.FUND, Where.LEDGERS)


def test_the_first_page_of_a_township_shows_its_villages_and_what_waits(opened: Open) -> None:
    page = opened(Place(Where.TODAY))  # a village's page: the desk opens on its own first one

    assert isinstance(page, DeskTodayPage)
    assert {one.name for one in page.villages.rows} == {VILLAGE[1], NEIGHBOUR[1]}
    assert len(page.due.rows) == 2
    assert page.waiting.accessibleName() == "等着办"


def test_a_village_leads_to_its_own_findings(opened: Open) -> None:
    page = opened(Place(Where.DESK))
    assert isinstance(page, DeskTodayPage)
    one = page.villages.rows[1]

    page.villages.opened.emit(one)
    shell = page.window().shell
    wait_for(shell.work)

    assert isinstance(shell.page, CrossPage)
    assert shell.page.villages.row.code == one.code
    assert list(shell.page.own.rows) == list(shell.page.villages.row.findings)


def test_one_opinion_is_written_on_all_marked_applications_by_keyboard(opened: Open, township: Book) -> None:
    page = opened(Place(Where.OPINIONS))
    assert isinstance(page, OpinionsPage)
    assert QApplication.focusWidget() is page.table, QApplication.focusWidget()
    assert not page.write.isEnabled()

    QTest.keyClick(page.table, Qt.Key.Key_Return)
    page.table.choose(1)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    page.note.control.setFocus()
    type_text("同意上报")
    act(page)
    wait_for(page.work)

    assert page.said.text().startswith("签了 2 份")
    with township.read() as session:
        sent = sent_opinions(session)
        assert [(one.stage, one.result, one.note, one.by) for one in sent] == [
            ("township", "pass", "同意上报", "李镇办")
        ] * 2
        assert waiting_applications(session, "township") == []


def test_an_opinion_on_its_way_can_be_taken_back(opened: Open, township: Book) -> None:
    page = opened(Place(Where.OPINIONS))
    assert isinstance(page, OpinionsPage)
    page.all.click()
    page.write.click()
    wait_for(page.work)
    page.tabs.setCurrentIndex(1)
    page.sent.choose(0)

    page.withdraw.click()
    wait_for(page.work)

    with township.read() as session:
        assert len(sent_opinions(session)) == 1


def test_what_only_the_township_sees_stands_first(opened: Open) -> None:
    page = opened(Place(Where.CROSS))
    assert isinstance(page, CrossPage)

    codes = {finding.code for finding in page.across.rows}
    assert codes == {"person-in-two-villages", "household-lent-in-two-villages"}


def test_money_is_recorded_in_a_banks_account(opened: Open, township: Book) -> None:
    page = opened(Place(Where.FUND))
    assert isinstance(page, FundPage)
    page.bank.set_text("清溪农商行")
    page.amount.set_text("5万")
    page.summary.set_text("第一批到位")

    act(page)
    wait_for(page.work)

    with township.read() as session:
        [account] = read_risk_accounts(session, DAY).accounts
    assert account.balance == 50_000
    assert page.said.text() == "已登记，清溪农商行账户现有 50,000.00 元。"


@pytest.mark.parametrize("where", PLACES)
def test_a_desk_page_keeps_the_rules_of_every_page(opened: Open, where: Where) -> None:
    page = opened(Place(where))
    least, room = page.outer.minimumSize().toTuple(), _room(page)
    controls = own(seen(page, CONTROLS))
    names = [each.accessibleName() for each in controls]
    wanted = {each for each in controls if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    reached = set()
    for _ in range(len(wanted) + 60):
        reached.add(QApplication.focusWidget())
        page.window().focusNextChild()

    assert least[0] <= room[0]
    assert least[1] <= room[1]
    assert [name for name in names if not name or "&" in name or "(" in name] == []
    assert [each.accessibleName() for each in wanted - reached] == []


@pytest.mark.parametrize("size", [150, 200])
@pytest.mark.parametrize("where", PLACES)
def test_large_text_never_scrolls_sideways(opened: Open, qapp: QApplication, where: Where, size: int) -> None:
    apply_theme(qapp, Theme(text_size=size))
    page = opened(Place(where), (1366, 768))

    assert page.outer.minimumSize().width() <= page.window().shell.stack.currentWidget().viewport().width()


def _room(page: Page) -> tuple[int, int]:
    size = page.window().shell.stack.currentWidget().maximumViewportSize()
    return size.width(), size.height()
