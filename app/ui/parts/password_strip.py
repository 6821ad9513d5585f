"""The password asked again in its place, before something that shows or carries away what is masked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.field import Field
from app.ui.parts.label import Icon, Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

FIELD_WIDTH, FIELD_WIDTH_LARGE = 300, 200


class PasswordStrip(QFrame):
    """`given` comes with what was typed, `dropped` where it was put away; a wrong one is said below the field."""

    given = Signal(str)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        theme = theme_now()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(6))
        line.setSpacing(theme.px(12))
        self._words = Label("", Role.BODY)
        self.password = Field("密码", secret=True, bare=True)
        self.password.setFixedWidth(theme.px(FIELD_WIDTH_LARGE if theme.two_columns else FIELD_WIDTH))
        self.password.entered.connect(self._give)
        self.confirm = Button("确认", self._give, key="Enter", icon_name="key")
        self.drop = Button("算了", self.put_away, kind="quiet", key="Esc", spoken="不输密码了")
        self.drop.setShortcut(QKeySequence())
        top = Qt.AlignmentFlag.AlignTop
        for part in (Icon("lock", Tone.ACCENT), self._words):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.password, 0, top)
        line.addWidget(self.confirm, 0, top)
        line.addWidget(self.drop, 0, top)
        line.addStretch(1)
        QShortcut(QKeySequence("Esc"), self, self.put_away, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def ask(self, words: str) -> None:
        """Ask, saying for what; the keyboard goes into the field."""
        self._words.setText(f"{words}，请再输一次密码")
        self.setAccessibleName(self._words.text())
        self.password.line.clear()
        self.password.clear_error()
        self._busy(False)
        self.show()
        self.password.take_focus()

    def refuse(self, sentence: str) -> None:
        """It was not the password, or not yet the time to try again."""
        self._busy(False)
        self.password.show_error(sentence)
        self.password.line.selectAll()
        self.password.take_focus()

    def put_away(self) -> None:
        """Nothing is done."""
        if not self.isHidden():
            self.close_up()
            self.dropped.emit()

    def close_up(self) -> None:
        """It is over; nothing of what was typed stays."""
        self.password.line.clear()
        self.hide()

    def _give(self) -> None:
        if not self.password.text:
            self.password.show_error("请填密码。")
            self.password.take_focus()
            return
        self._busy(True)
        self.given.emit(self.password.text)

    def _busy(self, busy: bool) -> None:
        self.confirm.setEnabled(not busy)
        self.confirm.set_word("正在核对…" if busy else "确认")
