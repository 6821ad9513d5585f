"""Erasing a household by the window: from the ledger of those past their time, and from the household's own page."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.domain.errors import NotFoundError
from app.models import Household
from app.models.journal import head
from app.services.household_rows import household_rows
from app.services.households import read_household
from app.storage.integrity import passed, verify
from app.ui.acts.form import ActForm
from app.ui.acts.privacy import CONSENT_FORM, ERASE, OF_HOUSEHOLD, RETENTION
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.helpers.books import PASSWORD
from tests.ui.conftest import settle
from tests.ui.practice import TODAY, note
from tests.ui.test_sweeps import go_to

BORROWING = "5131230043"
LONG_AGO = date(2010, 1, 1)


@pytest.fixture
def without_loan(window: Window) -> str:
    """户编号 of a household that never borrowed and is not the first of the list."""
    with window.work.book.read() as session:
        return next(row.number for row in household_rows(session, TODAY)[5:] if not row.balance)


def leave(window: Window, number: str, on: date) -> None:
    with window.work.book.write("迁出") as session:
        row = session.scalars(select(Household).where(Household.number == number)).one()
        row.left_on = row.listed_until = on


def stands(window: Window, number: str) -> bool:
    with window.work.book.read() as session:
        try:
            return bool(read_household(session, number).members)
        except NotFoundError:
            return False


def give_password(qtbot: QtBot, window: Window, password: str) -> None:
    window.shell.password.password.line.setText(password)
    window.shell.password.confirm.click()
    settle(qtbot, window.work)


def erase_form(qtbot: QtBot, window: Window, number: str, *, withdrawn: bool) -> ActForm:
    """The form on the household's own page, with the reason chosen."""
    story = go_to(window, Place(Where.HOUSEHOLDS, number, f"户情/{ERASE.word}")).story
    settle(qtbot, window.work)
    form = story.part("户情").current.form
    if withdrawn:
        form.fields["withdrawn"].control.setCurrentIndex(1)
        settle(qtbot, window.work)
    return form


def test_one_past_its_time_is_listed_and_goes_only_after_the_password(
    qtbot: QtBot, window: Window, without_loan: str
) -> None:
    leave(window, without_loan, LONG_AGO)
    part = go_to(window, Place(Where.VILLAGE, RETENTION.word)).part
    settle(qtbot, window.work)
    assert [row.number for row in part.table.rows] == [without_loan]
    window.work.confirmed.forget()
    part.table.choose(0)
    part.buttons[ERASE.word].click()
    settle(qtbot, window.work)
    assert "不能撤销" in part.form.lead.text()

    part.form.save.click()
    give_password(qtbot, window, "不是这个密码")
    assert stands(window, without_loan)
    window.shell.password.put_away()
    part.form.save.click()
    give_password(qtbot, window, PASSWORD)

    assert not stands(window, without_loan)
    assert part.table.rows == []
    assert passed(verify(window.work.book))


def test_a_form_put_away_while_the_password_is_asked_erases_nothing(
    qtbot: QtBot, window: Window, without_loan: str
) -> None:
    form = erase_form(qtbot, window, without_loan, withdrawn=True)
    window.work.confirmed.forget()
    form.save.click()
    go_to(window, Place(Where.HOUSEHOLDS)).story.part("户情").current.back()

    give_password(qtbot, window, PASSWORD)

    assert stands(window, without_loan)


def test_an_open_loan_is_said_before_anything_and_the_act_cannot_be_pressed(qtbot: QtBot, window: Window) -> None:
    form = erase_form(qtbot, window, BORROWING, withdrawn=True)

    assert f"不能抹去这户：还有没办完的：借据 {note(1)} 没有结清" in form.words.text()
    assert not form.save.isEnabled()
    assert stands(window, BORROWING)


def test_one_that_takes_its_consent_back_goes_from_its_own_page(
    qtbot: QtBot, window: Window, without_loan: str
) -> None:
    form = erase_form(qtbot, window, without_loan, withdrawn=False)
    assert "没有撤回同意" in form.words.text()
    with window.work.book.read() as session:
        before = head(session.connection())
    form.fields["withdrawn"].control.setCurrentIndex(1)
    settle(qtbot, window.work)
    assert form.words.text() == ""
    said = "".join(label.text() for label in form.findings.findChildren(type(form.words)))
    assert "条记录成为空行" in said
    with window.work.book.read() as session:
        assert head(session.connection()) == before  # looking wrote nothing
    assert stands(window, without_loan)

    form.save.click()
    settle(qtbot, window.work)

    assert not stands(window, without_loan)
    page = window.shell.page
    assert page.selection == page.story.number != without_loan


def test_the_consent_is_printed_for_this_household(qtbot: QtBot, window: Window) -> None:
    story = go_to(window, Place(Where.HOUSEHOLDS, BORROWING, "户情")).story
    part = story.part("户情").show_part(OF_HOUSEHOLD.word)
    settle(qtbot, window.work)
    assert f"现在不能抹去：还有没办完的：借据 {note(1)} 没有结清" in part.details.text()
    part.buttons["打印告知同意书"].click()
    settle(qtbot, window.work)

    choose = window.shell.page.choose
    assert choose.form.id == CONSENT_FORM
    assert [person.household for person in choose.people.rows] == [BORROWING]
