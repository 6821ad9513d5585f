"""After the recovery code let somebody in: a new password, before anything of the book is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.password_fields import hint_of_password, wrong_password
from app.ui.theme import Role, theme_now
from app.ui.work import Work, sentences

if TYPE_CHECKING:
    from app.storage.book import Book


class NewPassword(QWidget):
    """`set` comes with the open book when its new password stands."""

    set = Signal(object)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._book: Book | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme_now().px(12))
        column.addWidget(Label("恢复码对了，请设新密码", Role.STEP_TITLE))
        text = "旧密码从此不能用。恢复码没有变，请把恢复单重新封好；被旁人看过的，进去以后到“设置”里换一张。"
        column.addWidget(Label(text, Role.BODY, wrap=True))
        self.new = Field("新密码", secret=True, needed=True, check=wrong_password, hint=hint_of_password)
        self.again = Field("新密码再输一遍", secret=True, needed=True, check=self._differs)
        self.done = Button("设好，打开账本", self._save, kind="primary", key="Enter", large=True)
        for part in (self.new, self.again, self.done):
            column.addWidget(part)
        column.addStretch(1)
        self.new.entered.connect(self.again.take_focus)
        self.again.entered.connect(self._save)

    def ask(self, book: Book) -> None:
        """Ask for the new password of this book."""
        self._book = book
        self.new.take_focus()

    def _differs(self, text: str) -> str:
        return "" if text == self.new.text else "两遍不一样，请再输一遍。"

    def _save(self) -> None:
        if self._book is None or first_wrong([self.new, self.again]) is not None:
            return
        from app.services.entrance import set_password_after_code

        self.done.setEnabled(False)
        self._work.run(set_password_after_code, self._book, self.new.text, done=self._saved, failed=self._failed)

    def _saved(self, _nothing: object) -> None:
        self.done.setEnabled(True)
        for field in (self.new, self.again):
            field.line.clear()
        book, self._book = self._book, None
        self.set.emit(book)

    def _failed(self, error: BaseException) -> None:
        self.done.setEnabled(True)
        self.new.show_error(sentences(error))
        self.new.take_focus()
