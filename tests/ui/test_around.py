"""What stands around the pages: undo by name, search over everything, status, a second start, closing with a backup."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.backups import back_up_on_closing, backup_lines
from app.services.desk import Partners, count_findings, find_everything
from app.services.surroundings import Surroundings
from app.services.visits import record_visit
from app.storage.book import Book
from app.ui.around import rail_counts, status_facts
from app.ui.changed import Changed
from app.ui.finding import goals
from app.ui.places import Place, Where
from app.ui.single import listen, raise_the_first, socket_name
from app.ui.tokens import Tone
from app.ui.window import Window
from tests.ui.conftest import settle
from tests.ui.practice import SERIALS, TODAY, note

HOUSEHOLD = "5131230043"


def test_undo_names_the_act_and_whose_it_was(qtbot: QtBot, window: Window) -> None:
    window.work.write(
        record_visit,
        HOUSEHOLD,
        on=TODAY,
        kind="入户走访",
        result="见本人",
        findings="猪 3 头",
        changes=Changed.VISITS,
    )
    settle(qtbot, window.work)
    before = window.shell.top.undo.word

    window.shell.top._undo_by_key()
    settle(qtbot, window.work)

    assert before == "撤销：登记走访 钱凤英户"
    assert window.shell.top.undo.isHidden()


def test_search_finds_people_contracts_papers_pages_and_acts(qtbot: QtBot, window: Window, village: Book) -> None:
    with village.read() as session:
        people = find_everything(session, "qfy")
        loan = find_everything(session, note(3)[-5:])
        paper = find_everything(session, SERIALS[0].replace("-", "").lower())
    top = window.shell.top
    top.focus_search()
    top.search.setText("bf")
    top._ask()
    settle(qtbot, window.work)

    assert people.people[0].name == "钱凤英"
    assert [hit.key for hit in loan.loans] == [note(3)]
    assert [hit.title for hit in paper.papers] == ["展期申请审批表"]
    shown = [(found.text, found.place) for found in top._hits.table.rows]
    assert shown[-1] == ("备份与还原", Place(Where.SETTINGS, detail="backup"))
    assert [found.text for found in goals("走访", "village")] == ["走访", "登记走访"]
    assert [found.text for found in goals("走访", "township")] == []


def test_the_rail_and_the_status_bar_say_what_there_is_to_do(qtbot: QtBot, window: Window, village: Book) -> None:
    desk = window.shell._desk
    with village.read() as session:
        findings = count_findings(session, TODAY)
    counts = rail_counts(desk, findings, None)
    left = status_facts(desk, None, TODAY, few=False)

    assert {where: chip.word for where, chip in counts.items() if chip is not None}.items() >= {
        Where.HOUSEHOLDS: "128",
        Where.DUE: "2",
        Where.PRINT: "2",
        Where.SETTINGS: "1",  # there is no backup yet
    }.items()
    assert counts[Where.CHECK].word == str(findings)
    assert [chip.word for chip in left][2:] == ["还没有送过交换包", "还没有备份", "练习账本"]
    assert len(status_facts(desk, None, TODAY, few=True)) == len(left) - 1


@pytest.mark.parametrize(
    ("partners", "word", "tone"),
    [
        (Partners(0, 0, 0, 0), "还没有和村配对", Tone.MUTED),
        (Partners(4, 2, 1, 0), "2 个村的回执还没写", Tone.WARN),
        (Partners(4, 0, 1, 0), "1 个村 28 天没有送账", Tone.WARN),
        (Partners(4, 0, 0, 3), "4 个村都送到了", Tone.OK),
    ],
)
def test_a_township_hears_of_its_villages(window: Window, partners: Partners, word: str, tone: Tone) -> None:
    from dataclasses import replace

    desk = replace(window.shell._desk, partners=partners, role="township")

    facts = status_facts(desk, None, TODAY, few=False)

    assert (facts[2].word, facts[2].tone) == (word, tone)


def test_advice_about_clock_and_folder_is_said_until_it_is_hushed_for_today(qtbot: QtBot, window: Window) -> None:
    told: list[object] = []
    window.remembered.connect(told.append)

    window.shell._show_surroundings(Surroundings("电脑的时间倒退了。", "这个文件夹在U盘上。"))
    words = window.shell.advice.words
    window.shell.advice._hush()
    window.shell.look_around()
    settle(qtbot, window.work)

    assert words == "电脑的时间倒退了。\n这个文件夹在U盘上。"
    assert window.shell.advice.words == ""
    assert told[-1].advice_hushed == f"{date.today()}"


def test_a_book_on_a_synced_folder_is_advised_against(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    window.work.book.places = type(window.work.book.places).at(tmp_path / "OneDrive")

    window.shell.look_around()
    settle(qtbot, window.work)

    assert "网盘" in window.shell.advice.words
    window.work.book.places = type(window.work.book.places).at(window.folder)


def test_the_window_comes_back_to_where_it_was(qtbot: QtBot, window: Window, village: Book) -> None:
    window.shell.go(Place(Where.HOUSEHOLDS, HOUSEHOLD))
    settle(qtbot, window.work)
    window.shell.page._pick("5131230001")
    settle(qtbot, window.work)
    window.shell.keep_drafts()
    settle(qtbot, window.work)

    window.enter(village)
    settle(qtbot, window.work)

    assert window.shell.here == Place(Where.HOUSEHOLDS, "5131230001")
    assert window.shell.page.story.number == "5131230001"


# --- closing ---


def test_closing_makes_a_backup_where_something_changed(qtbot: QtBot, window: Window) -> None:
    folder = window.folder

    window.close()
    assert window.isVisible()
    assert window.shell.strip.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)

    assert [line.backup.reason for line in backup_lines(folder)] != []


def test_closing_an_unchanged_book_makes_no_second_backup(qtbot: QtBot, window: Window, village: Book) -> None:
    back_up_on_closing(village)
    folder = window.folder

    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)

    assert len(backup_lines(folder)) == 1


# --- a second start ---

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.ui.single import raise_the_first
app = QCoreApplication([])
print(raise_the_first(Path(sys.argv[1])))
"""


def second_start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", SECOND, str(folder)], stdout=subprocess.PIPE, text=True)


def test_a_second_start_raises_the_first_window_also_when_it_is_locked(qtbot: QtBot, window: Window) -> None:
    window.listen()
    window.lock()
    window.showMinimized()

    with second_start(window.folder) as child:
        qtbot.waitUntil(lambda: child.poll() is not None, timeout=20_000)
        assert child.stdout is not None
        assert child.stdout.read() == "True\n"

    assert not window.isMinimized()
    assert not window.shell.isVisible()


def test_nobody_answers_where_no_window_is_and_a_left_over_socket_is_replaced(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    assert raise_the_first(folder) is False
    left = Path(socket_name(folder))
    left.write_bytes(b"")  # as a crash leaves it: a name without anybody behind it

    assert raise_the_first(folder) is False
    server = listen(folder, QCoreApplication.processEvents, QApplication.instance())

    assert server.isListening()
    assert str(folder) not in server.fullServerName()
    assert os.stat(server.fullServerName()).st_mode & 0o077 == 0
    server.close()


def test_the_business_day_decides_how_old_a_backup_is() -> None:
    from types import SimpleNamespace

    from app.ui.around import backup_age

    line = SimpleNamespace(backup=SimpleNamespace(moment=datetime(2026, 11, 12, 18, 2, tzinfo=UTC)))

    assert backup_age(line, TODAY) == 8
    assert backup_age(None, TODAY) is None
