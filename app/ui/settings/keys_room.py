"""恢复单: a new recovery code on a new sheet, and a new key for the whole book."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.entrance import new_recovery_code, rekey_and_reopen
from app.ui.changed import Changed
from app.ui.messages import ask
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.field import Field, first_wrong
from app.ui.sealed_code import SealedCode
from app.ui.settings.room import FIELD_WIDTH, Room
from app.ui.theme import theme_now
from app.ui.work import sentences


class KeysRoom(Room):
    """The new code is shown once and must be typed back in part before the room lets it go."""

    key, word = "keys", "恢复单"

    def build(self) -> None:
        """The present password, two acts, and the sheet."""
        self._code = ""
        self.note("恢复单是忘了密码、丢了钥匙文件时的最后一把钥匙。旧单子被人看过、找不到了，就换一张。")
        self.password = Field("现在的密码", secret=True, needed=True)
        self.password.setMaximumWidth(theme_now().px(FIELD_WIDTH))
        self.column.addWidget(self.password)
        self.renew = Button("换一张恢复单", self._renew, icon_name="key")
        self.rekey = Button("连密钥一起换", self._rekey, kind="quiet")
        self.column.addLayout(row(self.renew, self.rekey))
        self.note(
            "换恢复单：旧单子不能再用，请当面销毁。换密钥：密码或旧单子可能被人抄走时用，整本账重新加密，"
            "密码不变；以前的备份仍用做备份那天的密码打开，第二经办人要重新设。"
        )
        self.column.addWidget(self.said)
        self.sheet = SealedCode(self.work, "已经在纸上了，收起来")
        self.sheet.proved.connect(self._proved)
        self.sheet.hide()
        self.column.addWidget(self.sheet)
        self.column.addStretch(1)

    def first_focus(self) -> QWidget | None:
        return self.sheet.check.first.control if self._code else self.password.control

    def _renew(self) -> None:
        if first_wrong([self.password]) is None:
            self.work.write(
                new_recovery_code,
                self.password.text,
                changes=Changed(0),
                what="换恢复码",
                done=self.show_code,
                failed=self._failed,
            )

    def _rekey(self) -> None:
        book = self.work.book
        if book is None or first_wrong([self.password]) is not None:
            return
        words = "整本账用新的密钥重新加密，要几秒钟，中途断电也不会坏。旧的恢复单从此没用。"
        if ask(self, "换密钥", words, "换密钥", "先不换"):
            self.work.run(
                rekey_and_reopen,
                book,
                self.password.text,
                done=self._rekeyed,
                failed=self._failed,
                what="换密钥",
            )

    def _rekeyed(self, answer: tuple[Any, str, str]) -> None:
        self.work.book, code, words = answer
        self.work.changed.emit(Changed.ALL)
        if code:
            self.show_code(code)
        self.say(words)

    def show_code(self, code: str) -> None:
        """Show the new code until two groups of it were typed back."""
        assert self.work.book is not None
        self._code = code
        self.password.line.clear()
        self.say("新的恢复码已生效，旧的恢复单没用了，请当面销毁。")
        self.sheet.show_code(self.work.book, code)
        self.sheet.show()
        for part in (self.password, self.renew, self.rekey):
            part.setEnabled(False)
        self.sheet.check.first.take_focus()

    def _proved(self) -> None:
        self._code = ""
        self.sheet.hide()
        for part in (self.password, self.renew, self.rekey):
            part.setEnabled(True)
        self.say("恢复单已核对，请装进信封封好。")
        self.password.take_focus()

    def _failed(self, error: BaseException) -> None:
        self.say(sentences(error))
        self.password.take_focus()
