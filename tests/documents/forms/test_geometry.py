"""Where things stand: inside their cells and frames, seal squares free, on the measures of the house."""

from __future__ import annotations

import io
from itertools import chain, pairwise
from typing import Any

import pytest

from app.documents.forms import Copy, render
from app.packs.forms import form_ids, form_source, read_form
from tests.documents.forms.facts import (
    LONG_ADDRESS,
    LONG_NAME,
    PRINTED_ON,
    all_facts,
    application_facts,
    plan_facts,
)
from tests.documents.forms.printing import copy_of, page, pages_of, printed
from tests.helpers.page_objects import PageObjects, Stroke, Text

PARTLY = {"borrower.name": LONG_NAME, "household.head": LONG_NAME, "borrower.address": LONG_ADDRESS}
STATES: dict[str, dict[str, Any]] = {"blank": {}, "partly": PARTLY, "filled": all_facts()}
SLACK = 0.25
SEAL_WORDS = {"（公章）", "年", "月", "日"}


def all_pages(form_id: str, state: str) -> list[PageObjects]:
    """The pages of a form in one of its three states."""
    return pages_of(printed(copy_of(form_id, STATES[state]))[0])


def crosses(text: Text, line: Stroke) -> bool:
    """Whether a line goes through the ink of a text, not only along its edge."""
    left, right = sorted((line.x1, line.x2))
    top, bottom = sorted((line.y1, line.y2))
    across = left < text.right - SLACK and right > text.left + SLACK
    return across and top < text.bottom - SLACK and bottom > text.top + SLACK


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("form_id", form_ids())
def test_nothing_runs_over_a_line_or_out_of_the_frame(form_id: str, state: str) -> None:
    for number, sheet in enumerate(all_pages(form_id, state), start=1):
        for text in sheet.texts:
            assert text.left >= 19.5, (number, text)
            assert text.right <= 190.5, (number, text)
            assert text.top >= 12.5, (number, text)
            assert text.bottom <= 289.5, (number, text)
            assert not [line for line in sheet.strokes if crosses(text, line)], (number, text)


@pytest.mark.parametrize("form_id", form_ids())
def test_no_two_texts_meet(form_id: str) -> None:
    for sheet in all_pages(form_id, "filled"):
        inked = [text for text in sheet.texts if text.right > text.left]
        for place, one in enumerate(inked):
            for other in inked[place + 1 :]:
                apart = one.right <= other.left + SLACK or other.right <= one.left + SLACK
                apart = apart or one.bottom <= other.top + SLACK or other.bottom <= one.top + SLACK
                assert apart, (one, other)


def squares(sheet: PageObjects) -> list[tuple[float, float]]:
    """The top left corners of the seal squares, found by their words."""
    found = [text for text in sheet.texts if text.text == "（公章）"]
    return [((text.left + text.right) / 2 - 25, text.y - 26.5) for text in found]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("form_id", form_ids())
def test_seal_squares_hold_nothing_but_seal_and_date(form_id: str, state: str) -> None:
    for sheet in all_pages(form_id, state):
        for left, top in squares(sheet):
            right, bottom = left + 50 - SLACK, top + 50 - SLACK
            inside = [
                text
                for text in sheet.texts
                if text.right > left + SLACK and text.left < right and text.bottom > top + SLACK and text.top < bottom
            ]
            assert {text.text for text in inside} == SEAL_WORDS
            lines = [
                line
                for line in sheet.strokes
                if max(line.x1, line.x2) > left + SLACK
                and min(line.x1, line.x2) < right
                and top + SLACK < max(line.y1, line.y2)
                and min(line.y1, line.y2) < bottom
            ]
            assert not lines


def test_every_stage_of_f1_has_a_seal_square_of_its_own() -> None:
    assert len(squares(page("F1", index=1))) == 4


def test_the_grid_of_f1_is_that_of_the_house() -> None:
    sheet = page("F1", application_facts())
    upright = {round(line.x1, 1) for line in sheet.strokes if line.x1 == line.x2}
    frame = max(sheet.boxes, key=lambda box: box.right - box.left)

    assert (round(frame.left), round(frame.right), frame.weight) == (20, 190, 1.0)
    assert round(frame.top, 1) == 36.5
    assert upright == {30, 55, 80, 85, 105, 110, 135, 160, 165}
    assert {line.weight for line in sheet.strokes} == {0.5, 1.0}


@pytest.mark.parametrize("form_id", form_ids())
def test_nothing_is_thinner_than_half_a_point_or_smaller_than_eight(form_id: str) -> None:
    for sheet in all_pages(form_id, "filled"):
        assert min((line.weight for line in sheet.strokes), default=0.5) >= 0.5
        assert min(text.size for text in sheet.texts) >= 8
        assert {round(box.weight, 1) for box in sheet.boxes} <= {0.7, 1.0}


def test_blank_is_the_filled_form_without_values() -> None:
    blank, filled = page("F1"), page("F1", application_facts())
    fixed = {text for text in filled.texts if text.text in ("申请金额", "户借户用户还承诺", "（手印）", "婚姻状况")}

    assert fixed <= set(blank.texts)
    assert set(filled.strokes) <= set(blank.strokes)
    assert set(filled.boxes) == set(blank.boxes)


def test_a_pen_line_of_a_blank_has_room_above_it() -> None:
    lines = [line for line in page("F10").strokes if line.y1 == line.y2 and 56 < line.x1 < 60 and line.weight == 0.5]
    heights = sorted({round(line.y1, 1) for line in lines if line.x2 > 180})

    assert len(heights) >= 7
    assert min(after - before for before, after in pairwise(heights)) >= 8


def test_letters_stand_in_the_frame_of_gbt_9704() -> None:
    facts = {
        "notice.rows": [{"no": 1, "head": "杨龑"}],
        "unit.issuer": "柳树沟村民委员会",
        "notice.phone": "0800-0000-117",
    }
    sheet = page("F16", facts)
    body = [text for text in sheet.texts if abs(text.size - 15.79) < 0.01]
    baselines = sorted({round(text.y, 2) for text in body})
    full = [text for text in body if len(text.text) >= 20]

    assert (round(sheet.width), round(sheet.height)) == (210, 297)
    assert min(text.left for text in body) >= 28
    assert max(text.right for text in body) <= 184.01
    assert abs(baselines[1] - baselines[0] - 10.23) < 0.02
    assert max(len(text.text) for text in full) <= 28


def test_a_plan_of_eight_instalments_stays_on_one_page() -> None:
    pdf, result = printed(copy_of("F6", plan_facts(8)))

    assert result.pages == 1
    assert max(text.bottom for text in pages_of(pdf)[0].texts if text.size > 9) < 278


def test_a_long_plan_repeats_its_heading_and_keeps_total_and_signatures_together() -> None:
    pdf, result = printed(copy_of("F6", plan_facts(40)))
    sheets = pages_of(pdf)

    assert result.pages == 3
    for sheet in sheets:
        assert sheet.find("还款日期")
    last = {text.text for text in sheets[-1].texts}
    assert {"39", "40", "合计", "324,000.00", "借款人（签字）", "村两委（签字）"} <= last
    numbers = [text.text for text in chain(*(sheet.texts for sheet in sheets)) if text.x < 33 and text.text.isdigit()]
    assert sorted(map(int, numbers)) == list(range(1, 41))


TWO_LINES = "第一段话要写满两行好看看字距是不是合乎公文格式的规定每一页排二十二行一行排二十八个字再多一点字就够"


def test_a_letter_holds_22_lines_of_28_characters_at_size_three() -> None:
    """GB/T 9704: frame 156 × 225 mm, 3号 (16 pt) at a character pitch of 156 / 28 mm, 22 lines to a page."""
    paragraph = f'paragraph = "{TWO_LINES}"\nsize = 16\nindent = 0\n\n[[page.section]]\n'
    text = form_source("F16").replace('paragraph = "特此证明。"', f'{paragraph * 30}paragraph = "特此证明。"')
    out = io.BytesIO()
    render([Copy(read_form(text, "F16.toml"), {}, "", PRINTED_ON)], out)
    whole = _body(pages_of(out.getvalue())[2])
    pitches = {round(after - before, 1) for before, after in pairwise(sorted({round(line.y, 2) for line in whole}))}

    assert len(whole) == 22
    assert max(len(line.text) for line in whole) == 28
    assert pitches == {10.2}
    assert min(line.left for line in whole) >= 28 - SLACK
    assert max(line.right for line in whole) <= 184 + SLACK
    assert (whole[0].top >= 37, whole[-1].bottom <= 262) == (True, True)


def _body(sheet: PageObjects) -> list[Text]:
    """The lines of running text of a letter, from the top."""
    body = [text for text in sheet.texts if abs(text.size - 15.79) < 0.01]
    return sorted(body, key=lambda text: text.y)


@pytest.mark.parametrize("form_id", form_ids())
def test_where_the_pen_goes_there_are_eight_millimetres(form_id: str) -> None:
    """Pen lines under each other in one column of a blank form stand at least 8 mm apart."""
    for sheet in all_pages(form_id, "blank"):
        free = [
            line for line in sheet.strokes if line.y1 == line.y2 and line.weight == 0.5 and not _is_cell(sheet, line)
        ]
        for line in free:
            for other in free:
                overlap = min(line.x2, other.x2) - max(line.x1, other.x1)
                if overlap > 20 and other.y1 - line.y1 > 0.1:
                    assert other.y1 - line.y1 >= 7.9, (form_id, line, other)


def _is_cell(sheet: PageObjects, line: Stroke) -> bool:
    """Whether a line is the edge of a cell: an upright one meets its end."""
    ends = [edge for edge in sheet.strokes if edge.x1 == edge.x2]
    ends_of_boxes = [(box.left, box.right) for box in sheet.boxes if box.weight == 1.0]
    meets = any(abs(edge.x1 - x) < 0.2 for edge in ends for x in (line.x1, line.x2))
    return meets or any(abs(x - at) < 0.2 for pair in ends_of_boxes for at in pair for x in (line.x1, line.x2))
