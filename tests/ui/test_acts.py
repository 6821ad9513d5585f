"""The acts of the office in the window: every one can be reached, opened by keyboard, and does what it says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.demands import list_demands
from app.services.households import read_household
from app.services.insurance import list_policies
from app.services.work import place_member, work_lines
from app.ui.acts import demand, paper, work
from app.ui.acts.ask import Act
from app.ui.acts.records import RecordGroup, Records
from app.ui.households.members_tab import ACTS as PEOPLE_ACTS
from app.ui.households.story_view import FACT_ROOMS, SUPPORT_ROOMS, TABS, StoryView
from app.ui.places import Place, Where
from app.ui.theme import Theme, apply_theme
from app.ui.village.page import SHELVES
from app.ui.window import Window
from tests.ui.conftest import settle
from tests.ui.practice import TODAY, note
from tests.ui.test_sweeps import CONTROLS, go_to, own, seen
from tests.ui.typing import press, type_text

HOUSEHOLD = "5131230043"
CONTROL = Qt.KeyboardModifier.ControlModifier
ANIMATED_MS = 130  # a button pressed by its shortcut acts 100 ms later
OFFICE = (
    *(
        "credit_titles",
        "demands",
        "entities",
        "erasing",
        "fact_reversals",
        "funds",
        "guarantees",
        "guidance",
        "household_changes",
    ),
    *("household_moves", "households", "insurance", "life_events", "listings", "panel", "papers", "pledges"),
    *("responsible", "scans", "societies", "villages", "work"),
)
ELSEWHERE = {
    "register_household": "households/page.py",
    "change_member": "households/page.py",
    "erase_again": "services/backups.py, after a restore",
    "finish_erasing": "services/entrance.py, when a book is opened",
    "check_scans": "a check of the whole book (huicun verify), no act of the office",
    "read_scan": "households/scan_view.py",
    "save_scan": "households/scan_view.py",
    "reversals": "a list, read by the exchange",
    "move_in": "households/page.py, with the form of a new household",
}


@pytest.fixture
def story(window: Window) -> StoryView:
    """The page of one household, shown."""
    return go_to(window, Place(Where.HOUSEHOLDS, HOUSEHOLD)).story


def verbs_of(module: str) -> set[str]:
    """The public functions of a service that take the book first: its acts."""
    tree = ast.parse(Path(f"app/services/{module}.py").read_text(encoding="utf-8"))
    functions = [each for each in tree.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")]
    return {each.name for each in functions if each.args.args and each.args.args[0].arg == "book"}


def offered() -> set[str]:
    """The verbs that a ledger or the members' tab offers."""
    rooms = [shelf.room for shelf in SHELVES]
    rooms += [
        *SUPPORT_ROOMS,
        *FACT_ROOMS,
        demand.OF_HOUSEHOLD,
        work.OF_HOUSEHOLD,
        paper.FILE,
        paper.PAPERS,
        paper.SCANS,
    ]
    acts = [act for room in rooms for act in (*room.acts, *room.on_row)]
    return {act.verb.__name__ for act in (*acts, *PEOPLE_ACTS) if act.verb is not None}


@pytest.mark.parametrize("module", OFFICE)
def test_every_act_of_the_office_has_a_place_in_the_window(module: str) -> None:
    assert verbs_of(module) - offered() - set(ELSEWHERE) == set()


def records_in(view: StoryView) -> Iterator[tuple[str, Records]]:
    """Every ledger of a household's page with the tab it stands in, brought to sight one after the other."""
    for word in TABS[3:]:
        view.show_tab(word)
        part = view.part(word)
        group = getattr(part, "group", part)
        if isinstance(group, RecordGroup):
            yield from ((word, group.show_part(room.word)) for room in group.rooms)
        else:
            yield word, group


def test_no_two_acts_of_a_ledger_have_one_word() -> None:
    doubled = []
    for shelf in SHELVES:
        words = [act.word for act in (*shelf.room.acts, *shelf.room.on_row)]
        doubled += [(shelf.room.word, word) for word in words if words.count(word) > 1]

    assert doubled == []


def _wrong_with(records: Records, act: Act, at: str, most: int) -> list[object]:
    form = records.form
    controls = own(seen(form, CONTROLS))
    found: list[object] = [
        (at, type(each).__name__, each.accessibleName())
        for each in controls
        if not each.accessibleName() or "&" in each.accessibleName() or "(" in each.accessibleName()
    ]
    if act.asks and not form.isAncestorOf(QApplication.focusWidget()):
        found.append((at, "keyboard", QApplication.focusWidget()))
    if form.minimumSizeHint().width() > most:
        found.append((at, "width", form.minimumSizeHint().width()))
    return found


def test_every_act_of_a_household_opens_with_names_and_the_keyboard_in_it(
    qtbot: QtBot, window: Window, story: StoryView
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    found: list[object] = []
    for tab, records in records_in(story):
        settle(qtbot, window.work)
        for act in records.room.acts:
            if act.leads is None and not records.buttons[act.word].isHidden():
                records.start(act)
                settle(qtbot, window.work)
                found += _wrong_with(records, act, f"{tab}/{records.room.word}/{act.word}", 600)
                records.back()
    for act in PEOPLE_ACTS:
        story.show_tab("成员")
        story.members.start(act)
        settle(qtbot, window.work)
        story.members.back()

    assert found == []


@pytest.mark.parametrize("size", [100, 150])
def test_every_act_of_the_village_opens_and_fits(qtbot: QtBot, window: Window, qapp: QApplication, size: int) -> None:
    apply_theme(qapp, Theme(text_size=size))
    page = go_to(window, Place(Where.VILLAGE))
    found: list[object] = []
    for shelf in SHELVES:
        page.shelves.choose_where(lambda each, shelf=shelf: each is shelf)
        settle(qtbot, window.work)
        for act in shelf.room.acts:
            page.part.start(act)
            settle(qtbot, window.work)
            found += _wrong_with(page.part, act, f"{shelf.room.word}/{act.word}", 1120)
            page.part.back()

    assert [each for each in found if "keyboard" not in str(each)] == []


def test_a_demand_is_taken_and_closed_with_the_keyboard(qtbot: QtBot, window: Window, story: StoryView) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert story.begin("需求", "登记需求")
    form = story.part("需求").form
    form.fields["amount"].take_focus()
    type_text("3万")
    form.fields["purpose"].take_focus()
    type_text("生猪养殖")
    press(Qt.Key.Key_Return, CONTROL)
    qtbot.wait(ANIMATED_MS)
    settle(qtbot, window.work)

    [row] = story.part("需求").table.rows
    assert (row.amount, row.purpose, row.open) == (Decimal("30000.00"), "生猪养殖", True)

    story.part("需求").buttons["办结"].click()
    settle(qtbot, window.work)
    press(Qt.Key.Key_Return, CONTROL)
    qtbot.wait(ANIMATED_MS)
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        [view] = list_demands(session, TODAY)
    assert (view.open, view.stage) == (False, "已申请")
    assert not story.part("需求").buttons["办结"].isEnabled()
    assert "已经办结" in story.part("需求").excuse.text()


def test_what_a_death_stops_is_said_before_it_is_saved_and_nothing_is_written(
    qtbot: QtBot, window: Window, story: StoryView
) -> None:
    story.begin("户情", "登记变故")
    settle(qtbot, window.work)
    part = story.part("户情").current
    said = part.form.findings.findChildren(type(part.form.words))

    assert any("不再给本人发提醒" in label.text() for label in said)
    assert any(f"{note(1)}：" in label.text() and "继承人只在遗产范围内清偿" in label.text() for label in said)
    with window.work.book.read() as session:
        assert len(read_household(session, HOUSEHOLD).members) == 4

    part.form.save.click()
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        assert len(read_household(session, HOUSEHOLD).members) == 3
    assert [row.kind for row in part.table.rows] == ["死亡"]


def test_a_wrong_value_is_said_beside_its_field(qtbot: QtBot, window: Window, story: StoryView) -> None:
    story.begin("帮扶", "登记保单")
    form = story.part("帮扶").current.form
    for name, text in (("number", "NX-1"), ("insurer", "人保财险"), ("cover", "2万")):
        form.fields[name].set_text(text)
    form.fields["until_on"].set_text("2020-01-01")

    form.save.click()
    settle(qtbot, window.work)

    assert "止保日" in form.words.text() or form.fields["until_on"].error
    assert form.isVisibleTo(story)
    with window.work.book.read() as session:
        assert list_policies(session, TODAY) == []


def test_a_warning_asks_for_its_reason_in_place_and_then_passes(qtbot: QtBot, window: Window, story: StoryView) -> None:
    with window.work.book.read() as session:
        people = read_household(session, HOUSEHOLD).members
    place_member(window.work.book, HOUSEHOLD, people[0].id, kind="公益岗位", on=date(2026, 3, 1))
    story.show_tab("务工")
    story.part("务工").read(story.about)
    settle(qtbot, window.work)
    story.part("务工").table.choose(1)
    story.part("务工").buttons["登记上岗"].click()
    form = story.part("务工").form
    form.fields["kind"].control.choose("公益岗位")

    form.save.click()
    settle(qtbot, window.work)
    assert not form.findings.complete

    form.findings._reasons[0].setText("村里只剩这一户愿意扫路")
    form.save.click()
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        placed = [line for line in work_lines(session, TODAY) if line.placement]
    assert len(placed) == 2


def test_esc_asks_only_when_something_was_typed(qtbot: QtBot, window: Window, story: StoryView) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    story.begin("需求", "登记需求")
    settle(qtbot, window.work)

    press(Qt.Key.Key_Escape)

    assert story.part("需求").views.currentWidget() is story.part("需求").ledger


def test_another_household_finds_a_household_by_spelling_and_asks_where_there_are_several(
    qtbot: QtBot, window: Window, story: StoryView
) -> None:
    story.begin("户情", "并户")
    field = story.part("户情").current.form.fields["into"]

    field.set_text("qiuliguo")
    assert (field.wrong(), field.value) == ("", "5131230005")

    field.set_text("贫")
    assert field.wrong() == "没有找到“贫”。请打姓名、拼音或户编号。"
    field.set_text("1组")
    assert "请打户编号" in field.wrong()
