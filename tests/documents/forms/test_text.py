"""What the paper says: exactly what was entered, and a place for the pen where nothing is known."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Face, font, missing_characters
from app.documents.forms import find_missing
from app.documents.forms.ink import Ink
from app.documents.forms.pen import Pen
from app.documents.forms.styles import VALUE
from app.packs.forms import form_ids
from app.resources import resource
from tests.documents.forms.facts import (
    BEYOND_THE_FONTS,
    LONG_ADDRESS,
    LONG_NAME,
    RARE_NAME,
    all_facts,
    application_facts,
    extension_facts,
    notice_facts,
    plan_facts,
    route_facts,
    slip_facts,
)
from tests.documents.forms.gb18030 import LEVEL_TWO
from tests.documents.forms.printing import SERIAL, copy_of, page, printed, texts_of

FULL_ID = "513123197904183511"


def text_of(form_id: str, facts: dict) -> str:
    """All text of a copy, without line ends."""
    return "\n".join(texts_of(printed(copy_of(form_id, facts))[0]))


def test_f1_says_what_was_entered() -> None:
    text = text_of("F1", application_facts())

    for words in (
        "脱贫人口小额信贷申请审批表",
        "填表日期：2026年3月5日",
        RARE_NAME,
        "5人 / 3人",
        FULL_ID,
        "138 0000 4127",
        "杨旸（之子）",
        "人民币伍万元整",
        "¥50,000.00",
        "24个月",
        "3.50%（5年期以上LPR）",
        "6230 0000 0512 3456 789　清溪农村商业银行云岭支行",
        SERIAL,
        "第 1 页 / 共 2 页",
        "第 2 页 / 共 2 页",
        "打印 2026-03-05",
    ):
        assert words in text, words


def test_f4_says_both_scripts_of_both_amounts_and_the_pending_mark() -> None:
    text = text_of("F4", extension_facts() | {"loan.balance": Decimal("39999.5")})

    for words in ("人民币伍万元整", "¥50,000.00", "人民币叁万玖仟玖佰玖拾玖元伍角整", "¥39,999.50", "4.75%（不变）"):
        assert words in text
    assert "申请日：2027年2月25日（原到期日前14天）" in text
    assert "手续待补" in text
    assert "限2027年4月30日前" in text
    assert "保险公司意见" in text.replace("\n", "")
    assert "补签日期" in text


def test_f4_without_insurance_or_pending_paper_leaves_both_out() -> None:
    facts = extension_facts() | {"extension.insured": "未投保"}
    del facts["paper.pending_until"]

    text = text_of("F4", facts)

    assert "手续待补" not in text
    assert "补签日期" not in text
    assert "同意展期" not in text


def test_f6_money_has_two_decimals_and_sums() -> None:
    words = {text.text for text in page("F6", plan_facts(5)).texts}

    assert {"8,000.00", "100.00", "8,100.00", "0.00", "40,000.00", "500.00", "40,500.00", "人民币肆万元整"} <= words


@pytest.mark.parametrize("form_id", ["F7", "F8"])
def test_notices_never_speak_of_the_subsidy(form_id: str) -> None:
    text = text_of(form_id, notice_facts())

    assert "贴息" not in text
    assert "财政" not in text
    assert "请勿将钱交给任何个人" in text
    assert "110.27" in text


def test_f8_carries_a_slip_with_a_code_of_its_own() -> None:
    text = text_of("F8", notice_facts())

    assert "逾期催收通知书回执" in text
    assert text.count(SERIAL) == 2


def test_names_of_gb18030_and_beyond_the_basic_plane_come_back_as_entered(tmp_path: Path) -> None:
    pdf, result = printed(copy_of("F1", application_facts()))

    assert ord(RARE_NAME[1]) == 0x4DAE
    assert ord(RARE_NAME[2]) == 0x2CB4E
    assert RARE_NAME in texts_of(pdf)[0]
    assert result.missing_glyphs == ()
    if shutil.which("pdftotext"):
        file = tmp_path / "f1.pdf"
        file.write_bytes(pdf)
        answer = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
        assert RARE_NAME in answer.stdout.decode()
        assert "阿依夏木古丽·阿卜杜热合曼·" in answer.stdout.decode()


def test_a_character_beyond_the_fonts_is_named_and_left_to_the_pen() -> None:
    facts = application_facts() | {"borrower.name": BEYOND_THE_FONTS}
    pdf, result = printed(copy_of("F1", facts))

    [missing] = result.missing_glyphs
    assert (missing.char, missing.code) == ("𠮷", "U+20BB7")
    assert "F1" in missing.where
    assert "借款人姓名" in missing.where
    assert SERIAL in missing.where
    assert result.missing_glyphs == find_missing([copy_of("F1", facts)])
    name = next(text for text in page("F1", facts).texts if text.text == "李")
    places = [line for line in page("F1", facts).strokes if line.x1 > name.right and abs(line.y1 - name.y - 0.9) < 0.05]
    assert any(4.0 < line.x2 - line.x1 < 4.8 for line in places)  # 1.2 em of 11 points is 4.66 mm
    assert "\ufffd" not in texts_of(pdf)[0]


def test_a_long_name_breaks_after_its_dots_only() -> None:
    lines = [
        text for text in page("F1", application_facts()).texts if text.outlined and text.text.strip("·") in LONG_NAME
    ]

    assert [text.text for text in lines if "古丽" in text.text or "图尔" in text.text] == [
        "阿依夏木古丽·阿卜杜热合曼·",
        "图尔荪尼亚孜",
    ]
    assert all("\u00b7" in text.text for text in lines if "古丽" in text.text)


def test_a_long_name_of_the_borrower_has_room_on_one_line() -> None:
    sheet = page("F1", application_facts() | {"borrower.name": LONG_NAME, "spouse.name": "王海"})

    assert sheet.find(LONG_NAME).size >= 10


def test_an_address_of_fifty_characters_stays_whole() -> None:
    assert len(LONG_ADDRESS) == 50
    sheet = page("F1", application_facts() | {"borrower.address": LONG_ADDRESS})

    lines = [text for text in sheet.texts if text.outlined and text.text in LONG_ADDRESS and len(text.text) > 3]
    assert "".join(text.text for text in sorted(lines, key=lambda text: text.y)) == LONG_ADDRESS
    assert min(text.size for text in lines) >= 9


def test_what_fits_nowhere_stands_on_an_attachment_page() -> None:
    use = "购买仔猪二十头、饲料八吨，" * 12
    pdf, result = printed(copy_of("F1", application_facts() | {"application.use": use}))

    texts = texts_of(pdf)
    assert result.pages == 3
    assert "见附页" in texts[0]
    assert use not in texts[0].replace("\n", "")
    assert "贷款用途" in texts[2]
    assert use in texts[2].replace("\n", "")
    assert "第 3 页 / 共 3 页" in texts[2]


@pytest.mark.parametrize("form_id", form_ids())
def test_a_blank_form_invents_nothing(form_id: str) -> None:
    text = text_of(form_id, {})

    assert not re.search(r"None|nan|0\.00|—|￥", text)
    assert "{" not in text
    assert "[" not in text


@pytest.mark.parametrize(
    "form_id",
    ["F6", "F9", "F10", "F11", "F12", "F14", "F15", "F16", "F17", "F18", "F19", "F20", "route", "slip", "packet"],
)
def test_the_full_id_stands_only_where_it_must(form_id: str) -> None:
    assert FULL_ID not in text_of(form_id, all_facts())


@pytest.mark.parametrize("form_id", ["F1", "F3", "F4", "F5", "F13a", "F13b"])
def test_the_full_id_stands_in_one_run_where_the_bank_needs_it(form_id: str) -> None:
    facts = all_facts() | {"household.head_id": FULL_ID}

    assert [text for text in page(form_id, facts).texts if text.text == FULL_ID]


def test_the_chain_of_opinions_follows_the_pack() -> None:
    facts = {"stages": ("village", "bank", "county")}  # 陇川：银行 → 县审定
    bands = "".join(texts_of(printed(copy_of("F1", facts))[0])[1].split())

    assert "乡镇审核意见" not in bands
    words = page("F1", facts, 1).texts
    county = next(text.y for text in words if text.text == "县")
    bank = next(text.y for text in words if text.text == "承")
    assert bank < county


def test_a_recorded_opinion_takes_the_place_of_the_pen_lines() -> None:
    opinion = {
        "opinion.village.result": "同意",
        "opinion.village.text": "该户劳动力充足，产业真实，同意上报。",
        "opinion.village.handler": "陶立新",
        "opinion.village.on": date(2026, 3, 9),
    }
    before, after = page("F1", {}, 1), page("F1", opinion, 1)

    assert after.find("该户劳动力充足，产业真实，同意上报。").outlined
    assert after.find("2026年3月9日").right < 140
    long_lines = [line for line in before.strokes if 100 < line.x2 - line.x1 < 110]
    assert len(long_lines) - len([line for line in after.strokes if 100 < line.x2 - line.x1 < 110]) == 3


def test_the_route_sheet_tells_papers_but_no_money() -> None:
    text = text_of("route", route_facts(9))

    assert "138 0000 4127" in text
    assert "通知" in text
    assert "记事" in text
    assert "¥" not in text


def test_a_long_route_runs_on_twelve_households_to_the_page() -> None:
    pdf, result = printed(copy_of("route", route_facts(26)))

    texts = texts_of(pdf)
    assert result.pages == 3
    assert "户主（门牌）" in texts[2]
    assert "走访人（签字）" in texts[2]
    assert "走访人（签字）" not in texts[0]


def test_the_slip_shows_the_digest_in_sixteen_groups() -> None:
    sheet = page("slip", slip_facts())
    digits = [text for text in sheet.texts if text.size == 14]
    ordered = sorted(digits, key=lambda text: (round(text.y, 1), text.x))

    assert "".join(text.text for text in ordered) == slip_facts()["slip.digest"]
    assert len({round((text.left + text.right) / 2 - 42, 0) % 4 for text in ordered}) >= 1


def test_every_character_of_gb18030_level_2_prints_and_comes_back_as_entered() -> None:
    lines = ["".join(LEVEL_TWO[start : start + 45]) for start in range(0, len(LEVEL_TWO), 45)]
    out = io.BytesIO()
    canvas = Canvas(out, initialFontName=font(Face.SERIF).fontName)
    ink = Ink(canvas._doc)
    for start in range(0, len(lines), 65):
        pen = Pen(ink)
        for place, line in enumerate(lines[start : start + 65]):
            pen.write(10, 12 + place * 4.2, line, VALUE)
        canvas._code.extend(pen.operators)
        canvas.showPage()
    canvas.save()

    read = "".join("".join(texts_of(out.getvalue())).split())
    assert missing_characters("".join(LEVEL_TWO)) == ()
    assert read == "".join(lines)


@pytest.mark.slow
def test_no_character_of_gb18030_level_2_has_an_empty_drawing() -> None:
    from fontTools.ttLib import TTFont

    drawn: set[str] = set()
    for face in (Face.SERIF, Face.SANS):
        with TTFont(resource(f"fonts/{face.value}.ttf"), lazy=True) as file:
            names, glyphs = file.getBestCmap(), file["glyf"]
            drawn |= {char for char in LEVEL_TWO if ord(char) in names and glyphs[names[ord(char)]].numberOfContours}

    assert set(LEVEL_TWO) - drawn == set()
