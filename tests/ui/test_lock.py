"""Locking: nobody at the desk, a busy writer, an open question; and what was half typed is there again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from app.services.drafts import read_draft
from app.storage.book import open_book
from app.ui.away import MINUTES, USUAL_MINUTES, Away
from app.ui.away_linux import LOGIN, DesktopWords
from app.ui.changed import Changed
from app.ui.entrance.unlock import UnlockPage
from app.ui.messages import ask
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.helpers.books import PASSWORD
from tests.ui.conftest import settle
from tests.ui.typing import type_text

HOUSEHOLD = "5131230043"


def apply_form(qtbot: QtBot, window: Window):  # type: ignore[no-untyped-def]
    """The form of a new application, begun for a household."""
    window.shell.go(Place(Where.APPLY, HOUSEHOLD))
    settle(qtbot, window.work)
    return window.shell.page.apply


def unlock(qtbot: QtBot, window: Window) -> None:
    page = window.findChildren(UnlockPage)[-1]
    page.password.line.setText(PASSWORD)
    page.open_button.click()
    settle(qtbot, window.work)


def test_a_lock_needs_no_writer_and_neither_does_coming_back(qtbot: QtBot, window: Window) -> None:
    form = apply_form(qtbot, window)
    form.amount.set_text("5万")
    form.purpose.set_text("生猪养殖")
    go_on = threading.Event()
    window.work.write(lambda _book: go_on.wait(20), changes=Changed(0), what="导入名单")

    window.lock()
    assert not window.shell.isVisible()
    page = window.findChildren(UnlockPage)[-1]
    page.password.line.setText(PASSWORD)
    page.open_button.click()
    qtbot.waitUntil(window.shell.isVisible, timeout=5000)
    kept = read_draft(window.work.book, f"apply:{HOUSEHOLD}")
    go_on.set()
    settle(qtbot, window.work)

    assert kept is not None
    assert kept.values["fields"]["金额（元）"] == "5万"
    assert form.amount.text == "5万"  # the form itself stood behind the lock all the time


def test_a_lock_answers_an_open_question_with_esc(qtbot: QtBot, window: Window) -> None:
    answers: list[bool] = []
    QTimer.singleShot(50, window.lock)

    answers.append(ask(window, "还原备份", "账本会回到昨天。", "还原备份", "保留现状"))

    assert answers == [False]
    assert not window.shell.isVisible()
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox) and each.isVisible()]


def test_another_text_size_does_not_open_a_locked_window(qtbot: QtBot, window: Window) -> None:
    window.lock()

    window.larger()

    assert not window.shell.isVisible()
    assert isinstance(window._stack.currentWidget(), UnlockPage)


def test_a_lock_asks_the_password_for_full_numbers_anew(qtbot: QtBot, window: Window) -> None:
    window.shell.go(Place(Where.HOUSEHOLDS, HOUSEHOLD))
    settle(qtbot, window.work)
    story = window.shell.page.story
    window.work.confirmed.forget()
    story.header.reveal.click()
    window.shell.password.password.line.setText(PASSWORD)
    window.shell.password.confirm.click()
    settle(qtbot, window.work)
    assert "*" not in story.members.table.model().index(0, 2).data()

    window.lock()
    unlock(qtbot, window)
    window.shell.go(Place(Where.HOUSEHOLDS, "5131230001"))
    settle(qtbot, window.work)
    story.header.reveal.click()

    assert window.shell.password.isVisible()


def test_a_wrong_password_shows_nothing(qtbot: QtBot, window: Window) -> None:
    window.shell.go(Place(Where.HOUSEHOLDS, HOUSEHOLD))
    settle(qtbot, window.work)
    story = window.shell.page.story
    window.work.confirmed.forget()

    story.header.reveal.click()
    type_text("不是这个密码", window.shell.password.password.control)
    window.shell.password.confirm.click()
    settle(qtbot, window.work)

    assert "*" in story.members.table.model().index(0, 2).data()
    assert window.shell.password.password.error.startswith("密码不对")


def test_a_draft_is_offered_when_the_form_is_opened_again(qtbot: QtBot, window: Window) -> None:
    form = apply_form(qtbot, window)
    form.amount.set_text("30000")
    form.reason.set_text("村里开过会")
    window.shell.keep_drafts()
    settle(qtbot, window.work)
    window._build_shell(Place(Where.TODAY))  # as after another start: the form itself is gone
    settle(qtbot, window.work)

    again = apply_form(qtbot, window)
    strip = window.shell.page.draft_strip
    assert strip.words.startswith("上次填到一半，停在")
    assert again.amount.text == ""
    strip.take.click()

    assert (again.amount.text, again.reason.text) == ("30000", "村里开过会")
    assert strip.words == ""


def test_what_is_typed_beside_an_offered_draft_does_not_overwrite_it(qtbot: QtBot, window: Window) -> None:
    form = apply_form(qtbot, window)
    form.amount.set_text("30000")
    window.shell.keep_drafts()
    settle(qtbot, window.work)
    window._build_shell(Place(Where.TODAY))
    form = apply_form(qtbot, window)

    form.purpose.set_text("生猪养殖")
    window.shell.keep_drafts()
    settle(qtbot, window.work)

    kept = read_draft(window.work.book, f"apply:{HOUSEHOLD}")
    assert kept.values["fields"]["用途"] == "生猪养殖"
    assert kept.values["before"]["fields"]["金额（元）"] == "30000"


def test_a_refused_or_saved_draft_is_gone(qtbot: QtBot, window: Window) -> None:
    form = apply_form(qtbot, window)
    form.amount.set_text("30000")
    window.shell.keep_drafts()
    settle(qtbot, window.work)

    window.shell.page._drop()
    settle(qtbot, window.work)

    assert read_draft(window.work.book, f"apply:{HOUSEHOLD}") is None


def test_the_people_of_a_new_household_come_back_too(qtbot: QtBot, window: Window) -> None:
    place = Place(Where.HOUSEHOLDS, detail="new")
    window.shell.go(place)
    settle(qtbot, window.work)
    form = window.shell.page.new_form
    form.member.fields["name"].set_text("吴桂兰")
    form._add()
    form.member.fields["name"].set_text("吴小兵")
    window.shell.keep_drafts()
    settle(qtbot, window.work)
    window._build_shell(Place(Where.TODAY))
    window.shell.go(place)
    settle(qtbot, window.work)

    window.shell.page.draft_strip.take.click()

    form = window.shell.page.new_form
    assert [person["name"] for person in form._people] == ["吴桂兰"]
    assert form.member.fields["name"].text == "吴小兵"


KILLED = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.services.drafts import read_draft
from app.storage.book import open_book
from app.ui.places import Place, Where
from app.ui.preferences import Preferences
from app.ui.start import make_application
from app.ui.window import Window
from app.ui.work import Work
from tests.ui.conftest import wait_for
from tests.ui.practice import TODAY
app = make_application(Preferences())
door = Work(on=TODAY)
window = Window(door, Path(sys.argv[1]), Preferences(), exists=True)
window.show()
window.enter(open_book(Path(sys.argv[1]), sys.argv[2]))
wait_for(door)
window.shell.go(Place(Where.APPLY, sys.argv[3]))
wait_for(door)
window.shell.page.apply.amount.set_text("20000")
window.shell._drafts.setInterval(50)
while True:
    app.processEvents()
    if read_draft(door.book, f"apply:{sys.argv[3]}") is not None:
        print("typed", flush=True)
"""


@pytest.mark.fault
def test_a_killed_process_leaves_its_half_filled_form(tmp_path: Path, made_village: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(made_village, folder)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", KILLED, str(folder), PASSWORD, HOUSEHOLD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "typed\n"
        child.kill()

    with open_book(folder, PASSWORD) as book:
        kept = read_draft(book, f"apply:{HOUSEHOLD}")
    assert kept is not None
    assert kept.values["fields"]["金额（元）"] == "20000"


def test_passwords_are_in_no_draft(qtbot: QtBot, window: Window) -> None:
    from app.ui.form_draft import values_of

    window.shell.go(Place(Where.SETTINGS))
    settle(qtbot, window.work)

    assert [name for name in values_of(window.shell.page)["fields"] if "密码" in name] == []


# --- nobody at the desk ---


def test_five_minutes_are_usual_and_a_strange_number_counts_as_five() -> None:
    assert (USUAL_MINUTES, Away(USUAL_MINUTES).minutes, Away(0).minutes, Away(7).minutes) == (5, 5, 5, 5)
    assert Away(MINUTES[-1]).minutes == 30


def test_typing_chinese_by_an_input_method_counts_as_being_there(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    line.setFocus()
    away = Away(5)
    away.start()
    qtbot.wait(1500)
    before = away._idle.remainingTime()

    type_text("走访", line)

    assert line.text() == "走访"
    assert away._idle.remainingTime() > before + 500
    away.stop()


def test_a_night_of_sleep_is_seen_by_the_clock(qtbot: QtBot) -> None:
    now = [1000.0]
    away = Away(5, clock=lambda: now[0])
    gone: list[float] = []
    away.gone.connect(lambda: gone.append(now[0]))
    away._seen = now[0]

    now[0] += 11
    away.look_at_clock()
    now[0] += 8 * 3600
    away.look_at_clock()

    assert gone == [1000.0 + 11 + 8 * 3600]


@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no message bus here")
def test_sleep_a_locked_session_and_the_screen_saver_are_heard(qtbot: QtBot) -> None:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        ours = QDBusConnection.connectToBus(address, "ours")
        theirs = QDBusConnection.connectToBus(address, "theirs")
        theirs.registerService(LOGIN)
        words = DesktopWords(ours, ours)
        gone: list[float] = []
        words.gone.connect(lambda: gone.append(time.monotonic()))

        for path, interface, name, values in (
            ("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", [True]),
            ("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", [False]),
            ("/org/freedesktop/login1/session/_31", f"{LOGIN}.Session", "Lock", []),
            ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [True]),
        ):
            message = QDBusMessage.createSignal(path, interface, name)
            message.setArguments(values)
            theirs.send(message)
        qtbot.waitUntil(lambda: len(gone) == 3, timeout=5000)
        QDBusConnection.disconnectFromBus("ours")
        QDBusConnection.disconnectFromBus("theirs")
        daemon.terminate()


def test_the_messages_of_windows_are_read(qtbot: QtBot) -> None:
    import ctypes
    from ctypes import wintypes

    from app.ui.away_windows import SessionWords

    words = SessionWords()
    gone: list[int] = []
    words.gone.connect(lambda: gone.append(1))
    told = [(0x2B1, 7), (0x2B1, 8), (0x218, 4), (0x218, 7), (0x100, 7)]

    for number, what in told:
        message = wintypes.MSG(message=number, wParam=what)
        words._filter.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message))

    assert len(gone) == 2  # locked, and before sleep
