"""Batches: many forms in one file, odd starts for both sides, marks, fonts, QR codes."""

from __future__ import annotations

import ctypes
import io
from datetime import date
from decimal import Decimal

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
import zxingcpp
from PIL import Image

from app.documents.forms import draw_calibration
from app.documents.preview import page_count, page_image
from app.packs.forms import form_ids
from tests.documents.forms.facts import (
    all_facts,
    application_facts,
    extension_facts,
    notice_facts,
    plan_facts,
    slip_facts,
)
from tests.documents.forms.printing import SERIAL, copy_of, page, pages_of, printed, texts_of
from tests.helpers.page_objects import Stroke


def codes_on(pdf: bytes, index: int, dpi: int = 200) -> set[str]:
    """The QR codes that a reader finds on a page scanned at `dpi`."""
    image = page_image(pdf, index, dpi)
    picture = Image.frombytes("RGB", (image.width, image.height), image.pixels, "raw", "BGRX", image.stride)
    return {code.text for code in zxingcpp.read_barcodes(picture.convert("L"))}


def packet() -> list:
    """A household's packet in the order in which it is taken along."""
    facts = notice_facts() | plan_facts() | extension_facts() | {"household.head": "杨龑"}
    return [copy_of(form_id, facts, serial) for form_id, serial in zip(("F7", "F6", "F4", "F10"), SERIALS, strict=True)]


SERIALS = ("LS26-0000-0001", "LS26-0000-0002", "LS26-0000-0003", "LS26-0000-0004")


def test_a_packet_keeps_its_order_and_numbers_each_paper_by_itself() -> None:
    pdf, result = printed(*packet())

    assert (result.pages, result.copies) == (5, 4)
    feet = [f"第 {number} 页 / 共 {total} 页" for number, total in ((1, 1), (1, 1), (1, 2), (2, 2), (1, 1))]
    for text, foot in zip(texts_of(pdf), feet, strict=True):
        assert foot in text


def test_both_sides_begin_every_paper_on_an_odd_page() -> None:
    pdf, result = printed(*packet(), *packet(), duplex=True)

    texts = texts_of(pdf)
    starts = [number for number, text in enumerate(texts, start=1) if "第 1 页" in text]
    assert result.pages == page_count(pdf) == len(texts) == 15
    assert len(starts) == 8
    assert all(start % 2 for start in starts)


@pytest.mark.parametrize("form_id", form_ids())
def test_all_fonts_are_embedded_and_none_is_helvetica(form_id: str) -> None:
    document = pdfium.PdfDocument(printed(copy_of(form_id, all_facts()))[0])
    for sheet in document:
        for item in sheet.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,), max_depth=3):
            font = raw.FPDFTextObj_GetFont(item.raw)
            name = ctypes.create_string_buffer(80)
            raw.FPDFFont_GetBaseFontName(font, name, 80)
            assert raw.FPDFFont_GetIsEmbedded(font) == 1, name.value
            assert name.value.startswith(b"Noto")
        sheet.close()
    document.close()


def test_no_standard_font_is_named_in_the_file() -> None:
    assert b"Helvetica" not in printed(copy_of("F1", application_facts()))[0]


@pytest.mark.parametrize("form_id", [form_id for form_id in form_ids() if form_id != "F8"])
def test_the_code_of_every_page_reads_at_200_dpi(form_id: str) -> None:
    pdf, result = printed(copy_of(form_id, all_facts()))

    for index in range(result.pages):
        assert f"{SERIAL}-{index + 1}" in codes_on(pdf, index)


def test_the_slip_of_f8_has_its_own_code() -> None:
    assert codes_on(printed(copy_of("F8", notice_facts()))[0], 0) == {f"{SERIAL}-1", f"{SERIAL}-R"}


def test_the_code_of_the_hand_over_slip_is_36_mm_with_its_quiet_zone() -> None:
    pdf, _ = printed(copy_of("slip", slip_facts()))
    low = [box for box in page("slip", slip_facts()).fills if box.top > 100]

    assert slip_facts()["slip.code"] in codes_on(pdf, 0)
    dark = max(box.right for box in low) - min(box.left for box in low)
    assert 26 < dark < 36
    assert len(slip_facts()["slip.code"]) <= 60


def test_codes_say_nothing_about_a_person() -> None:
    [code] = codes_on(printed(copy_of("F1", application_facts()))[0], 0)

    assert code == f"{SERIAL}-1"
    assert len(code) <= 20


def test_without_a_serial_there_is_no_code() -> None:
    assert page("F1").fills != ()
    pdf, _ = printed(copy_of("F1", serial=""))

    assert pages_of(pdf)[0].fills == ()


def test_a_reprint_carries_its_mark_and_day() -> None:
    pdf, _ = printed(copy_of("F6", plan_facts(), reprint=True, printed_on=date(2026, 4, 1)))
    words = {text.text for text in pages_of(pdf)[0].texts}

    assert {"补打", "2026年4月1日"} <= words


def test_pending_paper_and_reprint_share_one_box() -> None:
    pdf, _ = printed(copy_of("F4", extension_facts(), reprint=True))
    sheet = pages_of(pdf)[0]

    assert sheet.find("手续待补　补打")
    boxes = [box for box in sheet.boxes if abs(box.top - 13) < 0.1 and box.weight == 1.0]
    assert len(boxes) == 1
    assert abs(boxes[0].bottom - boxes[0].top - 12.4) < 0.05


def test_the_fixed_part_is_stored_once_for_a_batch() -> None:
    one = len(printed(*[copy_of("F1", application_facts(number)) for number in range(1, 3)])[0])
    many = len(printed(*[copy_of("F1", application_facts(number)) for number in range(1, 43)])[0])

    assert (many - one) / 40 < 5000


def test_the_printer_offset_moves_front_and_back_apart() -> None:
    straight = page("F1", application_facts())
    pdf, _ = printed(copy_of("F1", application_facts()), offset=((1.0, 2.0), (-1.0, 0.0)))
    front, back = pages_of(pdf)

    title = "脱贫人口小额信贷申请审批表"
    assert abs(front.find(title).x - straight.find(title).x - 1.0) < 0.02
    assert abs(front.find(title).y - straight.find(title).y - 2.0) < 0.02
    assert abs(back.find(title).x - page("F1", application_facts(), 1).find(title).x + 1.0) < 0.02


def test_progress_is_told_and_can_stop_the_batch() -> None:
    told: list[tuple[int, int]] = []

    class Stopped(Exception):
        pass

    def stop_after_two(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        printed(*packet(), progress=stop_after_two)
    assert told == [(1, 4), (2, 4)]


def test_preview_shows_the_page_that_is_printed() -> None:
    pdf, _ = printed(copy_of("F1", application_facts()))
    image = page_image(pdf, 0, 96)

    assert (image.width, image.height) == (794, 1123)
    assert len(image.pixels) == image.stride * image.height
    with pytest.raises(IndexError):
        page_image(pdf, 2)


def test_the_calibration_page_marks_the_corners_of_the_frame_on_both_sides() -> None:
    out = io.BytesIO()

    draw_calibration(out, ((0.0, 0.0), (1.5, -0.5)))

    front, back = pages_of(out.getvalue())
    for sheet, (right, down) in ((front, (0.0, 0.0)), (back, (1.5, -0.5))):
        level = {(round(line.y1, 1), round((line.x1 + line.x2) / 2, 1)) for line in sheet.strokes if length(line) > 11}
        assert {(round(36.5 + down, 1), round(20 + right, 1)), (round(278 + down, 1), round(190 + right, 1))} <= level


def length(line: Stroke) -> float:
    """Across the sheet, mm."""
    return line.x2 - line.x1


def test_a_long_public_notice_runs_on_and_keeps_the_seal_with_the_name() -> None:
    rows = [{"no": number, "head": "杨龑", "borrower": "杨龑", "amount": Decimal(50000)} for number in range(1, 41)]
    pdf, result = printed(copy_of("F16", {"notice.rows": rows, "unit.issuer": "柳树沟村民委员会"}))

    texts = texts_of(pdf)
    assert result.pages == 4
    assert "组别" in texts[0]
    assert "组别" in texts[1]
    [issuing] = [number for number, text in enumerate(texts[:3]) if "柳树沟村民委员会" in text]
    assert "（公章）" in texts[issuing]
