"""Unlock: the password, or the recovery code; the same page hides a book that was locked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.entrance.frame import EntrancePage
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.theme import Role
from app.ui.tokens import Tone
from app.ui.work import Work, sentences


class UnlockPage(EntrancePage):
    """`opened` comes with the open book, or with None where a hidden book was confirmed."""

    opened = Signal(object)

    def __init__(self, work: Work, folder: Path, *, hidden: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(420, parent)
        self._work, self._folder, self._hidden = work, folder, hidden
        self._by_code = False
        self.setAccessibleName("解锁")
        self.column.addWidget(Label("请输入密码" if not hidden else "已锁屏，请输入密码", Role.STEP_TITLE))
        self._where = Label("" if hidden else f"账本在 {folder}", Role.SMALL, Tone.MUTED, wrap=True)
        self._where.setVisible(not hidden)
        self.column.addWidget(self._where)
        self.password = Field("密码", secret=True, hint="在这里看不到字，是为了不让旁人看见。")
        self.code = Field("恢复码（六组，每组四个）", placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.code.hide()
        self.column.addWidget(self.password)
        self.column.addWidget(self.code)
        self.open_button = Button("打开账本", self._open, kind="primary", key="Enter", large=True)
        self.column.addWidget(self.open_button)
        self._other = Button("忘了密码，用恢复码打开", self._change_way, kind="quiet")
        self._other.setVisible(not hidden)
        self.column.addLayout(row(self._other))
        for field in (self.password, self.code):
            field.entered.connect(self._open)
        self.setFocusProxy(self.password.control)

    def _change_way(self) -> None:
        self._by_code = not self._by_code
        self.password.setVisible(not self._by_code)
        self.code.setVisible(self._by_code)
        self._other.set_word("用密码打开" if self._by_code else "忘了密码，用恢复码打开")
        (self.code if self._by_code else self.password).take_focus()

    def _open(self) -> None:
        field = self.code if self._by_code else self.password
        if not field.text:
            field.show_error("请填恢复码。" if self._by_code else "请填密码。")
            field.take_focus()
            return
        from app.services import entrance

        self._busy(True)
        if self._hidden:
            self._work.beside(entrance.confirm, self._work.book, field.text, done=self._confirmed, failed=self._failed)
        elif self._by_code:
            self._work.run(entrance.unlock_with_code, self._folder, field.text, done=self._done, failed=self._failed)
        else:
            self._work.run(entrance.unlock, self._folder, field.text, done=self._done, failed=self._failed)

    def _busy(self, busy: bool) -> None:
        self.open_button.setEnabled(not busy)
        self.open_button.set_word("正在打开…" if busy else "打开账本")

    def _confirmed(self, _nothing: object) -> None:
        self._done(None)

    def _done(self, book: object) -> None:
        self._busy(False)
        self.password.line.clear()
        self.opened.emit(book)

    def _failed(self, error: BaseException) -> None:
        self._busy(False)
        field = self.code if self._by_code else self.password
        field.show_error(sentences(error))
        field.take_focus()
        if not self._by_code:
            field.line.selectAll()
