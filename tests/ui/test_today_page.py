"""今日: one thing after another, what has its day, and real states of delivery and backup."""

from __future__ import annotations

from datetime import date

from pytestqt.qtbot import QtBot

from app.services.backups import make_backup_now
from app.services.promises import record_promise
from app.ui.changed import Changed
from app.ui.places import Place, Where
from app.ui.today.page import TodayPage
from app.ui.window import Window
from tests.ui.conftest import settle, wait_for
from tests.ui.practice import TODAY, note


def today(window: Window) -> TodayPage:
    """The first page, read anew."""
    window.shell.go(Place(Where.TODAY))
    wait_for(window.work)
    page = window.shell.page
    assert isinstance(page, TodayPage)
    return page


def test_the_next_thing_comes_in_its_place_and_the_first_again_after_the_last(qtbot: QtBot, window: Window) -> None:
    page = today(window)
    first = page.first.sentence.text()
    seen = [first]

    for _ in range(len(page._things) - 1):
        page.first.next.click()
        seen.append(page.first.sentence.text())
    page.first.next.click()

    assert len(set(seen)) == len(page._things) > 3
    assert page.first.sentence.text() == first
    assert all(thing.verb and thing.place for thing in page._things)


def test_a_broken_promise_stands_among_what_has_its_day_and_opens_the_loan(qtbot: QtBot, window: Window) -> None:
    page = today(window)
    page.work.write(record_promise, note(4), on=date(2026, 11, 1), until=date(2026, 11, 15), changes=Changed.LOANS)
    settle(qtbot, window.work)

    told = page.dates.table.rows[0]
    assert (told.text, told.days) == ("承诺 11-15 还款，未兑现", -5)
    page.dates.table.opened.emit(told)
    settle(qtbot, window.work)
    assert window.shell.here == Place(Where.LOAN, note(4))


def test_the_backup_card_says_what_a_lost_machine_would_cost(qtbot: QtBot, window: Window) -> None:
    page = today(window)
    assert page.backup._rows[0][1].text() == "还没有备份"

    make_backup_now(window.work.book)
    page.refresh()
    settle(qtbot, window.work)

    said = [words.text() for _icon, words, _below, holder in page.backup._rows if not holder.isHidden()]
    assert said[0].endswith("已读回核对")
    assert said[1] == "U盘上没有备份"


def test_chart_and_gauge_are_told_to_who_cannot_see_them(window: Window) -> None:
    page = today(window)

    assert "2026年12月 18.2万元（高峰）" in page.months.bars.accessibleName()
    assert page.overdue.gauge.accessibleName().startswith("逾期率：本村 1.12%")
    assert TODAY.month == 11
