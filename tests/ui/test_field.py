"""A field names itself, complains when it is left, and is quiet as soon as it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.parts.choice import Choice
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.masked_field import MaskedField
from app.ui.parts.typed_fields import CountField, DateField, MoneyField, RateField
from tests.ui.typing import type_text

TODAY = date(2026, 11, 20)


def even(text: str) -> str:
    return "" if text.isdigit() and int(text) % 2 == 0 else "要填双数。"


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[tuple[Field, QLineEdit]]:
    page = QWidget()
    column = QVBoxLayout(page)
    field = Field("双数", check=even, hint="填 2、4、6")
    after = QLineEdit()
    column.addWidget(field)
    column.addWidget(after)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    yield field, after
    page.close()


def test_a_field_has_its_plain_name_and_its_hint_as_description(form: tuple[Field, QLineEdit]) -> None:
    field, _after = form

    assert field.control.accessibleName() == "双数"
    assert field.control.accessibleDescription() == "填 2、4、6"


def test_the_error_comes_on_leaving_and_goes_when_mended(form: tuple[Field, QLineEdit]) -> None:
    field, after = form
    field.take_focus()
    type_text("3")
    assert field.error == ""

    after.setFocus()
    assert field.error == "要填双数。"
    assert field.control.property("wrong") is True
    assert field.control.accessibleDescription() == "要填双数。"

    field.take_focus()
    type_text("4")
    assert field.error == ""
    assert field.control.property("wrong") is False


def test_an_empty_field_is_not_scolded_before_saving(form: tuple[Field, QLineEdit]) -> None:
    field, after = form
    field.take_focus()

    after.setFocus()

    assert field.error == ""


def test_saving_puts_the_keyboard_into_the_first_wrong_field(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    fields = [Field("姓名", needed=True), Field("双数", check=even)]
    for field in fields:
        column.addWidget(field)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    fields[0].set_text("单小雨")
    fields[1].set_text("3")

    wrong = first_wrong(fields)

    assert wrong is fields[1]
    assert fields[1].control.hasFocus()


def test_a_needed_field_says_what_to_fill(qtbot: QtBot) -> None:
    field = Field("身份证号（18位）", needed=True)
    qtbot.addWidget(field)

    assert field.wrong() == "请填身份证号。"


def test_money_is_read_back_in_full(qtbot: QtBot) -> None:
    field = MoneyField("金额（元）")
    qtbot.addWidget(field)

    field.set_text("5万")

    assert field.amount == Decimal("50000.00")
    assert field.control.accessibleDescription() == "50,000.00 元"
    field.set_text("五万")
    assert not field.judge()


def test_a_day_is_typed_short_and_told_with_its_weekday(qtbot: QtBot) -> None:
    field = DateField("还款日", TODAY)
    qtbot.addWidget(field)

    field.set_text("12-2")

    assert field.day == date(2026, 12, 2)
    assert field.control.accessibleDescription() == "2026-12-02 周三"


def test_rate_and_count(qtbot: QtBot) -> None:
    rate, months = RateField("年利率（%）"), CountField("期限（月）", unit="个月")
    for field in (rate, months):
        qtbot.addWidget(field)

    rate.set_text("4.2")
    months.set_text("0")

    assert rate.rate == Decimal("0.042")
    assert months.wrong() == "要写大于零的整数。"


def test_a_choice_answers_with_what_stands_for_the_word(qtbot: QtBot) -> None:
    field = Field("种类", control=Choice([("首贷", "first"), ("续贷", "renewal")]))
    qtbot.addWidget(field)

    field.set_text("续贷")

    assert field.value == "renewal"
    assert field.text == "续贷"


def test_a_secret_is_not_shown(qtbot: QtBot) -> None:
    field = Field("密码", secret=True)
    qtbot.addWidget(field)

    assert field.line.echoMode() is QLineEdit.EchoMode.Password
    assert field.control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_an_id_is_masked_until_the_keyboard_comes_and_never_lost(form: tuple[Field, QLineEdit], qtbot: QtBot) -> None:
    _field, after = form
    masked = MaskedField("身份证号", lambda text: "*" * len(text), check=even)
    after.parentWidget().layout().addWidget(masked)
    masked.set_text("2468")
    assert (masked.line.text(), masked.text) == ("****", "2468")

    masked.take_focus()
    assert masked.line.text() == "2468"
    type_text("0")
    after.setFocus()

    assert (masked.line.text(), masked.text) == ("*****", "24680")
    masked.set_text("3")
    assert masked.line.text() == "3"  # what is wrong has to be seen to be mended
