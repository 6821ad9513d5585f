"""Breaking lines: no comma at a head, no bracket at an end, numbers whole, stretch bounded; fitting values."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Face, font, missing_characters, to_unicode_map
from app.documents.forms.fit import fit_value
from app.documents.forms.formats import account, masked_id, percent, phone
from app.documents.forms.ink import Ink, Style
from app.documents.forms.lines import NO_END, NO_HEAD, break_lines, natural_width, tokens_of
from app.documents.forms.pen import Pen
from app.domain.form_layout import Fit

STYLE = Style(Face.SERIF, 10.5)


def new_pen() -> Pen:
    """A pen on a canvas that is thrown away."""
    font(Face.SERIF)
    return Pen(Ink(Canvas(io.BytesIO(), initialFontName=Face.SERIF.value)._doc))


def lines_of(text: str, width: float) -> list[str]:
    """The lines of a text in `width` mm."""
    return ["".join(token.text for token in line) for line in break_lines(tokens_of(new_pen(), text, STYLE), width)]


def test_ten_characters_to_a_line_of_ten() -> None:
    assert lines_of("一二三四五六七八九十" * 2, 10 * 10.5 / 72 * 25.4) == ["一二三四五六七八九十"] * 2


def test_a_comma_counts_half_at_the_end_of_a_line() -> None:
    ten_and_a_half = 10.5 * 10.5 / 72 * 25.4

    assert lines_of("一二三四五六七八九十，甲乙", ten_and_a_half)[0] == "一二三四五六七八九十，"


def test_a_comma_that_does_not_fit_takes_a_character_down_with_it() -> None:
    assert lines_of("一二三四五六七八九十，甲乙", 10 * 10.5 / 72 * 25.4)[:2] == ["一二三四五六七八九", "十，甲乙"]


def test_an_opening_bracket_goes_down_with_what_it_opens() -> None:
    assert lines_of("一二三四五六七八九（甲乙）", 10 * 10.5 / 72 * 25.4)[0] == "一二三四五六七八九"


def test_a_note_number_is_never_broken() -> None:
    assert lines_of("借据号XED2024020117到期", 30)[1].startswith("XED2024020117")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="一二三，。（）《》1¥0A·", min_size=1, max_size=60), st.integers(20, 60))
def test_no_character_is_lost_and_no_line_breaks_a_rule(text: str, width: int) -> None:
    lines = lines_of(text, width)

    assert "".join(lines) == text
    pen = new_pen()
    for place, line in enumerate(lines):
        tokens = tokens_of(pen, line, STYLE)
        if place and len(lines[place - 1]) > 1 and not set(lines[place - 1]) <= NO_HEAD | NO_END:
            before = lines[place - 1]
            pulled = any(char not in NO_HEAD and char not in NO_END for char in before[1:])
            assert line[0] not in NO_HEAD or not pulled
        assert natural_width(tokens) <= width + 0.1 or len(tokens) <= 60


@pytest.mark.parametrize(
    ("text", "fit", "size", "lines"),
    [
        ("清溪县", Fit.TEXT, 11.0, 1),
        ("清溪县云岭镇柳树沟村三组十七", Fit.TEXT, 10.0, 1),
        ("513123197904183511", Fit.WHOLE, 11.0, 1),
        ("阿依夏木古丽·阿卜杜热合曼·图尔荪尼亚孜", Fit.NAME, 9.5, 2),
    ],
)
def test_values_shrink_by_half_points_and_then_wrap(text: str, fit: Fit, size: float, lines: int) -> None:
    fitted = fit_value(new_pen(), text, Style(Face.SERIF, 11, 0.15), fit, 51, 9)

    assert (fitted.style.size, len(fitted.lines)) == (size, lines)
    assert "".join(fitted.lines) == text


def test_reasons_wrap_at_full_size_in_a_tall_row() -> None:
    fitted = fit_value(new_pen(), "村口设卡，本人无法到支行还款；" * 4, Style(Face.SERIF, 11), Fit.TEXT, 131, 27)

    assert fitted.style.size == 11
    assert len(fitted.lines) == 2
    assert abs(fitted.pitch - 6.3) < 0.01


def test_what_does_not_fit_is_never_cut() -> None:
    fitted = fit_value(new_pen(), "甲" * 80, Style(Face.SERIF, 11), Fit.TEXT, 51, 9)

    assert fitted.overflow
    assert fitted.lines == ("见附页",)


def test_groups_of_numbers() -> None:
    assert phone("13800004127") == "138 0000 4127"
    assert phone("0800-0000-117") == "0800-0000-117"
    assert account("6230000005123456789") == "6230 0000 0512 3456 789"
    assert masked_id("513123197904183511") == "5131**********3511"
    from decimal import Decimal

    assert [percent(Decimal(rate)) for rate in ("0.035", "0.0475", "0.03875", "0.1")] == [
        "3.50%",
        "4.75%",
        "3.875%",
        "10.00%",
    ]


def test_to_unicode_is_utf16_above_the_basic_plane() -> None:
    assert "<01> <D872DF4E>" in to_unicode_map("X", [0x41, 0x2CB4E])


def test_coverage_names_only_what_is_missing() -> None:
    assert missing_characters("杨䶮𬭎·𠮷A") == ("𠮷",)
