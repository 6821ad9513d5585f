"""到期与逾期: what is decided for each household stands beside the list, and is moved on from there."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models import Reminder, Visit
from app.services.life_events import record_life_event
from app.ui.changed import Changed
from app.ui.due.page import DuePage
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.ui.conftest import settle, wait_for
from tests.ui.practice import TODAY, note


@pytest.fixture
def page(window: Window) -> DuePage:
    """The page with what falls due in 45 days."""
    assert window.shell is not None
    window.shell.go(Place(Where.DUE))
    wait_for(window.work)
    shown = window.shell.page
    assert isinstance(shown, DuePage)
    return shown


def choose(page: DuePage, number: int) -> None:
    """Put the cursor on a loan."""
    assert page.table.choose_where(lambda each: each.due.line.loan.note_number == note(number))
    wait_for(page.work)


def test_what_was_decided_stands_beside_the_list_and_the_next_row_is_chosen(qtbot: QtBot, page: DuePage) -> None:
    choose(page, 5)
    at = page.table.currentIndex().row()

    page.disposal.buttons["survey"].click()
    form = page.stage.act
    form.outlook.set_text("需续贷")
    for field, text in ((form.cause, "猪价低"), (form.measure, "无还本续贷"), (form.responsible, "周明远")):
        field.set_text(text)
    form.until.set_text("11-30")
    form.save.click()
    settle(qtbot, page.work)

    told = next(row for row in page.due.rows if row.due.line.loan.note_number == note(5))
    assert (told.decided, told.who_until, told.late) == ("无还本续贷", "周明远 11-30 前", False)
    assert page.table.currentIndex().row() == at + 1
    with page.work.book.read() as session:
        assert session.scalars(select(Visit).where(Visit.measure == "无还本续贷")).one().until_on == date(2026, 11, 30)


def test_a_message_is_copied_scanned_and_marked_with_its_result(qtbot: QtBot, page: DuePage) -> None:
    choose(page, 3)
    card = page.message
    assert card.code.cell >= 3  # a phone reads it from the screen of an old laptop

    card.copy.click()
    copied = QGuiApplication.clipboard().text()
    card.channel.set_text("电话")
    card.result.set_text("已接通")
    card.mark.click()
    settle(qtbot, page.work)

    assert copied == card.draft.text
    assert "以银行为准" in copied
    with page.work.book.read() as session:
        sent = session.scalars(select(Reminder)).one()
    assert (sent.channel, sent.result, sent.text) == ("电话", "已接通", copied)
    assert card.words.text() == f"上次：{TODAY} 电话 已接通"

    card.result.set_text("已回复")
    card.mend.click()
    settle(qtbot, page.work)
    assert card.words.text() == f"上次：{TODAY} 电话 已回复"


def test_the_dead_are_not_reminded(qtbot: QtBot, page: DuePage) -> None:
    choose(page, 4)
    line = page.table.row.due.line
    page.work.write(
        record_life_event,
        line.household.number,
        line.borrower.id,
        kind="死亡",
        on=TODAY,
        proof="死亡证明",
        changes=Changed.ALL,
    )
    settle(qtbot, page.work)
    choose(page, 4)

    assert "死亡" in page.disposal.stop.text()
    if not page.message.draft.text:
        assert page.message.code.isHidden()
        page.message.mark.click()
        settle(qtbot, page.work)
        assert "理由" in page.message.words.text()


def test_a_group_is_listed_by_its_doors_and_printed_alone(qtbot: QtBot, window: Window, page: DuePage) -> None:
    page.group.set_text("2组")
    page.walking.setChecked(True)
    settle(qtbot, page.work)
    notes = [row.due.line.loan.note_number for row in page.due.rows]
    assert {row.due.line.household.group_name for row in page.due.rows} == {"2组"}
    assert [row.due.line.household.number for row in page.due.rows] == sorted(
        row.due.line.household.number for row in page.due.rows
    )

    page.print.click()
    settle(qtbot, page.work)

    assert window.shell.here == Place(Where.PRINT, ",".join(notes), "F7")


def test_an_overdue_loan_shows_our_class_and_its_limitation(page: DuePage) -> None:
    page.tabs.setCurrentIndex(1)
    wait_for(page.work)

    told = " ".join(value.text() for _name, value in page.disposal._lines)
    assert "关注，以银行报的为准" in told
    assert "到 2029-10-10" in told
