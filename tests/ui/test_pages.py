"""The officer's day through the window: find, import, repay, reverse, extend, visit, print, rate, compare, back up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models import JournalEntry, Paper, Visit
from app.services.households import read_household
from app.services.loans import read_loan
from app.services.scans import scans_of
from app.ui.page import Page
from app.ui.places import Place, Where
from app.ui.theme import theme_now
from app.ui.window import Window
from tests.ui.conftest import settle
from tests.ui.practice import SERIALS, TODAY, note
from tests.ui.typing import press, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def active(qtbot: QtBot, window: Window) -> Window:
    """The window with the keyboard."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def go(qtbot: QtBot, window: Window, where: Where, key: str = "", detail: str = "") -> Page:
    assert window.shell is not None
    window.shell.go(Place(where, key, detail))
    settle(qtbot, window.work)
    page = window.shell.page
    assert page is not None
    return page


def test_today_says_the_first_thing_and_enter_leads_there(qtbot: QtBot, active: Window) -> None:
    page = active.shell.page

    assert page.first.sentence.text() == "1组 钱凤英户，逾期 41 天，催收通知未送。"
    assert QApplication.focusWidget() is page.first.button
    press(Qt.Key.Key_Return)
    settle(qtbot, active.work)

    assert active.shell.here == Place(Where.PRINT, note(1), "F8")
    assert [person.name for person in active.shell.page.choose.people.rows] == ["钱凤英"]


def test_today_shows_what_is_due_and_a_click_opens_the_loan(qtbot: QtBot, window: Window) -> None:
    page = window.shell.page
    rows = page.due.table.rows
    assert [(row.days, row.line.head) for row in rows][:2] == [(3, "廖建龙"), (8, "邱丽永")]
    assert page.overdue.gauge.accessibleName() == "逾期率：本村 1.12%，全县 0.16%，红线 0.50%"

    page.due.table.opened.emit(rows[0])

    assert window.shell.here == Place(Where.LOAN, note(3))


def test_a_person_is_found_by_initials_and_opened_by_enter(qtbot: QtBot, active: Window) -> None:
    press(Qt.Key.Key_K, CONTROL)
    type_text("qfy")
    qtbot.wait(80)
    settle(qtbot, active.work)
    press(Qt.Key.Key_Return)
    settle(qtbot, active.work)

    assert active.shell.here == Place(Where.HOUSEHOLDS, "5131230043")
    assert active.shell.page.story.header.name.text() == "钱凤英"


def test_a_household_hides_its_numbers_until_they_are_asked_for_and_that_is_noted(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.HOUSEHOLDS, "5131230043")
    header = page.story.header
    form = page.story.members.form.fields["resident_id"]
    assert header.identity.value.text() == "513123********4414"
    assert (form.line.text(), form.text) == ("513123********4414", "513123196605014414")

    header.reveal.click()
    settle(qtbot, window.work)

    assert header.identity.value.text() == form.line.text() == "513123196605014414"
    with window.work.book.read() as session:
        newest = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    assert (newest.act, newest.action) == ("显示全号", "reveal")


def test_a_wrong_id_is_said_beside_the_field_and_cannot_be_saved(qtbot: QtBot, active: Window) -> None:
    page = go(qtbot, active, Where.HOUSEHOLDS, "5131230043")
    form = page.story.members.form
    field = form.fields["resident_id"]

    field.set_text("513123196605014415")
    field.judge()
    page.story.members._edited()

    assert field.error == "第 18 位应为 4，现在是 5。请对照身份证再输一次。"
    assert not page.story.members.save.isEnabled()
    assert page.story.members.words.text() == "还有 1 处要改，改好才能保存。"


def test_a_member_is_corrected_and_the_story_tells_it(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.HOUSEHOLDS, "5131230043")
    tab = page.story.members

    tab.form.fields["phone"].set_text("13812342206")
    tab.save.click()
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        assert read_household(session, "5131230043").members[0].phone == "13812342206"
    page.story.show_tab("历史")
    settle(qtbot, window.work)
    newest = page.story.part("历史").table.rows[0]
    assert (newest.about, newest.what.startswith("电话 ****")) == ("钱凤英", True)
    assert window.shell.top.undo.accessibleName() == "撤销：修改成员 钱凤英户"


def test_undo_takes_the_last_act_back(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.HOUSEHOLDS, "5131230043")
    with window.work.book.read() as session:
        before = read_household(session, "5131230043").members[0].phone
    page.story.members.form.fields["phone"].set_text("13812342206")
    page.story.members.save.click()
    settle(qtbot, window.work)

    window.shell.top.undo.click()
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        assert read_household(session, "5131230043").members[0].phone == before


def test_a_household_of_two_is_registered(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.HOUSEHOLDS, detail="new")
    form = page.new_form
    form.group.set_text("6组")
    form.member.fields["name"].set_text("单小雨")
    form.member.fields["relation"].set_text("户主")
    form.add.click()
    form.member.fields["name"].set_text("朱艳")
    form.member.fields["relation"].set_text("配偶")

    form.save.click()
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        members = read_household(session, "N000000001").members
    assert [(member.name, member.relation) for member in members] == [("单小雨", "户主"), ("朱艳", "配偶")]
    assert page.story.header.name.text() == "单小雨"


def test_a_list_that_brings_nothing_new_says_so_before_it_is_taken(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.IMPORT, detail="roster")

    page.look_at(Path("resources/samples/roster-liushugou.xlsx"))
    settle(qtbot, window.work)

    assert "新增 0 人" in page.lines.summary.text()
    assert not page.lines.take.isEnabled()


def test_a_repayment_is_recorded_by_keyboard_and_can_be_reversed(qtbot: QtBot, active: Window) -> None:
    page = go(qtbot, active, Where.LOAN, note(4))
    page.header.repay.click()
    form = page.forms["repay"]
    assert QApplication.focusWidget() is form.amount.control

    type_text("5000")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    type_text("N2611-0001")
    press(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.left.currentWidget() is page.facts)  # Qt shows the button pressed for a moment
    settle(qtbot, active.work)
    paid = page.view.view.line.state
    assert paid.paid_total == Decimal("5000.00")

    page.events.choose(0)
    page.reverse.click()
    page.forms["reverse"].reason.set_text("重复录入")
    page.forms["reverse"].save.click()
    settle(qtbot, active.work)

    assert page.view.view.line.state.paid_total == Decimal("0.00")
    assert [event.reversed for event in page.events.rows if event.kind == "repayment"] == [True]


def test_the_state_of_any_day_is_one_key_away(qtbot: QtBot, active: Window) -> None:
    page = go(qtbot, active, Where.LOAN, note(4))

    page.state.again.click()
    assert QApplication.focusWidget() is page.state.day.line
    type_text("20261128")
    press(Qt.Key.Key_Return)
    settle(qtbot, active.work)

    with active.work.book.read() as session:
        expected = read_loan(session, note(4), date(2026, 11, 28)).line.state.payoff
    assert page.state.answer.text() == f"{expected:,.2f}"
    assert page.state.question.text() == "11-28 还清，户要付"


def test_an_extension_shows_the_rule_and_its_clause_before_it_is_saved(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.LOAN, note(4), "extend")
    form = page.forms["extend"]
    settle(qtbot, window.work)

    said = [label.text() for label in form.findings.findChildren(type(form.words))]

    assert "按这一条最多再展 18 个月。" in said
    assert "《贷款通则》第十二条" in said
    form.reason.set_text("疫情影响")
    form.pending.setChecked(True)
    form.already.setChecked(True)
    form.save.click()
    settle(qtbot, window.work)
    assert page.view.view.line.state.extensions + page.view.view.line.state.deferrals == 1


def test_giving_up_asks_only_when_something_was_typed(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or 0)
    page = go(qtbot, window, Where.LOAN, note(4), "repay")
    form = page.forms["repay"]

    form.drop.click()
    assert page.left.currentWidget() is page.facts
    page.header.repay.click()
    form.amount.set_text("500")
    form.drop.click()

    assert len(asked) == 1
    assert page.left.currentWidget() is form  # 接着填 is what Esc means there


def test_an_application_hears_the_rules_while_it_is_typed(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.APPLY, "5131230043")
    form = page.apply

    form.amount.set_text("6万")
    form.months.set_text("48")
    form.purpose.set_text("建房")
    qtbot.wait(300)
    settle(qtbot, window.work)

    codes = {finding.code for finding in form._found}
    assert not form.save.isEnabled()
    assert form.words.text() == "有“不能办”的规定，改好才能提交。"
    assert len(codes) >= 3


def test_an_older_loan_is_recorded_with_its_findings(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.APPLY, "5131230005", "record")
    form = page.record
    for field, text in (
        (form.amount, "3万"),
        (form.months, "36"),
        (form.purpose, "生猪养殖"),
        (form.paper.contract, "XED20250001"),
        (form.paper.bank, "清溪农商行"),
        (form.paper.rate, "3.45"),
        (form.paper.disbursed, "20250601"),
    ):
        field.set_text(text)

    form.save.click()
    settle(qtbot, window.work)

    assert window.shell.here == Place(Where.LOAN, "XED20250001")
    assert window.shell.page.view.view.line.terms.principal == Decimal("30000.00")


def test_a_visit_is_entered_for_the_household_one_came_from(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.VISITS, "5131230043", "enter")

    assert page.form.title.text() == "登记走访：1组 钱凤英户"
    assert page.form.of_loan.value == note(1)


def test_visits_are_entered_one_after_another(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    page = go(qtbot, window, Where.VISITS)
    first, second = page.table.rows[:2]

    page.form.start(first)
    page.form.findings.set_text("生猪 20 头，长势好")
    photo = tmp_path / "pigs.png"
    QImage(8, 8, QImage.Format.Format_RGB32).save(str(photo))
    page.form.photo.set_text(str(photo))
    page.form.save.click()
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        visit = session.scalars(select(Visit).order_by(Visit.id.desc())).first()
        [scan] = scans_of(session, first.view.number)
    assert (visit.findings, visit.on) == ("生猪 20 头，长势好", TODAY)
    assert scan.title == f"走访照片 {TODAY}"
    assert page.table.rows[0].view.number == second.view.number
    assert page.form.title.text().endswith(f"{second.view.head_name}户")


def test_due_notices_are_looked_at_and_printed_into_a_file(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    page = go(qtbot, window, Where.PRINT, "30", "due:F7")
    qtbot.wait(150)
    settle(qtbot, window.work)
    assert len(page.choose.people.rows) == 6
    assert page.look.copies == 6

    page.save_to(tmp_path / "notices.pdf")
    settle(qtbot, window.work)

    assert (tmp_path / "notices.pdf").read_bytes().startswith(b"%PDF")
    assert "6 份" in page.act.said.text()
    with window.work.book.read() as session:
        papers = session.scalars(select(Paper).where(Paper.form_id == "F7", Paper.printed_on == TODAY)).all()
    assert len(papers) == 6


def test_a_paper_moves_on_and_is_complete(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.PRINT, SERIALS[0], "papers")
    log = page.log
    assert log.table.row.paper.serial == SERIALS[0]

    log.state.set_text("户签")
    log.missing.set_text("")
    log.save.click()
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        paper = session.scalars(select(Paper).where(Paper.serial == SERIALS[0])).one()
    assert (paper.state, paper.missing) == ("户签", "")


def test_a_rating_explains_itself_before_it_is_saved(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.RATING, "5131230043")
    assert not page.save.isEnabled()

    for field in page.sheet.fields.values():
        field.control.setCurrentIndex(1)

    assert page.total.text() == "100 分"
    assert page.explained.text()
    page.save.click()
    settle(qtbot, window.work)
    story = go(qtbot, window, Where.HOUSEHOLDS, "5131230043", "评级").story
    ledger = story.part("评级").show_part("村初评")
    settle(qtbot, window.work)
    assert [rating.points for rating in ledger.table.rows] == ["100"]
    assert "诚信度" in ledger.details.text()


def test_the_round_leads_from_one_household_to_the_next(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.RATING, "5131230005")
    first, second = page.list.table.rows[0], page.list.table.rows[1]
    for field in page.sheet.fields.values():
        field.control.setCurrentIndex(1)
    page.save.click()
    settle(qtbot, window.work)
    assert [row.id for row in page.list.table.rows][:1] == [second.id]

    page.next.click()
    settle(qtbot, window.work)

    assert page.sheet.title.text() == f"村初评：{second.head}户"
    assert (first.id, page.sheet.answers) == ("5131230005", {})
    page.list.bank.click()
    assert [row.id for row in page.list.table.rows] == [first.id]


def test_the_banks_list_is_compared_line_by_line(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.CHECK)

    page.compare(Path("resources/samples/bank-list-liushugou.xlsx"))
    settle(qtbot, window.work)

    assert page.tabs.currentIndex() == 1
    assert page.differences.rows
    assert "以银行为准" in page.sum.text()


def test_a_ledger_is_saved_as_a_sheet(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    page = go(qtbot, window, Where.LEDGERS)
    page.table.choose_where(lambda layout: layout.id == "loans")

    page.save_to(tmp_path / "loans.xlsx")
    settle(qtbot, window.work)

    assert (tmp_path / "loans.xlsx").read_bytes().startswith(b"PK")
    assert page.said.text().endswith("18 行。")


def test_the_days_bulletin_is_read_copied_and_saved(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    page = go(qtbot, window, Where.LEDGERS)
    page.tabs.setCurrentIndex(1)
    settle(qtbot, window.work)
    report = page.reports

    assert "草稿，还没有定稿" in report.state.text()
    report.copy.click()
    page.save_report_to(tmp_path / "bulletin.xlsx")
    settle(qtbot, window.work)

    assert QApplication.clipboard().text() == report.done.report.paragraph
    assert (tmp_path / "bulletin.xlsx").read_bytes().startswith(b"PK")


def test_a_bulletin_is_made_final_only_after_a_question(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.ledgers.report_view.ask", lambda *given: True)
    page = go(qtbot, window, Where.LEDGERS)
    page.tabs.setCurrentIndex(1)
    settle(qtbot, window.work)

    page.reports.final.click()
    settle(qtbot, window.work)

    assert page.reports.done.report.final
    assert page.reports.final.word == "出更正通报"


def test_a_backup_is_made_and_listed(qtbot: QtBot, window: Window) -> None:
    backup = go(qtbot, window, Where.SETTINGS, detail="backup").rooms["backup"]

    backup.make.click()
    settle(qtbot, window.work)

    assert len(backup.backups.rows) == 1
    assert "已读回核对" in backup.said.text()


def test_text_size_and_darkness_change_at_once_and_keep_the_place(qtbot: QtBot, window: Window) -> None:
    go(qtbot, window, Where.LOAN, note(4))

    window.larger()
    settle(qtbot, window.work)

    assert theme_now().text_size == 110
    assert window.shell.here == Place(Where.LOAN, note(4))
    page = go(qtbot, window, Where.SETTINGS)
    page.rooms["look"].dark.click()
    settle(qtbot, window.work)
    assert theme_now().dark
    assert window.preferences.dark


def test_a_page_with_something_typed_keeps_its_size(qtbot: QtBot, window: Window) -> None:
    page = go(qtbot, window, Where.APPLY, "5131230043")
    page.apply.amount.set_text("5万")

    window.larger()

    assert theme_now().text_size == 100
    assert page.apply.amount.text == "5万"


def test_back_returns_to_where_we_were(qtbot: QtBot, window: Window) -> None:
    go(qtbot, window, Where.LOANS)
    go(qtbot, window, Where.LOAN, note(4))

    window.shell.go_back()
    settle(qtbot, window.work)

    assert window.shell.here == Place(Where.LOANS)
