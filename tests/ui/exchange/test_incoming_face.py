"""乡镇带来的事 and 移交 in the window: accepted, sent back, handed over; by keyboard, nothing cut."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models import Household, Member
from app.services.bundles import export_bundle
from app.services.desk_files import send_data_file
from app.services.desk_proposals import propose_correction, sent_proposals
from app.services.exchange_files import import_at
from app.services.office import make_book
from app.services.pairing import write_card
from app.storage.book import Book
from app.ui.exchange.page import ExchangePage
from app.ui.theme import Theme, apply_theme
from tests.helpers.books import CHEAP, PASSWORD
from tests.helpers.villages import DAY, Desks
from tests.ui.conftest import wait_for

Show = Callable[..., ExchangePage]
PICTURES = os.environ.get("HUICUN_PICTURES", "")


def grab(page: ExchangePage, name: str) -> None:
    if PICTURES:
        page.window().grab().save(f"{PICTURES}/{name}.png")


def first_household(book: Book) -> Household:
    with book.read() as session:
        return session.scalars(select(Household).order_by(Household.number)).first()  # type: ignore[return-value]


@pytest.fixture
def told(desks: Desks, tmp_path: Path) -> Desks:
    """The township's receipt brought two corrections and a score sheet."""
    import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
    row = first_household(desks.village)
    with desks.village.read() as session:
        member = session.scalars(select(Member).where(Member.household_id == row.id)).first()
    assert member is not None
    for table, row_id, column, value in (
        ("household", row.id, "address", "柳树沟村三组 12 号，老水井旁边第二家，门前有两棵核桃树"),
        ("member", member.id, "health", "长期慢性病"),
    ):
        propose_correction(
            desks.township, desks.village.code, table, row_id, column, value, reason="与全国系统名单不一致", on=DAY
        )
    from app.packs.toml_files import built_in_text

    text = built_in_text("score_sheets", "5221").replace("valid_months = 24", "valid_months = 12")
    (tmp_path / "5221.toml").write_text(text, encoding="utf-8")
    send_data_file(desks.township, "score-sheet", tmp_path / "5221.toml", on=DAY)
    desks.answer()
    return desks


@pytest.fixture
def fresh(desks: Desks, tmp_path: Path) -> Iterator[Book]:
    book, _ = make_book(
        tmp_path / "fresh", PASSWORD, role="village", code=desks.village.code, name=desks.village.name,
        officer="陈晓燕", cost=CHEAP,
    )  # fmt: skip
    with book:
        yield book


def test_a_correction_is_accepted_and_another_sent_back(show: Show, told: Desks) -> None:
    page = show(told.village)
    grab(page, "village-with-incoming")
    assert page.face.incoming.word == "乡镇带来 3 件事"  # type: ignore[union-attr]
    page.face.incoming.click()  # type: ignore[union-attr]
    face = page.incoming
    grab(page, "incoming")
    assert QApplication.focusWidget() is face.accept

    face.accept.click()
    wait_for(page.work)
    assert first_household(told.village).address.startswith("柳树沟村三组 12 号")
    assert len(face.table.rows) == 2

    face.answer.set_text("本人到场核实，身体健康")
    face.refuse.click()
    wait_for(page.work)
    face.table.choose(0)
    wait_for(page.work)
    grab(page, "incoming-file")
    assert "加上：valid_months = 12" in face.changes.text()

    import_at(told.township, export_bundle(told.village, told.stick, on=DAY).file)
    with told.township.read() as session:
        answers = sorted((one.column, str(one.standing), one.answer) for one in sent_proposals(session))
    assert answers == [("住址", "done", ""), ("健康状况", "refused", "本人到场核实，身体健康")]


def test_without_a_reason_nothing_goes_back(show: Show, told: Desks) -> None:
    page = show(told.village, detail="incoming")

    page.incoming.refuse.click()
    wait_for(page.work)

    assert len(page.incoming.table.rows) == 3


def test_a_book_is_handed_over_and_then_only_shown(show: Show, desks: Desks, fresh: Book) -> None:
    card = write_card(fresh, desks.stick / "新电脑.card")
    page = show(desks.village, detail="handover")
    grab(page, "handover")
    form = page.handover.give
    form.places["card"].set_place(card.file)
    form.places["to"].set_place(desks.stick)
    for name, text in (("fingerprint", card.fingerprint), ("receiver", "陈晓燕"), ("witness", "覃支书")):
        form.fields[name].set_text(text)

    form.act.click()
    wait_for(page.work)
    grab(page, "handover-done")

    assert "移交给陈晓燕" in page.handover.words.text()
    assert [file.name for file in desks.stick.glob("HC-*.age")] != []
    assert desks.village.info.handed_over_to == "陈晓燕"


def test_the_fresh_book_takes_it_over(show: Show, desks: Desks, fresh: Book, tmp_path: Path) -> None:
    from app.services.handover import hand_over

    new, old = write_card(fresh, tmp_path / "new.card"), write_card(desks.village, tmp_path / "old.card")
    _, written = hand_over(
        desks.village, new.file, new.fingerprint, desks.stick, receiver="陈晓燕", witness="覃支书", on=DAY
    )
    page = show(fresh, detail="handover")
    form = page.handover.take
    form.places["file"].set_place(written.path)
    form.places["card"].set_place(old.file)
    form.fields["fingerprint"].set_text(old.fingerprint)

    form.act.click()
    wait_for(page.work)

    assert first_household(fresh).number == first_household(desks.village).number
    page.handover.pdf.set_place(tmp_path / "清单.pdf")
    page.handover.print.click()
    wait_for(page.work)
    assert (tmp_path / "清单.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("size", [100, 150])
@pytest.mark.parametrize("detail", ["incoming", "handover"])
def test_there_is_room_at_every_text_size(show: Show, told: Desks, qapp: QApplication, size: int, detail: str) -> None:
    apply_theme(qapp, Theme(text_size=size))

    page = show(told.village, size=(1366, 768), detail=detail)
    grab(page, f"{detail}-{size}")

    assert page.outer.minimumSize().width() <= page.window().shell.stack.currentWidget().viewport().width()


def test_the_townships_face_of_handover(show: Show, desks: Desks) -> None:
    page = show(desks.township, detail="handover")
    grab(page, "handover-township")

    assert page.handover.give.act.isVisible()
    assert not page.handover.take.isVisible()
