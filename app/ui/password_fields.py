"""A new password in words: how strong it is, and why one is refused."""

from __future__ import annotations

from app.domain.password_words import Level, password_strength


def hint_of_password(text: str) -> str:
    """How strong it is."""
    return password_strength(text).words


def wrong_password(text: str) -> str:
    """Why it is refused; empty for one that may be used."""
    strength = password_strength(text)
    return strength.words if strength.level is Level.REFUSED else ""
