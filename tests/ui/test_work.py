"""The one door off the main thread: answers here, tells what changed, never freezes, never calls who is gone."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.errors import NotFoundError
from app.services.households import list_households
from app.storage.book import Book
from app.ui.changed import Changed
from app.ui.work import Progress, Work
from tests.ui.conftest import settle
from tests.ui.typing import type_text


class Hearer(QObject):
    """Somebody who asks."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.errors: list[BaseException] = []
        self.thread_of_answer: object = None

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.thread_of_answer = threading.current_thread()

    def fail(self, error: BaseException) -> None:
        self.errors.append(error)


def test_a_read_runs_elsewhere_and_answers_here(qtbot: QtBot, work: Work, village: Book) -> None:
    hearer = Hearer()
    work.book = village
    ran: list[threading.Thread] = []

    def count(session: object) -> int:
        ran.append(threading.current_thread())
        return len(list_households(session))  # type: ignore[arg-type]

    work.read(count, done=hearer.take)
    settle(qtbot, work)
    work.book = None

    assert hearer.answers == [128]
    assert hearer.thread_of_answer is threading.main_thread()
    assert ran[0] is not threading.main_thread()


def test_a_write_tells_what_kind_of_thing_changed(qtbot: QtBot, work: Work) -> None:
    told: list[Changed] = []
    work.changed.connect(told.append)

    work.write(lambda book: None, changes=Changed.LOANS | Changed.PAPERS)
    settle(qtbot, work)

    assert told == [Changed.LOANS | Changed.PAPERS]


def test_a_known_error_goes_to_who_asked_and_a_bug_to_the_strip(qtbot: QtBot, work: Work) -> None:
    hearer, said = Hearer(), []
    work.trouble.connect(said.append)

    def refused(_book: object) -> None:
        raise NotFoundError("借据号", "X1")

    def broken(_book: object) -> None:
        raise ZeroDivisionError

    work.write(refused, changes=Changed.LOANS, failed=hearer.fail)
    work.write(broken, changes=Changed.LOANS, failed=hearer.fail)
    settle(qtbot, work)

    assert [type(error) for error in hearer.errors] == [NotFoundError]
    assert said == ["程序出了意外（ZeroDivisionError）。已保存的数据没有受影响。请把做到哪一步告诉技术员。"]


def test_nobody_who_is_gone_is_called(qtbot: QtBot, work: Work) -> None:
    hearer = Hearer()
    gate = threading.Event()

    work.run(gate.wait, done=hearer.take)
    answers = hearer.answers
    del hearer
    gate.set()
    settle(qtbot, work)

    assert answers == []


def test_only_the_newest_of_the_same_reads_is_told(qtbot: QtBot, work: Work) -> None:
    hearer = Hearer()

    def same(number: int) -> int:
        return number

    for number in range(5):
        work.draw(same, number, done=hearer.take)
    settle(qtbot, work)

    assert hearer.answers == [4]


def test_typing_goes_on_while_the_writer_is_busy(qtbot: QtBot, work: Work) -> None:
    gate, hearer, edit = threading.Event(), Hearer(), QLineEdit()
    qtbot.addWidget(edit)
    edit.show()

    work.write(lambda book: gate.wait(), changes=Changed.LOANS, what="读入名单")
    work.draw(date.today, done=hearer.take)
    type_text("单国强", edit)
    qtbot.waitUntil(lambda: len(hearer.answers) == 1)

    assert edit.text() == "单国强"
    assert work.busy
    gate.set()
    settle(qtbot, work)


def test_work_over_a_second_is_announced(qtbot: QtBot, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.work.LONG_MS", 20)
    gate = threading.Event()

    with qtbot.waitSignal(work.long_work) as announced:
        work.write(lambda book: gate.wait(), changes=Changed.LOANS, what="读入名单")
    gate.set()
    settle(qtbot, work)

    assert announced.args == ["读入名单"]


def test_a_long_work_hears_that_it_should_stop(qtbot: QtBot, work: Work) -> None:
    started, stopped = threading.Event(), []

    def long(_book: object, *, progress: Progress) -> None:
        done = 0
        while progress(done, 1_000_000):
            done += 1
            started.set()
        stopped.append(done)

    work.write(long, changes=Changed.LOANS, what="导入", progress=True)
    started.wait(5)
    work.cancel()
    settle(qtbot, work)

    assert len(stopped) == 1


def test_stopping_twice_does_no_harm(work: Work) -> None:
    work.stop()
    work.stop()
    work.read(list_households, done=print)

    assert not work.busy
