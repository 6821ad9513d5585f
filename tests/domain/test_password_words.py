"""The words under the password field follow the password."""

from __future__ import annotations

import pytest

from app.domain.password_words import Level, password_strength


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("", Level.REFUSED),
        ("abc123", Level.REFUSED),
        ("1212121212", Level.REFUSED),
        ("12345678x", Level.WEAK),
        ("23456789", Level.REFUSED),
        ("hgfedcba", Level.REFUSED),
        ("kucwqznd", Level.WEAK),
        ("kucwqznd27", Level.FAIR),
        ("柳树-白马-秋天", Level.GOOD),
        ("Kq7-mule-orchard", Level.GOOD),
    ],
)
def test_longer_and_less_known_is_stronger(text: str, level: Level) -> None:
    assert password_strength(text).level is level


def test_a_short_one_says_how_many_are_missing() -> None:
    assert password_strength("abcde").words == "还差 3 个字符。"
