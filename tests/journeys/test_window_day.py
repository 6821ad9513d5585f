"""One working day through the window, with the keyboard alone: from an empty machine to 已送达.

Only the township on the other side works by services. The strokes of each task are counted and printed (`pytest -s`);
a task that comes to need more of them fails.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models import BankDecision, Rating
from app.resources import resource
from app.services.applications import list_applications
from app.services.exchange_files import import_at
from app.services.households import list_households, read_household
from app.services.loans import read_loan
from app.services.pairing import accept_partner, write_card
from app.services.receipts import write_receipts
from app.storage.book import Book
from app.ui.entrance.setup import SetupPage
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.village import VillageFace
from app.ui.fonts import load_fonts
from app.ui.households.page import HouseholdsPage
from app.ui.imports.page import ImportPage
from app.ui.places import Place, Where
from app.ui.preferences import Preferences
from app.ui.printing.page import PrintPage
from app.ui.theme import Theme, apply_theme
from app.ui.today.page import TodayPage
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.villages import new_township
from tests.journeys.window_keys import ALT, CTRL, ENTER, Keyboard

ON = date(2026, 11, 20)
PASSWORD = "green-buffalo-7-terrace"
VILLAGE = "513123104205"
NOTE = "XED2026110001"
AT_MOST = {
    "新建账本": 90,
    "导入名单": 6,
    "按首字母找人": 6,
    "评级和银行核定": 60,
    "申请到放款": 140,
    "登记一笔还款": 20,
    "冲正一笔": 40,
    "存到期资料袋": 60,
    "展期，手续待补": 18,
    "存展期申请表": 24,
    "存贷款台账": 4,
    "结对": 36,
    "做交换包并核对": 6 + len(PASSWORD),
    "读入回执": 5,
}


P = TypeVar("P")


@dataclass(frozen=True)
class Desk:
    """The other side: the township's book, its card, and the stick that goes between."""

    book: Book
    card: Path
    fingerprint: str
    stick: Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    stick = tmp_path / "usb"
    stick.mkdir()
    with new_township(tmp_path / "township") as book:
        card = write_card(book, tmp_path / "township.card")
        yield Desk(book, card.file, card.fingerprint, stick)


@pytest.fixture
def keys(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Keyboard]:
    """The window of an empty machine."""
    was_on = gc.isenabled()
    gc.disable()  # what is thrown away is collected by this thread, below
    load_fonts()
    apply_theme(qapp, Theme())
    work = Work(on=ON)
    troubles: list[str] = []
    work.trouble.connect(troubles.append)
    window = Window(work, tmp_path / "book", Preferences(width=1366, height=768), exists=False)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    shots = tmp_path / "screens"
    shots.mkdir()
    yield Keyboard(window, work, shots)
    work.stop()
    window.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    if was_on:
        gc.enable()
    assert troubles == []


def test_the_day_is_lived_with_the_keyboard_alone(keys: Keyboard, desk: Desk, tmp_path: Path) -> None:
    set_up(keys)
    import_list(keys)
    find_by_initials(keys)
    rate(keys)
    apply_and_disburse(keys)
    repay(keys)
    reverse(keys)
    print_packet(keys, tmp_path / "packet.pdf")
    extend(keys)
    print_extension(keys, tmp_path / "extension.pdf")
    save_ledger(keys, tmp_path / "ledger.xlsx")
    pair(keys, desk, tmp_path / "village.card")
    send(keys, desk)
    read_receipt(keys, desk)
    delivered(keys)

    print(f"\n{keys.table()}")
    (keys.shots / "keystrokes.txt").write_text(keys.table(), encoding="utf-8")
    assert {task: count for task, count in keys.strokes.items() if count > AT_MOST[task]} == {}


def set_up(keys: Keyboard) -> None:
    """Role, village, officer, password; the recovery code is read from the page and typed back in part."""
    with keys.task("新建账本"):
        assert keys.name == "村名或乡镇名"
        keys.type("柳树沟村")
        keys.fill("区划代码（12 位）", VILLAGE)
        keys.fill("所属乡镇", "云岭镇")
        keys.fill("所属县区", "清溪县")
        keys.fill("村官姓名", "周明远")
        keys.press(ENTER)
        assert keys.name == "密码"
        keys.type(PASSWORD)
        keys.press(ENTER)
        keys.type(PASSWORD)
        keys.press(ENTER)
        setup = keys.window.findChild(SetupPage)
        assert setup is not None
        groups = setup.sheet.shown.text().split()
        for _ in range(2):
            asked = int("".join(character for character in keys.name if character.isdigit()))
            keys.type(groups[asked - 1])
            keys.press(ENTER)
        keys.press(ENTER)  # a second place and pairing can wait
        keys.wait()
    assert keys.window.shell is not None
    assert keys.window.shell.here == Place(Where.TODAY)


def import_list(keys: Keyboard) -> None:
    """今日 of an empty book says what to do first; Enter leads there."""
    with keys.task("导入名单"):
        assert keys.name.startswith("导入名单")
        keys.press(ENTER)
        assert keys.name == "选文件"
        with keys.answering(Path(resource("samples/roster-liushugou.xlsx")).absolute()):
            keys.press(ENTER)
        keys.press(ENTER, CTRL)
    assert page_of(keys, ImportPage).done.result.text() == "已导入 462 条。"
    with book_of(keys).read() as session:
        assert len(list_households(session)) == 128


def find_by_initials(keys: Keyboard) -> None:
    """邱立国, the first household of the list, by the first letters of his name."""
    with keys.task("按首字母找人"):
        keys.press(Qt.Key.Key_K, CTRL)
        keys.type("qlg")
        keys.pause()
        keys.press(ENTER)
    assert keys.window.shell is not None
    assert keys.window.shell.here is not None
    with book_of(keys).read() as session:
        found = read_household(session, keys.window.shell.here.key)
    assert found.head_name == "邱立国"
    assert page_of(keys, HouseholdsPage).story.header.name.text() == "邱立国"


def rate(keys: Keyboard) -> None:
    """The village's points, then what the bank decided."""
    with keys.task("评级和银行核定"):
        keys.press(Qt.Key.Key_3, CTRL)
        for indicator in ("诚信度（50 分）", "家庭劳动力（20 分）", "劳动技能（20 分）", "人均纯收入（10 分）"):
            keys.tab_to(indicator)
            keys.press(Qt.Key.Key_Down)
        keys.press(ENTER, CTRL)
        keys.fill("银行等级", "优秀")
        keys.fill("授信额度（元）", "5万")
        keys.fill("银行", "清溪农商行")
        keys.press(Qt.Key.Key_B, ALT)
    with book_of(keys).read() as session:
        assert [rating.points for rating in session.scalars(select(Rating))] == ["100"]
        assert [decision.grade for decision in session.scalars(select(BankDecision))] == ["优秀"]


def apply_and_disburse(keys: Keyboard) -> None:
    """An application of 20 000, every stage in its turn, and the money paid out."""
    with keys.task("申请到放款"):
        keys.press(Qt.Key.Key_4, CTRL)
        keys.press(Qt.Key.Key_A, ALT)
        keys.type("qlg")
        keys.press(ENTER)
        keys.pause()
        keys.fill("金额（元）", "2万")
        keys.fill("期限（月）", "1")
        keys.fill("用途", "购买仔猪")
        keys.fill("理由", "县里答复可以办")
        keys.press(ENTER, CTRL)
        keys.press(ENTER, CTRL)  # the officer signs for the village
        for signer in ("云岭镇", "县里", "云岭支行"):
            keys.fill("谁的意见", signer)
            keys.press(ENTER, CTRL)
        keys.fill("合同号", NOTE)
        keys.fill("承贷银行", "清溪农商行")
        keys.fill("年利率（%）", "3.00")
        keys.fill("放款日", "20261120")
        keys.tab_to("我看过银行的合同和借据")
        keys.press(Qt.Key.Key_Space)
        keys.press(ENTER, CTRL)
    with book_of(keys).read() as session:
        [application] = list_applications(session)
        assert (application.state, len(application.opinions)) == ("disbursed", 4)
        assert read_loan(session, NOTE, ON).line.state.balance == Decimal(20_000)
    assert keys.window.shell is not None
    assert keys.window.shell.here == Place(Where.LOAN, NOTE)


def repay(keys: Keyboard) -> None:
    """The page of the contract waits with its first act."""
    with keys.task("登记一笔还款"):
        assert keys.name == "登记还款"
        keys.press(ENTER)
        keys.type("5000")
        keys.fill("银行凭证号", "N2611-0381")
        keys.press(ENTER, CTRL)
    with book_of(keys).read() as session:
        state = read_loan(session, NOTE, ON).line.state
    assert state.balance == Decimal(15_000)
    assert [event.amount for event in state.events] == [Decimal(5_000)]


def reverse(keys: Keyboard) -> None:
    """The slip was typed a second time; the second line is answered by a reversing one."""
    with keys.task("冲正一笔"):
        keys.press(Qt.Key.Key_R, ALT)
        keys.type("5000")
        keys.press(ENTER, CTRL)
        keys.tab_to("冲正这一笔")
        keys.press(ENTER)
        keys.fill("为什么", "重复录入")
        keys.press(ENTER, CTRL)
    with book_of(keys).read() as session:
        state = read_loan(session, NOTE, ON).line.state
    assert state.balance == Decimal(15_000)
    assert [event.reversed for event in state.events].count(True) == 1


def print_packet(keys: Keyboard, file: Path) -> None:
    """What falls due in 45 days: the whole packet of each door, and back to the contract."""
    with keys.task("存到期资料袋"):
        keys.press(Qt.Key.Key_5, CTRL)
        keys.press(Qt.Key.Key_P, CTRL)
        keys.tab_to("每户一叠，全套一起印")
        keys.press(Qt.Key.Key_Space)
        keys.pause()
        with keys.answering(file):
            keys.press(Qt.Key.Key_S, ALT)
    assert len(PdfDocument(file.read_bytes())) >= 6
    keys.press(Qt.Key.Key_5, CTRL)
    keys.tab_to("到期清单")
    keys.press(ENTER)
    assert keys.window.shell is not None
    assert keys.window.shell.here == Place(Where.LOAN, NOTE)


def save_ledger(keys: Keyboard, file: Path) -> None:
    """The loan ledger stands first."""
    with keys.task("存贷款台账"):
        keys.press(Qt.Key.Key_8, CTRL)
        with keys.answering(file):
            keys.press(Qt.Key.Key_S, CTRL)
    assert file.read_bytes().startswith(b"PK")


def extend(keys: Keyboard) -> None:
    """Six months more; the signed paper comes later."""
    with keys.task("展期，手续待补"):
        keys.press(Qt.Key.Key_E, ALT)
        keys.fill("理由", "生猪尚未出栏")
        keys.tab_to("手续待补：签字的表以后补")
        keys.press(Qt.Key.Key_Space)
        keys.tab_to("银行已经办了：照实登记")
        keys.press(Qt.Key.Key_Space)
        keys.press(ENTER, CTRL)
    with book_of(keys).read() as session:
        assert read_loan(session, NOTE, ON).line.state.due_on == date(2027, 6, 20)


def print_extension(keys: Keyboard, file: Path) -> None:
    """From the contract to the paper; there is no printer here, so it is saved."""
    with keys.task("存展期申请表"):
        keys.press(Qt.Key.Key_P, ALT)
        keys.tab_to("表格")
        page = page_of(keys, PrintPage)
        while page.choose.form is not None and page.choose.form.id != "F4":
            keys.press(Qt.Key.Key_Up)
        keys.pause()
        with keys.answering(file):
            keys.press(Qt.Key.Key_S, ALT)
    assert page.look.pages > 0
    assert file.read_bytes().startswith(b"%PDF")


def pair(keys: Keyboard, desk: Desk, card: Path) -> None:
    """Our card out, theirs in, and the fingerprint that is heard on the phone."""
    with keys.task("结对"):
        keys.press(Qt.Key.Key_0, CTRL)
        page = page_of(keys, ExchangePage)
        assert page.stack.currentWidget() is page.pairing
        keys.type_path(card)
        keys.press(ENTER)
        keys.type_path(desk.card)
        keys.press(ENTER)
        keys.type(desk.fingerprint)
        keys.press(ENTER)
    accept_partner(desk.book, card, own_fingerprint(page))
    assert page.stack.currentWidget() is page.face


def send(keys: Keyboard, desk: Desk) -> None:
    """Make it, write it, plug the stick in once more."""
    face = village_face(keys)
    with keys.task("做交换包并核对"):
        keys.type_path(desk.stick)
        keys.press(ENTER)
        keys.press(ENTER, CTRL)
        keys.type(PASSWORD)  # asked again before anything leaves the book
        keys.press(ENTER)
        keys.press(ENTER, CTRL)
    assert face.send.chip.chip.word == "等回执"
    assert len(list(desk.stick.glob("HC-*.age"))) == 1


def read_receipt(keys: Keyboard, desk: Desk) -> None:
    """The township takes the bundle over and writes its receipt to the same stick."""
    [taken] = import_at(desk.book, desk.stick)
    assert taken.error is None
    assert len(write_receipts(desk.book, desk.stick, on=ON)) == 1
    with keys.task("读入回执"):
        keys.press(ENTER, CTRL)
        keys.type_path(desk.stick)
        keys.press(ENTER)
    assert village_face(keys).send.chip.chip.word == "已送达"


def delivered(keys: Keyboard) -> None:
    """今日 and the status bar say so."""
    keys.press(Qt.Key.Key_1, CTRL)
    page = page_of(keys, TodayPage)
    assert page.view is not None
    assert page.view.delivery.text == "已送达"
    words = [label.text() for label in page.delivery.findChildren(type(page.first.sentence))]
    assert any("已送达" in word for word in words)
    keys.picture("今日，已送达")


# --- what stands on the screen ---


def book_of(keys: Keyboard) -> Book:
    assert keys.work.book is not None
    return keys.work.book


def page_of(keys: Keyboard, kind: type[P]) -> P:
    assert keys.window.shell is not None
    page = keys.window.shell.page
    assert isinstance(page, kind)
    return page


def village_face(keys: Keyboard) -> VillageFace:
    face = page_of(keys, ExchangePage).face
    assert isinstance(face, VillageFace)
    return face


def own_fingerprint(page: ExchangePage) -> str:
    return " ".join(label.text() for label in page.pairing.own.groups)
