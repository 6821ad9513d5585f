"""自查核对 by keyboard: a finding gets its measure and is closed; three lists meet and a difference is worked off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.loans import read_loan
from app.services.rectifications import list_rectifications
from app.ui.check.page import LEDGER, LISTS, CheckPage
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.ui.conftest import settle
from tests.ui.practice import TODAY, note
from tests.ui.typing import press, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> CheckPage:
    """The page, open on the practice village, with the keyboard."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.shell is not None
    window.shell.go(Place(Where.CHECK))
    settle(qtbot, window.work)
    found = window.shell.page
    assert isinstance(found, CheckPage)
    return found


def _sheet(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_finding_gets_its_measure_and_is_closed_without_a_mouse(
    qtbot: QtBot, window: Window, page: CheckPage
) -> None:
    first = page.findings.row
    assert QApplication.focusWidget() is page.findings
    assert page.sum.text().startswith(f"2026-11-20 全账本查了一遍：{len(page.findings.rows)} 条，写了措施的 0 条")

    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.form.measure.control
    page.form.measure.line.clear()
    type_text("补办银行授信")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    type_text("12-10")
    with qtbot.waitSignal(page.form.planned):
        press(Qt.Key.Key_Return, CONTROL)
    settle(qtbot, window.work)

    planned = page.findings.row
    assert planned.problem.key == first.problem.key
    assert (planned.line.measure, planned.line.responsible, planned.line.until) == (
        "补办银行授信", "周明远", date(2026, 12, 10),
    )  # fmt: skip
    assert QApplication.focusWidget() is page.findings
    assert "写了措施的 1 条" in page.sum.text()
    page.tabs.setCurrentIndex(LEDGER)
    assert [line.problem.key for line in page.ledger.rows] == [first.problem.key]

    page.form.close_.click()
    assert page.form.how.error == "请选怎么销号。"
    page.form.how.set_text("已整改")
    page.form.evidence.set_text("授信通知书")
    page.form.close_.click()
    settle(qtbot, window.work)

    assert page.ledger.rows == []
    page.open_only.setChecked(False)
    assert page.ledger.rows[0].line.evidence == "授信通知书"
    assert not page.form.isEnabled()


def test_what_is_half_typed_waits_while_another_line_is_looked_at(page: CheckPage) -> None:
    page.form.measure.set_text("先问银行")

    page.findings.choose(1)
    other = page.form.measure.text
    page.findings.choose(0)

    assert other != "先问银行"
    assert page.form.measure.text == "先问银行"
    assert page.typed


def test_counts_by_check_choose_what_is_listed(page: CheckPage) -> None:
    control = page.which.control
    names = [control.itemData(at) for at in range(control.count())]
    assert "逾期" in names

    control.choose("逾期")

    assert {line.name for line in page.findings.rows} == {"逾期"}
    assert page.form.line is page.findings.row


def test_three_lists_meet_and_the_banks_balance_is_taken_over(
    qtbot: QtBot, window: Window, page: CheckPage, tmp_path: Path
) -> None:
    with window.work.book.read() as session:
        loan = read_loan(session, note(4), TODAY).line
    name, principal, balance = loan.borrower.name, loan.terms.principal, loan.state.balance
    days = [f"{loan.loan.disbursed_on}", f"{loan.state.due_on}"]
    bank = _sheet(
        tmp_path / "银行.xlsx",
        ["户名", "借据号", "贷款金额(元)", "贷款余额(元)", "放款日", "到期日"],
        [name, note(4), principal, balance - 4_000, *days],
    )
    national = _sheet(
        tmp_path / "系统.xlsx",
        ["借款人姓名", "合同编号", "贷款金额(万元)", "放款时间", "到期时间"],
        [name, note(4), principal / 10_000, *days],
    )

    page.compare(bank, national)
    settle(qtbot, window.work)
    page.differences.choose_where(lambda line: line.problem.code == "amount-differs")

    assert page.tabs.currentIndex() == LISTS
    assert "“银行.xlsx”按元读：三方都一致 0 笔" in page.sum.text()
    assert not page.form.by_bank.isHidden()
    page.form.by_bank.click()
    assert page.form.evidence.error
    page.form.evidence.set_text("支行 11 月名单")
    page.form.by_bank.click()
    assert page.form.cause.error == "请选原因。"
    page.form.cause.set_text("未入账")
    page.form.by_bank.click()
    settle(qtbot, window.work)

    assert "amount-differs" not in {line.problem.code for line in page.differences.rows}
    assert "三方都一致 1 笔" in page.sum.text()
    with window.work.book.read() as session:
        assert read_loan(session, note(4), date(2026, 11, 21)).line.state.balance == balance - Decimal(4_000)
        (closed,) = list_rectifications(session, TODAY)
    assert (closed.closed_how, closed.evidence, closed.cause) == ("以银行为准", "支行 11 月名单", "未入账")

    page.save_to(tmp_path / "差异.xlsx")
    settle(qtbot, window.work)
    cells = {cell.value for line in load_workbook(tmp_path / "差异.xlsx").worksheets[0].iter_rows() for cell in line}
    assert "银行没有" in cells
