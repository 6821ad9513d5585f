"""Colours keep their contrast in both themes, sizes follow the text size, icons take the colour of their text."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

from app.ui.icons import icon_names, pixmap
from app.ui.theme import Role, Theme, apply_theme, palette, theme_now
from app.ui.tokens import DARK, LIGHT, Tokens, Tone

GROUNDS = ("desk", "rail", "surface", "raised", "head", "hover", "select")


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2: black on white is 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_keeps_four_and_a_half_on_every_ground(tokens: Tokens) -> None:
    inks = ("text", "muted", "accent", "warn", "danger", "ok")

    for ink in inks:
        for ground in GROUNDS:
            assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5, (ink, ground)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_chips_and_buttons_keep_four_and_a_half(tokens: Tokens) -> None:
    for tone in Tone:
        assert contrast(tokens.ink(tone), tokens.tint(tone)) >= 4.5, tone
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_and_the_ring_keep_three(tokens: Tokens) -> None:
    for mark in ("edge", "focus"):
        for ground in GROUNDS:
            assert contrast(getattr(tokens, mark), getattr(tokens, ground)) >= 3, (mark, ground)


def test_lengths_and_fonts_follow_the_text_size() -> None:
    normal, large = Theme(), Theme(text_size=150)

    assert (normal.px(34), large.px(34)) == (34, 51)
    assert large.font(Role.BODY).pointSizeF() == pytest.approx(16.5)
    assert not Theme(text_size=110).two_columns
    assert Theme(text_size=125).two_columns
    assert Theme(text_size=140).few_columns


def test_titles_are_bold_serif_and_sans_is_never_bold() -> None:
    theme = Theme()

    title, body = QFontInfo(theme.font(Role.CARD_TITLE)), QFontInfo(theme.font(Role.BODY))

    assert (title.family(), title.weight()) == ("Noto Serif SC", 700)
    assert (body.family(), body.weight()) == ("Noto Sans SC", 400)


def test_a_theme_in_force_is_palette_font_and_sheet(qapp: QApplication) -> None:
    apply_theme(qapp, Theme(dark=True, text_size=125))

    assert theme_now() == Theme(dark=True, text_size=125)
    assert qapp.palette().window().color() == QColor(DARK.desk)
    assert qapp.font().pointSizeF() == pytest.approx(13.75)
    assert DARK.danger in qapp.styleSheet()


def test_the_palette_leaves_no_hole_for_disabled_text() -> None:
    made = palette(LIGHT)

    assert made.color(made.ColorGroup.Disabled, made.ColorRole.Text) == QColor(LIGHT.muted)


@pytest.mark.parametrize("name", icon_names())
def test_an_icon_is_drawn_in_the_colour_asked_for(name: str) -> None:
    picture = pixmap(name, "#FF0000", 20).toImage()

    colors = [picture.pixelColor(x, y) for x in range(20) for y in range(20)]
    inked = [color for color in colors if color.alpha() > 250]

    assert any(color.alpha() for color in colors)
    assert all((color.green(), color.blue()) == (0, 0) for color in inked)
