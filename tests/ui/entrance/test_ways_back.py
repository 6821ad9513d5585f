"""A book that does not open: six different sentences, and a button for what to do next that really does it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import KnownError
from app.services.backups import make_backup_now
from app.services.folders import has_book
from app.services.office import make_book
from app.storage.book import Book, open_book
from app.storage.change_key import sheet_text
from app.ui.entrance.next_steps import STEPS, NextStep, next_steps
from app.ui.entrance.setup import SetupPage
from app.ui.entrance.unlock import UnlockPage
from app.ui.preferences import Preferences
from app.ui.single import listen
from app.ui.window import Window
from app.ui.work import Work
from tests.helpers.books import CHEAP, PASSWORD, new_book
from tests.ui.conftest import settle
from tests.ui.practice import TODAY

NEW = "换成这一句新的密码"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A closed book with one backup, its recovery code, and the QR of its sheet."""
    folder = tmp_path_factory.mktemp("ways") / "book"
    book, code = make_book(
        folder, PASSWORD, role="village", code="513123001201", name="柳树沟村", officer="周明远", cost=CHEAP
    )
    make_backup_now(book)
    slot = sheet_text(book)
    book.close()
    return folder, code, slot


@pytest.fixture
def folder(small: tuple[Path, str, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(small[0], tmp_path / "book"))


def at_the_door(qtbot: QtBot, folder: Path) -> tuple[Window, UnlockPage]:
    window = Window(Work(on=TODAY), folder, Preferences(width=1366, height=718), exists=True)
    qtbot.addWidget(window)
    window.show()
    page = window.findChild(UnlockPage)
    assert page is not None
    return window, page


def try_to_open(qtbot: QtBot, window: Window, page: UnlockPage, password: str = PASSWORD) -> None:
    page.password.line.setText(password)
    page.open_button.click()
    settle(qtbot, window.work)


def press_step(page: UnlockPage, step: NextStep) -> None:
    next(button for button in page.steps if button.word == step.value).click()


def damage(file: Path, at: int = 9000) -> None:
    data = bytearray(file.read_bytes())
    data[at : at + 400] = bytes(400)
    file.write_bytes(bytes(data))


def spoil_keys(folder: Path) -> None:
    for name in ("book.key", "book.key.copy"):
        (folder / name).write_bytes(b"{}")


def newer_key(folder: Path) -> None:
    for name in ("book.key", "book.key.copy"):
        body = json.loads((folder / name).read_bytes())
        body["version"] = 9
        from app.storage.key_file import _checksum

        body["check"] = _checksum({key: value for key, value in body.items() if key != "check"})
        (folder / name).write_text(json.dumps(body), encoding="utf-8")


def foreign_book(folder: Path) -> None:
    """The file of another book, whose key is another one."""
    new_book(folder.parent / "other").close()
    shutil.copy(folder.parent / "other" / "book.db", folder / "book.db")


@pytest.mark.parametrize(
    ("spoil", "begins", "steps"),
    [
        (lambda folder: damage(folder / "book.db"), "账本文件有损坏", [NextStep.RESTORE, NextStep.RESCUE]),
        (foreign_book, "这不是惠村账本", [NextStep.FOLDER, NextStep.RESTORE]),
        (newer_key, "账本是更新版本的程序写的", [NextStep.UPDATE]),
    ],
)
def test_each_trouble_has_its_sentence_and_its_next_step(
    qtbot: QtBot, folder: Path, spoil: object, begins: str, steps: list[NextStep]
) -> None:
    spoil(folder)  # type: ignore[operator]
    window, page = at_the_door(qtbot, folder)

    try_to_open(qtbot, window, page)

    assert page.trouble.words.startswith(begins)
    assert [button.word for button in page.steps] == [step.value for step in steps]
    window.work.stop()


def test_every_next_step_belongs_to_a_known_trouble_and_unknown_ones_have_none() -> None:
    assert all(issubclass(kind, KnownError) for kind in STEPS)
    assert {step for steps in STEPS.values() for step in steps} == set(NextStep)
    assert next_steps(ValueError("x")) == ()


def test_a_wrong_password_offers_the_recovery_code_and_a_new_password_is_set(
    qtbot: QtBot, folder: Path, small: tuple[Path, str, str]
) -> None:
    window, page = at_the_door(qtbot, folder)
    try_to_open(qtbot, window, page, "不是这个密码")
    assert page.password.error.startswith("密码不对。")

    press_step(page, NextStep.CODE)
    page.code.set_text(small[1].lower())
    page.open_button.click()
    settle(qtbot, window.work)
    assert window.shell is None  # nothing of the book is seen before the new password stands
    page.new_password.new.set_text(NEW)
    page.new_password.again.set_text(NEW)
    page.new_password.done.click()
    settle(qtbot, window.work)

    assert window.shell is not None
    window.work.stop()
    open_book(folder, NEW).close()


def test_after_many_wrong_tries_the_button_waits_and_comes_back(qtbot: QtBot, folder: Path) -> None:
    (folder / "book.tries").write_text(json.dumps({"wrong": 3, "last": 4e9}), encoding="utf-8")
    window, page = at_the_door(qtbot, folder)

    try_to_open(qtbot, window, page)

    assert "还要等" in page.password.error
    assert not page.open_button.isEnabled()
    page._wait = 0
    page._count_down()
    assert page.open_button.isEnabled()
    window.work.stop()


def test_a_damaged_book_is_restored_from_its_backup(qtbot: QtBot, folder: Path) -> None:
    damage(folder / "book.db")
    window, page = at_the_door(qtbot, folder)
    try_to_open(qtbot, window, page)

    press_step(page, NextStep.RESTORE)
    settle(qtbot, window.work)
    page.way_back.password.line.setText(PASSWORD)
    page.way_back.act.click()
    settle(qtbot, window.work)
    assert page.way_back.words.text().startswith("已还原。")
    page.way_back.act.click()
    settle(qtbot, window.work)

    assert window.shell is not None
    assert list((folder / "set-aside").rglob("book.db"))  # the damaged file is kept
    window.work.stop()


def test_what_still_reads_is_saved_where_there_is_no_good_backup(qtbot: QtBot, folder: Path) -> None:
    pages = (folder / "book.db").stat().st_size // 4096
    damage(folder / "book.db", (pages - 20) * 4096 + 1000)
    window, page = at_the_door(qtbot, folder)

    page.way_back.begin(rescue=True)
    page._stack.turn_to(page.way_back)
    page.way_back.password.line.setText(PASSWORD)
    page.way_back.act.click()
    settle(qtbot, window.work)

    assert page.way_back.trouble.words == ""
    assert page.way_back.words.text().startswith("读出 ")
    page.way_back.act.click()
    settle(qtbot, window.work)
    assert window.shell is not None
    window.work.stop()


def test_lost_key_files_are_answered_by_the_sheet(qtbot: QtBot, folder: Path, small: tuple[Path, str, str]) -> None:
    shutil.rmtree(folder / "backups")
    spoil_keys(folder)
    window, page = at_the_door(qtbot, folder)
    try_to_open(qtbot, window, page)
    assert page.trouble.words.startswith("钥匙文件坏了或不见了")

    press_step(page, NextStep.SHEET)
    page.code.set_text(small[1])
    page.slot.set_text(small[2])
    page.open_button.click()
    settle(qtbot, window.work)
    page.new_password.new.set_text(NEW)
    page.new_password.again.set_text(NEW)
    page.new_password.done.click()
    settle(qtbot, window.work)

    assert window.shell is not None
    window.work.stop()
    open_book(folder, NEW).close()


def test_a_book_open_elsewhere_leads_to_the_window_that_has_it(qtbot: QtBot, folder: Path) -> None:
    raised: list[int] = []
    window, page = at_the_door(qtbot, folder)
    with open_book(folder, PASSWORD):
        try_to_open(qtbot, window, page)
        assert page.trouble.words.startswith("这个账本已经在另一个窗口里打开")
        server = listen(folder, lambda: raised.append(1), window)
        from tests.ui.test_around import second_start

        with second_start(folder) as child:  # the same call as the button's, from where it can be answered
            qtbot.waitUntil(lambda: child.poll() is not None, timeout=20_000)
        server.close()
        press_step(page, NextStep.FIRST_WINDOW)

    assert raised == [1]
    assert page.trouble.words.startswith("那个窗口没有应")
    window.work.stop()


def test_another_folder_without_a_book_leads_to_the_first_start(qtbot: QtBot, folder: Path, tmp_path: Path) -> None:
    window, page = at_the_door(qtbot, folder)

    page.folder_wanted.emit(tmp_path / "empty")

    assert not has_book(tmp_path / "empty")
    assert window.findChild(SetupPage) is not None
    assert window.folder == tmp_path / "empty"
    window.work.stop()


# --- the first start ---


def test_the_first_start_takes_a_countys_pack_and_a_second_place(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services import office
    from app.services.backups import second_place_view
    from app.services.policies import book_policy

    made = office.make_book
    monkeypatch.setattr(office, "make_book", lambda *given, **named: made(*given, cost=CHEAP, **named))
    door = Work(on=TODAY)
    page = SetupPage(door, tmp_path / "book")
    qtbot.addWidget(page)
    page.show()
    books: list[Book] = []
    page.made.connect(books.append)
    for field, text in ((page.name, "柳树沟村"), (page.code, "513123001201"), (page.officer, "周明远")):
        field.set_text(text)

    page.use_pack(Path("resources/samples/policy-qingxi.toml"))
    settle(qtbot, door)
    page.next_button.click()
    page.password.set_text(PASSWORD)
    page.again.set_text(PASSWORD)
    page.make_button.click()
    settle(qtbot, door)
    sheet = page.sheet
    sheet.save_to(tmp_path / "sheet.pdf")
    settle(qtbot, door)
    groups = sheet.shown.text().split()
    for field, at in zip((sheet.check.first, sheet.check.second), sheet.check.asked, strict=True):
        field.set_text(groups[at])
    sheet.done.click()
    (tmp_path / "usb").mkdir()
    page.use_second(tmp_path / "usb")
    settle(qtbot, door)
    page.pair_now.setChecked(True)
    page.done_button.click()

    book = books[0]
    with book.read() as session:
        assert book_policy(session).id == "qingxi"
    assert second_place_view(book.folder, book.moment()).folder == tmp_path / "usb"
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert page.place is not None
    door.stop()
    book.close()


def test_a_pack_file_that_is_none_is_refused_in_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "letter.toml").write_text("你好", encoding="utf-8")
    door = Work(on=TODAY)
    page = SetupPage(door, tmp_path / "book")
    qtbot.addWidget(page)

    page.use_pack(tmp_path / "letter.toml")
    settle(qtbot, door)

    assert "letter.toml" in page.pack.error
    door.stop()
