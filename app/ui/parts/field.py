"""A row of a form: label above, control, hint or error below; one helper so that each has its name and its words.

The error comes when the field is left and goes as soon as it is mended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.parts.choice import Choice
from app.ui.parts.label import Icon, Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

Check = Callable[[str], str]
"""Answers the sentence of what is wrong with a typed text, or nothing."""


class Field(QWidget):
    """`check` judges the text (a rule of a lower floor); `hint` answers what was found in a good text.

    A `bare` field has no label and no hint in sight, only its accessible name and its error.
    """

    edited = Signal()
    settled = Signal()
    entered = Signal()

    def __init__(
        self,
        label: str,
        *,
        control: QWidget | None = None,
        check: Check | None = None,
        hint: Callable[[str], str] | str = "",
        needed: bool = False,
        secret: bool = False,
        read_only: bool = False,
        placeholder: str = "",
        bare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label_text, self._check, self._hint, self._needed = label, check, hint, needed
        self.control = control if control is not None else QLineEdit()
        theme = theme_now()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        self.label = Label(label, Role.SMALL, Tone.MUTED)
        self.label.setBuddy(self.control)
        column.addWidget(self.label)
        column.addWidget(self.control)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, theme.px(1), 0, 0)
        below.setSpacing(theme.px(5))
        self._mark = Icon("done", Tone.OK, 14)
        self._words = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        below.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._words, 1)
        column.addWidget(self._below)
        column.addStretch(1)
        self._bare = bare
        self.label.setVisible(not bare)
        self.error = ""
        self.control.setAccessibleName(label)
        self.control.installEventFilter(self)
        self._connect(secret, read_only, placeholder)
        self._show_hint()

    def _connect(self, secret: bool, read_only: bool, placeholder: str) -> None:
        control = self.control
        if isinstance(control, QLineEdit):
            control.textChanged.connect(self._changed)
            control.returnPressed.connect(self.entered)
            control.setPlaceholderText(placeholder)
            control.setReadOnly(read_only)
            if secret:
                control.setEchoMode(QLineEdit.EchoMode.Password)
        elif isinstance(control, Choice):
            control.currentTextChanged.connect(self._changed)
        elif isinstance(control, QPlainTextEdit):
            control.textChanged.connect(self._changed)
            control.setTabChangesFocus(True)

    # --- the text ---

    @property
    def text(self) -> str:
        """What is typed or chosen, without blanks around it."""
        control = self.control
        if isinstance(control, QLineEdit):
            return control.text() if control.echoMode() is QLineEdit.EchoMode.Password else control.text().strip()
        if isinstance(control, Choice):
            return control.currentText().strip()
        if isinstance(control, QPlainTextEdit):
            return control.toPlainText().strip()
        return ""

    def set_text(self, text: str) -> None:
        """Put a text in; it is judged when the field is left."""
        control = self.control
        if isinstance(control, QLineEdit):
            control.setText(text)
        elif isinstance(control, Choice):
            at = control.findText(text) if text or control.isEditable() else max(control.findText(""), 0)
            if at >= 0 or not control.isEditable():
                control.setCurrentIndex(at)
            else:
                control.setEditText(text)
        elif isinstance(control, QPlainTextEdit):
            control.setPlainText(text)
        self.clear_error()

    @property
    def value(self) -> Any:
        """What stands for the chosen entry of a list, else the text."""
        return self.control.value if isinstance(self.control, Choice) else self.text

    @property
    def line(self) -> QLineEdit:
        """The control of a field that is one line of text."""
        assert isinstance(self.control, QLineEdit)
        return self.control

    def set_needed(self, needed: bool) -> None:
        """Whether it may stay empty; another field can decide that."""
        self._needed = needed
        if not needed and self.error and not self.text:
            self.clear_error()

    def rename(self, label: str) -> None:
        """Other words above the field, and to be heard."""
        self._label_text = label
        self.label.setText(label)
        self.control.setAccessibleName(label)

    def take_focus(self) -> None:
        """Put the keyboard here."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- error and hint ---

    def wrong(self) -> str:
        """What is wrong with the text now, or nothing; shows nothing."""
        if not self.text:
            return f"请填{self._label_text.split('（')[0]}。" if self._needed else ""
        return self._check(self.text) if self._check is not None else ""

    def judge(self) -> bool:
        """Show what is wrong, or the hint; True where the text is good."""
        sentence = self.wrong()
        if sentence:
            self.show_error(sentence)
        else:
            self.clear_error()
        return not sentence

    def show_error(self, sentence: str) -> None:
        """Octagon and sentence below, a two-pixel border around."""
        self.error = sentence
        self._mark.set_icon("stop", Tone.DANGER)
        self._words.set_tone(Tone.DANGER)
        self._words.setText(sentence)
        self._below.show()
        self._mark.show()
        self._border(True)
        self.control.setAccessibleDescription(sentence)

    def show_found(self, words: str) -> None:
        """A tick and what was found, until the text changes."""
        self.clear_error()
        self._mark.set_icon("done", Tone.OK)
        self._mark.show()
        self._words.setText(words)
        self._below.show()
        self.control.setAccessibleDescription(words)

    def clear_error(self) -> None:
        """Back to the hint."""
        self.error = ""
        self._border(False)
        self._show_hint()

    def _show_hint(self) -> None:
        text = self.text
        hint = self._hint if isinstance(self._hint, str) else (self._hint(text) if text else "")
        self._words.setText(hint)
        self._words.set_tone(Tone.MUTED)
        self._mark.set_icon("done", Tone.OK)
        self._mark.setVisible(bool(hint) and not isinstance(self._hint, str))
        self._below.setVisible(bool(hint) and not self._bare)
        self.control.setAccessibleDescription(hint)

    def _border(self, wrong: bool) -> None:
        if bool(self.control.property("wrong")) != wrong:
            self.control.setProperty("wrong", wrong)
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)

    def _changed(self, *_text: object) -> None:
        if self.error:
            if not self.wrong():
                self.clear_error()
        elif not isinstance(self._hint, str):
            self._show_hint()
        self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.control and isinstance(event, QFocusEvent) and event.lostFocus():
            self._left(event.reason())
        return super().eventFilter(watched, event)

    def _left(self, reason: Qt.FocusReason) -> None:
        if reason in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            return
        if self.text or self.error:
            self.judge()
        self.settled.emit()


def first_wrong(fields: list[Field]) -> Field | None:
    """Judge all fields; the first that is wrong gets the keyboard."""
    wrong = [field for field in fields if not field.judge()]
    if wrong:
        wrong[0].take_focus()
        return wrong[0]
    return None
