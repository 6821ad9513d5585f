"""Tabs: words with their counts on a hair line; the current one in ink with a bar below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from app.ui.theme import theme_now


class Tabs(QTabBar):
    """Left and right arrows move; `currentChanged` tells. `tight` is for many words."""

    def __init__(self, name: str, *, tight: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        tokens = theme.tokens
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        apart = theme.px(18 if not tight else 2 if theme.few_columns else 6)
        self.setStyleSheet(
            f"QTabBar::tab {{ padding: {theme.px(6)}px {theme.px(4)}px {theme.px(5)}px; margin-right: {apart}px;"
            f" color: {tokens.text}; border: none; border-bottom: 3px solid transparent; background: transparent; }}"
            f"QTabBar::tab:selected {{ color: {tokens.accent}; border-bottom: 3px solid {tokens.accent}; }}"
        )

    def show_words(self, words: Sequence[tuple[str, int]]) -> None:
        """Words with their counts; 0 shows no number."""
        while self.count() > len(words):
            self.removeTab(self.count() - 1)
        for at, (word, number) in enumerate(words):
            text = f"{word} {number}" if number else word
            if at < self.count():
                self.setTabText(at, text)
            else:
                self.addTab(text)
