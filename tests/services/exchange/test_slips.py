"""交接单 and 回执单 on paper: their sums, their digest, their QR, and no villager."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from app.domain.errors import NotFoundError
from app.exchange.digest import in_groups, read_slip
from app.models import Paper
from app.services.bundles import export_bundle
from app.services.delivery import acknowledge_on_paper, delivery_state
from app.services.pairing import set_escrow, write_card
from app.services.slips import print_receipt_slip, print_slip
from app.storage.book import Book
from tests.helpers.villages import DAY, Desks


def words(pdf: bytes) -> str:
    """The text of the one page, without blanks."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        (page,) = document
        return "".join(page.get_textpage().get_text_range().split())
    finally:
        document.close()


def codes(pdf: bytes) -> list[str]:
    """The QR codes on the page at 200 dpi."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    finally:
        document.close()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_the_slip_says_what_was_handed_over_and_names_nobody(desks: Desks) -> None:
    done = export_bundle(desks.village, desks.stick, on=DAY)

    pdf = print_slip(desks.village, on=DAY)

    text = words(pdf)
    assert done.file.name in text
    assert all(group in text for group in in_groups(done.position.digest).split())
    for shown in ("云岭镇柳树沟村", "513123104205", "1/1", "2026年11月20日", "¥50,000.00"):
        assert shown in text
    for hidden in ("何艳兴", "513123197904183511", "XED1"):
        assert hidden not in text
    slip = next(read_slip(code) for code in codes(pdf) if code.startswith("H") and len(code) == 59)
    assert (slip.mark, slip.book_code, slip.epoch_no, slip.seq) == ("H", desks.village.code, 1, 1)
    assert done.position.digest.startswith(slip.digest)


def test_the_slip_is_a_paper_of_the_book_and_no_change_that_waits_to_be_sent(desks: Desks) -> None:
    export_bundle(desks.village, desks.stick, on=DAY)

    print_slip(desks.village, on=DAY)

    with desks.village.read() as session:
        (paper,) = session.scalars(select(Paper))
        assert delivery_state(session, DAY).changes_since == 0
    assert (paper.form_id, paper.title, paper.pages) == ("slip", "数据交换包交接单", 1)


def test_the_emergency_key_is_named_on_the_slip(desks: Desks, tmp_path: Path) -> None:
    age = write_card(desks.township, tmp_path / "t.card").age
    set_escrow(desks.village, age, "清溪县", age[-8:])
    export_bundle(desks.village, desks.stick, on=DAY)

    assert "云岭镇；清溪县（应急）" in words(print_slip(desks.village, on=DAY))


def test_an_older_slip_is_printed_by_its_number(desks: Desks) -> None:
    first = export_bundle(desks.village, desks.stick, on=DAY)
    export_bundle(desks.village, desks.stick, on=DAY)

    assert first.file.name in words(print_slip(desks.village, on=DAY, seq=1))
    with pytest.raises(NotFoundError):
        print_slip(desks.village, on=DAY, seq=3)


def test_there_is_no_slip_before_the_first_bundle(village: Book) -> None:
    with pytest.raises(NotFoundError):
        print_slip(village, on=DAY)


def test_the_townships_slip_closes_the_loop_at_the_village(desks: Desks) -> None:
    done = export_bundle(desks.village, desks.stick, on=DAY)
    desks.bring(done.file)

    pdf = print_receipt_slip(desks.township, desks.village.code, on=DAY)

    text = words(pdf)
    assert "柳树沟村" in text
    assert "何艳兴" not in text
    payload = next(code for code in codes(pdf) if code.startswith("R") and len(code) == 59)
    assert acknowledge_on_paper(desks.village, payload).seq == 1
    with pytest.raises(NotFoundError):
        print_receipt_slip(desks.township, "510000000000", on=DAY)
