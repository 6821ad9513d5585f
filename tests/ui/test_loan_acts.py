"""Every act on a loan, done through its form on the contract page; what it left in the book is read back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pytestqt.qtbot import QtBot

from app.services.loan_page import read_loan_page
from app.services.loans import read_loan
from app.ui.loans.acts.catalogue import FORMS
from app.ui.loans.contract_page import ContractPage
from app.ui.page import Page
from app.ui.places import Place, Where
from app.ui.window import Window
from tests.ui.conftest import settle, wait_for
from tests.ui.practice import TODAY, note

LATE, DUE = 1, 0


def contract(window: Window, number: int, act: str = "") -> ContractPage:
    """The page of one of the practice loans, with an act opened."""
    assert window.shell is not None
    window.shell.go(Place(Where.LOAN, note(number), act))
    wait_for(window.work)
    page: Page | None = window.shell.page
    assert isinstance(page, ContractPage)
    return page


def save(window: Window, page: ContractPage) -> None:
    """Press the button of the form; it must go back to the facts."""
    form = page.left.currentWidget()
    form.save.click()
    wait_for(window.work)
    assert page.left.currentWidget() is page.facts, form.words.text()


def newest(page: ContractPage, kind: str) -> str:
    """The words of the newest line of that kind in what happened."""
    return next(line.text for line in page.events.rows if line.kind == kind)


def test_every_act_opens_in_place_with_the_keyboard_in_its_first_field(qtbot: QtBot, window: Window) -> None:
    page = contract(window, LATE)
    window.activateWindow()
    for name, form_class in FORMS.items():
        if name == "reverse":
            continue
        page._act(name)
        wait_for(window.work)
        form = page.left.currentWidget()
        assert isinstance(form, form_class)
        assert form.fields[0].control.hasFocus(), name


def test_what_a_voucher_would_do_is_told_before_it_is_saved(qtbot: QtBot, window: Window) -> None:
    form = contract(window, DUE, "repay").form("repay")

    form.amount.set_text("2万")
    qtbot.wait(200)
    settle(qtbot, window.work)

    with window.work.book.read() as session:
        owed = read_loan(session, note(DUE), TODAY).line.state.payoff
    assert form.effect.text().endswith("还清了。")
    assert f"有 {Decimal(20_000) - owed:,.2f} 元账上对不上" in form.excess.text()


def test_parts_that_do_not_add_up_are_refused_in_place(qtbot: QtBot, window: Window) -> None:
    page = contract(window, DUE, "repay")
    form = page.form("repay")
    form.amount.set_text("100")
    form.split.fields[0].set_text("60")

    form.save.click()
    settle(qtbot, window.work)

    assert page.left.currentWidget() is form
    assert "与还款金额 100" in form.words.text()


def test_our_figures_are_made_the_banks(qtbot: QtBot, window: Window) -> None:
    page = contract(window, DUE, "adjust")
    form = page.form("adjust")

    form.balance.set_text("15000")
    form.reason.set_text("核对单 11-18")
    told = form.effect.text()
    save(window, page)

    assert "要调：本金 −588.00 元" in told
    assert page.view.view.line.state.balance == Decimal("15000.00")
    assert newest(page, "bank-adjustment").startswith("以银行为准记调整：-588.00 元")


def test_a_step_of_collection_begins_limitation_anew(qtbot: QtBot, window: Window) -> None:
    page = contract(window, LATE, "step")
    form = page.form("step")
    assert "诉讼时效到 2029-10-10" in form.limitation.text()
    form.kind.set_text("约谈")
    form.result.set_text("答应卖猪后还")
    save(window, page)

    assert newest(page, "step") == "约谈：周明远，答应卖猪后还"
    page._act("step")
    wait_for(window.work)
    assert "诉讼时效到 2029-11-20" in form.limitation.text()


def test_a_record_made_by_mistake_is_answered_from_the_same_list(qtbot: QtBot, window: Window) -> None:
    page = contract(window, LATE, "promise")
    page.form("promise").until.set_text("2026-12-10")
    save(window, page)
    assert page.events.choose_where(lambda line: line.kind == "promise")

    page.reverse.click()
    page.form("reverse").reason.set_text("记错了户")
    save(window, page)

    assert all(line.kind != "promise" for line in page.events.rows)


def test_a_survey_that_is_not_calm_asks_who_does_what_until_when(qtbot: QtBot, window: Window) -> None:
    page = contract(window, DUE, "survey")
    form = page.form("survey")
    form.outlook.set_text("需展期")
    form.save.click()
    assert form.cause.error == "请填原因。"

    form.cause.set_text("生猪没有出栏")
    form.measure.set_text("展期 3 个月")
    form.responsible.set_text("周明远")
    form.until.set_text("2026-11-30")
    save(window, page)

    assert "责任人 周明远，2026-11-30 前" in newest(page, "visit")


def test_what_the_bank_did_to_a_loan_is_recorded(qtbot: QtBot, window: Window) -> None:
    page = contract(window, DUE)
    typed = {
        "subsidy": {"amount": "76.38", "voucher": "T1"},
        "rate": {"rate": "3.9", "reason": "银行下调"},
        "misuse": {"reason": "买了车"},
        "recall": {"cause": "户已出列", "document": "银函 3 号"},
        "claim": {"amount": "1000", "voucher": "P9"},
    }
    for act, texts in typed.items():
        page._act(act)
        wait_for(window.work)
        form = page.form(act)
        for name, text in texts.items():
            getattr(form, name).set_text(text)
        save(window, page)

    kinds = {line.kind for line in page.events.rows}
    assert {"subsidy", "rate-change", "misuse", "recall", "claim"} <= kinds


def test_another_member_becomes_co_borrower(qtbot: QtBot, window: Window) -> None:
    page = contract(window, LATE, "co-borrower")
    form = page.form("co-borrower")
    assert form.member.control.count() > 0
    form.document.set_text("补充协议 7 号")
    form.reason.set_text("配偶加入")
    name = form.member.text.split("（")[0]
    save(window, page)

    assert page.view.view.line.co_borrower.name == name


def test_a_plan_is_drafted_on_the_loan_and_saved_as_its_next_version(qtbot: QtBot, window: Window) -> None:
    page = contract(window, LATE, "plan")
    form = page.form("plan")
    form.spread.click()
    settle(qtbot, window.work)
    assert form.told.text() == "照这些还，最后一笔还清。"
    assert form.rows.rows[-1].balance == Decimal("0.00")

    form.cause.set_text("生猪死亡")
    form.reason.set_text("到期后分期还，银行同意")
    save(window, page)

    assert [plan.version for plan in page.view.plans] == [1]


def test_an_extension_with_paper_to_come_is_completed_later(qtbot: QtBot, window: Window) -> None:
    page = contract(window, DUE, "extend")
    form = page.form("extend")
    form.reason.set_text("疫情影响")
    form.pending.setChecked(True)
    assert form.deadline.day == date(2026, 12, 20)
    form.already.setChecked(True)
    save(window, page)

    page._act("paper")
    wait_for(window.work)
    assert page.form("paper").which.text() == "2026-11-20 展期至 2027-06-02，最迟 2026-12-20 补齐。"
    save(window, page)
    assert newest(page, "extension") == "展期：至 2027-06-02"


def test_papers_are_filed_only_when_the_loan_is_settled(qtbot: QtBot, window: Window) -> None:
    page = contract(window, DUE, "archive")
    form = page.form("archive")

    assert not form.save.isEnabled()
    assert "贷款还没有结清" in form.told.text()


def test_each_number_says_where_it_comes_from(qtbot: QtBot, window: Window) -> None:
    page = contract(window, DUE)
    page.state.why.click()
    settle(qtbot, window.work)

    told = [label.text() for label in page.why.findChildren(type(page.state.answer))]

    assert page.left.currentWidget() is page.why
    assert any("60 天 × 4.2% ÷ 360 × 15,588.00" in text for text in told)
    page.why.back.click()
    assert page.left.currentWidget() is page.facts


def test_the_history_tells_who_entered_what(qtbot: QtBot, window: Window) -> None:
    with window.work.book.read() as session:
        page = read_loan_page(session, note(DUE), TODAY)

    told = [(line.kind, line.by) for line in page.history]
    assert ("loan", "周明远") in told
    assert ("repayment", "周明远") in told
    assert ("paper", "周明远") in told
    assert [line.on for line in page.history] == sorted((line.on for line in page.history), reverse=True)
