"""The township's face with the keyboard: a folder of bundles, numbered reasons, receipts, what needs a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.bundles import export_bundle
from app.services.exchange_desk import read_desk_exchange
from app.services.exchange_files import import_at
from app.services.receipts import import_receipt
from app.ui.exchange.desk import DeskFace
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.states import village_chip
from tests.helpers.books import reopened
from tests.helpers.villages import DAY, Desks, add_household, cloned, repay
from tests.ui.conftest import wait_for
from tests.ui.exchange.keys import ALT, ENTER, act
from tests.ui.practice import note
from tests.ui.typing import press, type_text

Show = Callable[..., ExchangePage]


def face_of(page: ExchangePage) -> DeskFace:
    assert isinstance(page.face, DeskFace)
    return page.face


def take(page: ExchangePage, place: Path) -> None:
    face_of(page).take.place.take_focus()
    type_text(str(place))
    act(page)


def test_a_village_that_sent_nothing_is_shown_and_the_keyboard_waits_for_a_place(show: Show, desks: Desks) -> None:
    page = show(desks.township)
    face = face_of(page)

    [line] = face.villages.table.rows
    assert village_chip(line).word == "还没有送来"
    assert page.heading == ("交换", "乡镇这一头")
    assert QApplication.focusWidget() is face.take.place.field.line
    assert not face.give.give.isEnabled()


def test_a_folder_is_read_and_the_bad_file_stands_first_with_its_reason(show: Show, desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    (desks.stick / "HC-20261120-00000000.age").write_bytes(b"noise")
    page = show(desks.township)
    face = face_of(page)

    take(page, desks.stick)

    assert face.take.words.text() == "读了 2 个文件，其中 1 个没有收。"
    assert [str(each.outcome) for each in face.take.outcomes.rows] == ["refused", "imported"]
    assert face.take.reason.text().startswith("这个文件不是交换包")
    [line] = face.villages.table.rows
    assert village_chip(line).word == "欠回执"
    assert face.give.give.word == "开 1 份回执"
    assert face.give.place.place == desks.stick


def test_the_receipt_is_written_back_and_the_village_reads_it(show: Show, desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    page = show(desks.township)
    face = face_of(page)
    take(page, desks.stick)

    act(page, Qt.Key.Key_R, ALT)

    assert "开了 1 份回执" in face.give.words.text()
    assert village_chip(face.villages.table.rows[0]).word == "已开回执"
    [receipt] = desks.stick.glob("HR-*.age")
    assert import_receipt(desks.village, receipt).text == "已送达"


def test_an_empty_place_is_said_where_it_was_typed(show: Show, desks: Desks) -> None:
    page = show(desks.township)

    take(page, desks.stick)

    assert "里的交换包" in face_of(page).take.trouble.words
    assert QApplication.focusWidget() is face_of(page).take.place.field.line


def test_rows_that_were_not_taken_over_are_listed_with_numbers(show: Show, desks: Desks) -> None:
    add_household(desks.village, "5131239999", "尚木兰", remark="长" * 100_001, head_id="513123198109263429")
    export_bundle(desks.village, desks.stick, on=DAY)
    page = show(desks.township)
    face = face_of(page)

    take(page, desks.stick)

    assert [(row.code, row.kind) for row in face.village.rows.rows] == [(106, "户"), (110, "成员")]
    assert not face.village.good.isVisible()
    assert face.villages.table.rows[0].quarantined == 2


def test_a_held_bundle_is_admitted_with_a_reason(show: Show, desks: Desks, tmp_path: Path) -> None:
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
    with cloned(desks.village, tmp_path / "clone") as clone:
        repay(clone, note(1), 1_000)
        file = export_bundle(clone, desks.stick, on=DAY).file
    with reopened(desks.village.folder) as village:
        repay(village, note(1), 2_000)
        import_at(desks.township, export_bundle(village, desks.stick, on=DAY).file)
    import_at(desks.township, file)
    page = show(desks.township)
    face = face_of(page)
    assert face.below.currentWidget() is face.held
    assert "两台电脑" in face.held.why.text()
    face.held.admit.click()
    assert face.held.reason.error == "请填问清的情况。"

    type_text("问过村里，旧电脑已停用")
    face.held.admit.click()
    wait_for(page.work)

    with desks.township.read() as session:
        assert read_desk_exchange(session, DAY).held == ()
    assert face.below.currentWidget() is face.village
    assert not face.villages.held.isVisible()


def test_the_receipt_slip_is_saved_where_there_is_no_printer(show: Show, desks: Desks, tmp_path: Path) -> None:
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
    page = show(desks.township)
    face = face_of(page)
    face.village.set_printers(False)
    face.villages.table.choose(0)
    wait_for(page.work)

    act(page, Qt.Key.Key_P, ALT)
    type_text(str(tmp_path / "回执单.pdf"))
    press(ENTER)
    wait_for(page.work)

    assert (tmp_path / "回执单.pdf").read_bytes().startswith(b"%PDF")
    assert face.village.said.text().startswith("已存到")


def test_the_township_pairs_with_village_after_village(show: Show, desks: Desks) -> None:
    page = show(desks.township)

    face_of(page).pairing.click()
    wait_for(page.work)

    assert page.stack.currentWidget() is page.pairing
    assert page.pairing.words.text() == "写成一个文件，交给村里。"
    act(page, Qt.Key.Key_B, ALT)
    assert page.stack.currentWidget() is page.face
