"""Buttons: a verb with its key; one primary on a page, second ones edged, quiet ones in ink, toggles with a tick."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.icons import BUTTON, icon
from app.ui.theme import Role, theme_now

_SMALL_KINDS = {"quiet", "muted", "toggle"}


class Button(QPushButton):
    """`kind` is primary, second, quiet, muted or toggle; a one-letter `key` is pressed with Alt."""

    def __init__(
        self,
        word: str,
        pressed: Callable[[], object] | None = None,
        *,
        kind: str = "second",
        key: str = "",
        icon_name: str = "",
        large: bool = False,
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._key, self._icon_name = kind, key, icon_name
        self.setProperty("kind", kind)
        self.setProperty("large", large)
        self.setAutoDefault(False)
        self.setCheckable(kind == "toggle")
        self.setFont(theme_now().font(Role.SMALL if kind in _SMALL_KINDS else Role.BODY))
        self.set_word(word, spoken)
        self._draw_icon()
        if kind == "toggle":
            self.toggled.connect(self._draw_icon)
        if pressed is not None:
            self.clicked.connect(pressed)

    @property
    def word(self) -> str:
        """The verb without its key."""
        return self._word

    def set_word(self, word: str, spoken: str = "") -> None:
        """Change the verb; the plain accessible name goes with it."""
        self._word = word
        shown = word.replace("&", "&&")
        if len(self._key) == 1:
            shown += f"(&{self._key})"
        elif self._key:
            shown += f"({self._key})"
        self.setText(shown)
        if len(self._key) > 1 and self._key != "Enter":
            self.setShortcut(QKeySequence(self._key.replace("Enter", "Return")))
        self.setAccessibleName(spoken or word)

    def set_icon_name(self, name: str) -> None:
        """Change the drawing."""
        self._icon_name = name
        self._draw_icon()

    def _draw_icon(self) -> None:
        name = self._icon_name
        if self._kind == "toggle":
            name = "tick" if self.isChecked() else name
        if not name:
            self.setIcon(QIcon())
            return
        theme = theme_now()
        tokens = theme.tokens
        ink = {"primary": tokens.on_accent, "quiet": tokens.accent, "muted": tokens.accent}.get(self._kind, tokens.text)
        if self._kind == "toggle" and self.isChecked():
            ink = tokens.accent
        side = theme.px(14 if self._kind in _SMALL_KINDS else BUTTON)
        self.setIconSize(QSize(side, side))
        self.setIcon(icon(name, ink, side, tokens.muted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.click()
            return
        super().keyPressEvent(event)


def link(word: str, pressed: Callable[[], object], *, spoken: str = "", parent: QWidget | None = None) -> Button:
    """A quiet word with an arrow behind it that leads to another page."""
    made = Button(word, pressed, kind="quiet", icon_name="right", spoken=spoken, parent=parent)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return made
