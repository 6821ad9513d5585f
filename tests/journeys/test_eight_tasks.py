"""The officer's eight everyday tasks in an old book, with the keyboard alone: their strokes are counted and printed.

`pytest -s` shows the table. Nothing is clicked; a task that comes to need more strokes than it may fails. The words a
person has to type anyway (names, ids, sums, voucher numbers) are counted too, and told apart.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models import BankDecision, Household, Rating
from app.services.applications import list_applications
from app.services.households import list_households, read_household
from app.services.loans import read_loan
from app.services.pairing import accept_partner, write_card
from app.storage.book import Book, open_book
from app.ui.fonts import load_fonts
from app.ui.preferences import Preferences
from app.ui.theme import Theme, apply_theme
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.books import PASSWORD
from tests.helpers.villages import new_township
from tests.journeys.window_keys import ALT, CTRL, ENTER, Keyboard
from tests.ui.practice import TODAY, note, practice_book

PEOPLE = (
    ("单小雨", "513123198503121234", "户主"),
    ("朱艳", "513123198706084322", "配偶"),
    ("单一", "51312320100101111X", "之子"),
    ("单二", "513123201205052220", "之女"),
)
RATED = "5131230007"
SHIFT = Qt.KeyboardModifier.ShiftModifier
SLIPS = tuple((number, 100 + number) for number in range(3, 13))
AT_MOST = {
    "登记四口之家": 118,
    "评级和银行核定": 58,
    "收一份申请": 46,
    "登记十张凭证": 158,
    "展期，手续待补": 20,
    "印一组的到期资料": 38,
    "按首字母找人": 6,
    "导出到U盘": 6 + len(PASSWORD),
}


@pytest.fixture
def keys(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Keyboard]:
    """The window on the practice village, which is paired with its township."""
    was_on = gc.isenabled()
    gc.disable()  # what is thrown away is collected by this thread, below
    load_fonts()
    apply_theme(qapp, Theme())
    folder = tmp_path / "book"
    with practice_book(folder) as book, new_township(tmp_path / "township") as desk:
        ours, theirs = write_card(book, tmp_path / "village.card"), write_card(desk, tmp_path / "township.card")
        accept_partner(book, theirs.file, theirs.fingerprint)
        accept_partner(desk, ours.file, ours.fingerprint)
    work = Work(on=TODAY)
    troubles: list[str] = []
    work.trouble.connect(troubles.append)
    window = Window(work, folder, Preferences(width=1366, height=768), exists=True)
    qtbot.addWidget(window)
    window.show()
    window.enter(open_book(folder, PASSWORD))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    shots = tmp_path / "screens"
    shots.mkdir()
    keyboard = Keyboard(window, work, shots)
    keyboard.wait()
    yield keyboard
    work.stop()
    window.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    if was_on:
        gc.enable()
    shutil.rmtree(folder)
    assert troubles == []


def test_the_eight_everyday_tasks_by_keyboard(keys: Keyboard, tmp_path: Path) -> None:
    register_four(keys)
    rate(keys)
    apply(keys)
    ten_slips(keys)
    extend(keys)
    print_group(keys, tmp_path / "group.pdf")
    find(keys)
    export(keys, tmp_path / "usb")

    print(f"\n{keys.table()}")
    assert set(keys.strokes) == set(AT_MOST)
    assert {task: count for task, count in keys.strokes.items() if count > AT_MOST[task]} == {}


def register_four(keys: Keyboard) -> None:
    """Group, then name, id and relation of each; the last is taken over by saving."""
    with keys.task("登记四口之家"):
        keys.press(Qt.Key.Key_2, CTRL)
        keys.press(Qt.Key.Key_N, ALT)
        assert keys.name == "组"
        keys.type("6组")
        for at, (name, resident_id, relation) in enumerate(PEOPLE):
            keys.fill("姓名", name)
            keys.fill("身份证号（18位）", resident_id)
            keys.tab_to("与户主关系")
            choose(keys, relation)
            if at < len(PEOPLE) - 1:
                keys.press(ENTER, ALT)
        keys.press(ENTER, CTRL)
    with book_of(keys).read() as session:
        found = next(view for view in list_households(session) if view.head_name == "单小雨")
    assert [member.relation for member in found.members] == [relation for *_who, relation in PEOPLE]


def choose(keys: Keyboard, word: str) -> None:
    """The officer presses the down arrow until the list says the word."""
    for _ in range(40):
        if getattr(keys.focus, "currentText", str)() == word:
            return
        keys.press(Qt.Key.Key_Down)
    raise AssertionError(f"{word} is not in {keys.name}")


def rate(keys: Keyboard) -> None:
    """姜莲军, the next but one of the round: the village's points, then what the bank decided."""
    with keys.task("评级和银行核定"):
        keys.press(Qt.Key.Key_3, CTRL)
        keys.press(Qt.Key.Key_Down)
        keys.press(ENTER)
        keys.pause()
        for indicator in ("诚信度（50 分）", "家庭劳动力（20 分）", "劳动技能（20 分）", "人均纯收入（10 分）"):
            keys.tab_to(indicator)
            keys.press(Qt.Key.Key_Down)
        keys.press(ENTER, CTRL)
        keys.fill("银行等级", "优秀")
        keys.fill("授信额度（元）", "5万")
        keys.fill("银行", "清溪农商行")
        keys.press(Qt.Key.Key_B, ALT)
    with book_of(keys).read() as session:
        rated = session.scalars(select(Rating)).one()
        assert session.get_one(Household, (rated.book_code, rated.household_id)).number == RATED
        assert [decision.grade for decision in session.scalars(select(BankDecision))] == ["优秀"]


def apply(keys: Keyboard) -> None:
    """An application of 20 000, as far as it goes at the door."""
    with keys.task("收一份申请"):
        keys.press(Qt.Key.Key_4, CTRL)
        keys.press(Qt.Key.Key_A, ALT)
        keys.type("jlj")
        keys.press(ENTER)
        keys.pause()
        keys.fill("金额（元）", "2万")
        keys.fill("用途", "购买仔猪")
        keys.fill("理由", "县里答复可以办")
        keys.press(ENTER, CTRL)
    with book_of(keys).read() as session:
        [application] = list_applications(session)
    assert (application.household_number, application.amount) == (RATED, Decimal(20_000))


def ten_slips(keys: Keyboard) -> None:
    """Note, sum, voucher, ten times; the sum of the stack is typed first and must agree."""
    with keys.task("登记十张凭证"):
        keys.press(Qt.Key.Key_4, CTRL)
        keys.press(Qt.Key.Key_S, ALT)
        for place, (loan, amount) in enumerate(SLIPS):
            keys.type(note(loan)[-4:])
            keys.press(ENTER)
            keys.type(str(amount))
            keys.press(ENTER)
            keys.type("N2611-0301" if place == 0 else f"{301 + place:04}")
            keys.press(ENTER)
        keys.press(ENTER, CTRL)
    with book_of(keys).read() as session:
        for place, (loan, amount) in enumerate(SLIPS):
            last = read_loan(session, note(loan), TODAY).line.state.events[-1]
            assert (last.amount, last.event.voucher) == (Decimal(amount), f"N2611-{301 + place:04}")


def extend(keys: Keyboard) -> None:
    """The loan that falls due first, from its page; the signed paper comes later."""
    with keys.task("展期，手续待补"):
        keys.press(Qt.Key.Key_5, CTRL)
        keys.press(Qt.Key.Key_E, ALT)
        keys.fill("理由", "生猪尚未出栏")
        keys.tab_to("手续待补：签字的表以后补")
        keys.press(Qt.Key.Key_Space)
        keys.tab_to("银行已经办了：照实登记")
        keys.press(Qt.Key.Key_Space)
        keys.press(ENTER, CTRL)
    with book_of(keys).read() as session:
        assert read_loan(session, note(3), TODAY).line.state.due_on == date(2027, 5, 23)


def print_group(keys: Keyboard, file: Path) -> None:
    """What falls due in the first group that has something: chosen on the list, the whole packet of each door."""
    with keys.task("印一组的到期资料"):
        keys.press(Qt.Key.Key_5, CTRL)
        keys.tab_to("哪一组")
        keys.press(Qt.Key.Key_Down)
        keys.press(Qt.Key.Key_P, CTRL)
        keys.pause()
        keys.tab_to("每户一叠，全套一起印")
        keys.press(Qt.Key.Key_Space)
        keys.pause()
        with keys.answering(file):
            keys.press(Qt.Key.Key_S, ALT)
    assert len(PdfDocument(file.read_bytes())) >= 4


def find(keys: Keyboard) -> None:
    """邱立国 by his initials."""
    with keys.task("按首字母找人"):
        keys.press(Qt.Key.Key_K, CTRL)
        keys.type("qlg")
        keys.pause()
        keys.press(ENTER)
    assert keys.window.shell is not None
    assert keys.window.shell.here is not None
    with book_of(keys).read() as session:
        assert read_household(session, keys.window.shell.here.key).head_name == "邱立国"


def export(keys: Keyboard, stick: Path) -> None:
    """Make the bundle, write it, plug the stick in once more."""
    stick.mkdir()
    with keys.task("导出到U盘"):
        keys.press(Qt.Key.Key_0, CTRL)
        keys.type_path(stick)
        keys.press(ENTER)
        keys.press(ENTER, CTRL)
        keys.type(PASSWORD)  # asked again before anything leaves the book
        keys.press(ENTER)
        keys.press(ENTER, CTRL)
    assert len(list(stick.glob("HC-*.age"))) == 1


def book_of(keys: Keyboard) -> Book:
    assert keys.work.book is not None
    return keys.work.book
