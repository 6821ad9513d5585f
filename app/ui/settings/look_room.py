"""外观: text size, light or dark, dense."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.settings.room import Room
from app.ui.theme import DENSE_POINTS, TEXT_SIZES, Theme, theme_now


class LookRoom(Room):
    """Each change is in force at once."""

    key, word = "look", "外观"

    def build(self) -> None:
        """Three rows of toggles."""
        now = theme_now()
        self.title("字号")
        self.sizes = QButtonGroup(self)
        buttons = []
        for size in TEXT_SIZES:
            button = Button(f"{size}%", kind="toggle", spoken=f"字号 {size}%")
            button.setChecked(size == now.text_size)
            self.sizes.addButton(button, size)
            buttons.append(button)
        self.sizes.idClicked.connect(self._size)
        self.column.addLayout(row(*buttons))
        self.note("也可以随时按 Ctrl 和 +、Ctrl 和 -。")
        self.title("深浅")
        self.light, self.dark = Button("浅色", kind="toggle"), Button("深色", kind="toggle")
        self.dense = Button("密一点", kind="toggle", spoken="字小半号，一屏多几行")
        both = QButtonGroup(self)
        for button in (self.light, self.dark):
            both.addButton(button)
        (self.dark if now.dark else self.light).setChecked(True)
        self.dense.setChecked(now.base_points == DENSE_POINTS)
        for button in (self.light, self.dark, self.dense):
            button.clicked.connect(self._shade)
        self.column.addLayout(row(self.light, self.dark, self.dense))
        self.column.addStretch(1)

    def first_focus(self) -> QWidget | None:
        return self.sizes.checkedButton()

    def _size(self, size: int) -> None:
        now = theme_now()
        self.page.theme_wanted.emit(Theme(now.dark, size, now.base_points))

    def _shade(self) -> None:
        base = DENSE_POINTS if self.dense.isChecked() else Theme().base_points
        shade = Theme(self.dark.isChecked(), theme_now().text_size, base)
        self.page.theme_wanted.emit(shade)
