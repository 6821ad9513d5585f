"""Two groups of a recovery code typed back from the paper: proof that it was printed or copied."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.parts.field import Field, first_wrong
from app.ui.theme import theme_now


class CodeCheck(QWidget):
    """`passed` comes when both groups are right; which two are asked is drawn anew for each code."""

    passed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: list[str] = []
        self.asked = [1, 4]
        self.first = Field("请照纸上输第 2 组", needed=True, check=self._first_wrong)
        self.second = Field("请照纸上输第 5 组", needed=True, check=self._second_wrong)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme_now().px(12))
        grid.addWidget(self.first, 0, 0)
        grid.addWidget(self.second, 0, 1)
        self.first.entered.connect(self.second.take_focus)
        self.second.entered.connect(self.check)

    def ask(self, code: str) -> None:
        """Ask for two groups of this code."""
        self._groups = code.split("-")
        self.asked = sorted(secrets.SystemRandom().sample(range(len(self._groups)), 2))
        for field, at in zip((self.first, self.second), self.asked, strict=True):
            field.set_text("")
            field.label.setText(f"请照纸上输第 {at + 1} 组")
            field.control.setAccessibleName(f"请照纸上输第 {at + 1} 组")

    def check(self) -> bool:
        """Judge what was typed."""
        if first_wrong([self.first, self.second]) is not None:
            return False
        self._groups = []
        self.passed.emit()
        return True

    def _wrong(self, text: str, at: int) -> str:
        if self._groups and text.strip().upper() == self._groups[at]:
            return ""
        return f"和第 {at + 1} 组不一样，请对照纸上再看一遍。"

    def _first_wrong(self, text: str) -> str:
        return self._wrong(text, self.asked[0])

    def _second_wrong(self, text: str) -> str:
        return self._wrong(text, self.asked[1])
