"""The village's face with the keyboard: pairing, the five steps, what goes wrong in its place, receipts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.bundles import export_bundle
from app.services.exchange_files import look_at_card
from app.services.exchange_stand import Stand
from app.services.exchange_view import Hand, read_village
from app.services.outbox import COPY_FOLDER, check_stick
from app.services.pairing import partners
from app.services.receipts import write_receipts
from app.storage.book import Book
from app.ui.exchange.page import ExchangePage
from app.ui.exchange.village import VillageFace
from app.ui.places import Place, Where
from tests.helpers.villages import DAY, TOWNSHIP, Desks, add_household
from tests.ui.conftest import wait_for
from tests.ui.exchange.keys import ALT, CTRL, ENTER, act, type_place
from tests.ui.typing import press, type_text

Show = Callable[..., ExchangePage]


def face_of(page: ExchangePage) -> VillageFace:
    assert isinstance(page.face, VillageFace)
    return page.face


def stand_of(book: Book) -> Stand | None:
    with book.read() as session:
        newest = read_village(session, DAY).newest
    return newest.stand if newest is not None else None


# --- pairing ---


def test_a_village_without_a_partner_begins_with_its_card(show: Show, lonely: Book, tmp_path: Path) -> None:
    page = show(lonely)

    assert page.stack.currentWidget() is page.pairing
    assert page.heading == ("交换", "结对")
    assert QApplication.focusWidget() is page.pairing.own_file.field.line
    assert not page.pairing.leave.isVisible()


def test_pairing_goes_from_card_to_card_to_fingerprint(show: Show, lonely: Book, offices: Path, tmp_path: Path) -> None:
    page = show(lonely)
    pairing = page.pairing
    spoken = look_at_card(offices / "township.card").fingerprint

    type_place(page, tmp_path / "我们的.card")
    assert (tmp_path / "我们的.card").is_file()
    type_place(page, offices / "township.card")
    type_text(spoken[:4] + ("0000" if spoken[5:9] != "0000" else "1111"))
    assert "第 2 组和名片对不上" in pairing.heard.words
    assert not pairing.act.isEnabled()
    press(Qt.Key.Key_A, CTRL)
    type_text(spoken)
    assert pairing.heard.words == "六组都对上了。"
    act(page)

    with lonely.read() as session:
        assert [card.name for card in partners(session, "township")] == [TOWNSHIP[1]]
    assert page.stack.currentWidget() is page.face
    assert QApplication.focusWidget() is face_of(page).send.place.field.line


def test_a_file_that_is_no_card_is_refused_in_its_place(show: Show, lonely: Book, tmp_path: Path) -> None:
    page = show(lonely)
    (tmp_path / "x.card").write_text("{}")
    page.pairing.second.click()

    type_place(page, tmp_path / "x.card")

    assert page.pairing.trouble.words.startswith("这张名片不能用：")
    assert QApplication.focusWidget() is page.pairing.their_file.field.line


def test_a_partner_is_revoked_with_a_reason(show: Show, desks: Desks) -> None:
    page = show(desks.village, detail="pair")
    card = page.pairing.partners
    card.table.setFocus()
    card.table.choose(0)
    press(ENTER)
    type_text("镇上换了电脑")
    press(ENTER)
    wait_for(page.work)

    with desks.village.read() as session:
        assert partners(session) == []
    assert card.table.rows[0].revoked == "镇上换了电脑"
    assert page.stack.currentWidget() is page.pairing


# --- the five steps ---


def test_the_day_of_a_bundle_is_five_steps_on_one_key(show: Show, desks: Desks) -> None:
    page = show(desks.village)
    send = face_of(page).send
    assert send.hand is Hand.STICK

    type_place(page, desks.stick)
    assert send.hand is Hand.MAKE
    act(page)
    assert send.hand is Hand.CHECK
    assert [path.suffix for path in desks.stick.iterdir() if path.is_file()] == [".age"]
    assert stand_of(desks.village) is Stand.UNCHECKED
    act(page)

    assert send.hand is Hand.CARRY
    assert stand_of(desks.village) is Stand.WAITING
    assert send.chip.chip.word == "等回执"
    assert "校验" not in send.trouble.words
    assert face_of(page).slip.paper.number.text() == "第 1 号包"


def test_a_folder_that_is_not_there_is_said_under_its_field(show: Show, desks: Desks, tmp_path: Path) -> None:
    page = show(desks.village)
    send = face_of(page).send

    type_place(page, tmp_path / "没有")

    assert send.hand is Hand.STICK
    assert send.place.field.error == "没有这个文件夹。请插好U盘，或另选一个。"
    assert QApplication.focusWidget() is send.place.field.line


def test_a_stick_that_cannot_take_it_leaves_the_bundle_for_another(show: Show, desks: Desks, tmp_path: Path) -> None:
    page = show(desks.village)
    send = face_of(page).send
    (desks.stick / COPY_FOLDER).write_text("a file where the folder of the second copy should be")
    type_place(page, desks.stick)

    act(page)

    assert send.hand is Hand.WRITE
    assert send.trouble.words.count("。") >= 3
    assert not list(desks.stick.glob("*.age"))
    (tmp_path / "other").mkdir()
    send.move_button.click()
    type_place(page, tmp_path / "other")
    act(page)
    assert send.hand is Hand.CHECK
    assert send.trouble.words == ""
    assert stand_of(desks.village) is Stand.UNCHECKED


def test_a_bad_stick_is_found_out_when_it_is_plugged_in_again(show: Show, desks: Desks) -> None:
    page = show(desks.village)
    send = face_of(page).send
    type_place(page, desks.stick)
    act(page)
    file = next(desks.stick.glob("*.age"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))

    act(page)

    assert send.hand is Hand.CHECK
    assert "与本机导出的不一致" in send.trouble.words
    assert stand_of(desks.village) is Stand.UNCHECKED


def test_the_check_can_be_put_off_and_taken_up_again(show: Show, desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    page = show(desks.village)
    send = face_of(page).send
    assert send.hand is Hand.CHECK

    send.second.click()
    assert send.hand is Hand.CARRY
    send.second.click()

    assert send.hand is Hand.CHECK


def test_another_bundle_may_be_begun_while_one_is_on_its_way(show: Show, desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    check_stick(desks.village, desks.stick)
    page = show(desks.village)
    send = face_of(page).send
    assert send.hand is Hand.CARRY

    send.second.click()
    assert send.hand is Hand.STICK
    assert QApplication.focusWidget() is send.place.field.line
    type_place(page, desks.stick)
    act(page)

    assert send.hand is Hand.CHECK
    assert [line.number for line in face_of(page).sent.table.rows] == ["2", "1"]


def test_what_is_typed_stays_when_the_page_reads_again(show: Show, desks: Desks) -> None:
    page = show(desks.village)
    type_text("/media/还没打完")

    page.refresh()
    wait_for(page.work)

    send = face_of(page).send
    assert send.place.field.text == "/media/还没打完"
    assert QApplication.focusWidget() is send.place.field.line


# --- receipts, slips, rows that came back ---


def test_the_receipt_makes_it_delivered(show: Show, desks: Desks) -> None:
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    write_receipts(desks.township, desks.stick, on=DAY)
    page = show(desks.village)
    face = face_of(page)

    act(page, Qt.Key.Key_I, ALT)
    type_place(page, desks.stick)

    assert face.receipt.words.text() == "乡镇收到了最新的账"
    assert face.send.chip.chip.word == "已送达"
    assert face.send.hand is Hand.STICK
    assert not face.receipt.place.isVisible()


def test_a_receipt_that_cannot_be_read_is_said_in_its_place(show: Show, desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    page = show(desks.village)

    act(page, Qt.Key.Key_I, ALT)
    type_place(page, desks.stick)

    assert "里的回执" in face_of(page).receipt.trouble.words


def test_the_digest_is_compared_while_the_township_reads_it(show: Show, desks: Desks) -> None:
    digest = export_bundle(desks.village, desks.stick, on=DAY).position.digest
    page = show(desks.village)
    receipt = face_of(page).receipt

    act(page, Qt.Key.Key_T, ALT)
    type_text(digest[:8])
    assert receipt.heard.words == "到这里都对，已输 8 位。"
    type_text(digest[-4:])
    assert receipt.heard.words.startswith("对得上")
    type_text("z")

    assert receipt.heard.words.startswith("对不上")


def test_a_paper_receipt_that_is_none_is_refused_in_its_place(show: Show, desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    page = show(desks.village)

    act(page, Qt.Key.Key_G, ALT)
    type_text("RABC")
    press(ENTER)
    wait_for(page.work)

    assert "回执单" in face_of(page).receipt.trouble.words


def test_enter_on_a_past_bundle_shows_its_slip(show: Show, desks: Desks) -> None:
    for _ in range(2):
        export_bundle(desks.village, desks.stick, on=DAY)
    page = show(desks.village)
    face = face_of(page)
    face.sent.table.setFocus()
    face.sent.table.choose(1)
    press(ENTER)
    wait_for(page.work)
    assert face.slip.paper.number.text() == "第 1 号包"

    face.slip.newest.click()

    assert face.slip.paper.number.text() == "第 2 号包"


def test_the_slip_is_saved_where_there_is_no_printer(show: Show, desks: Desks, tmp_path: Path) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)
    page = show(desks.village)
    face_of(page).slip.set_printers(False)

    act(page, Qt.Key.Key_P, ALT)
    type_place(page, tmp_path / "交接单.pdf")
    wait_for(page.work)

    assert (tmp_path / "交接单.pdf").read_bytes().startswith(b"%PDF")
    assert face_of(page).slip.said.text().startswith("已存到")


def test_the_slip_of_a_bundle_that_is_not_made_cannot_be_printed(show: Show, desks: Desks) -> None:
    slip = face_of(show(desks.village)).slip

    assert not slip.print.isEnabled()
    assert slip.paper.number.text() == "下一个包，还没有做"
    assert "做好包" in slip.print.toolTip()


def test_rows_that_came_back_lead_to_their_household(show: Show, desks: Desks, qtbot: QtBot) -> None:
    add_household(desks.village, "5131239999", "尚木兰", remark="长" * 100_001, head_id="513123198109263429")
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)
    desks.answer()
    page = show(desks.village)
    card = face_of(page).returned
    assert card.isVisible()
    card.table.setFocus()
    card.table.choose(0)

    with qtbot.waitSignal(page.go) as gone:
        press(ENTER)

    assert gone.args == [Place(Where.HOUSEHOLDS, "5131239999")]


@pytest.mark.parametrize("dark", [False, True])
def test_the_paper_is_white_in_both_themes(show: Show, desks: Desks, qapp: QApplication, dark: bool) -> None:
    from app.ui.theme import Theme, apply_theme

    apply_theme(qapp, Theme(dark=dark))
    export_bundle(desks.village, desks.stick, on=DAY)
    paper = face_of(show(desks.village)).slip.paper

    image = paper.grab().toImage()

    assert image.pixelColor(image.width() // 2, 6).name() == "#ffffff"
