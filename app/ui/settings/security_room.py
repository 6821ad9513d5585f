"""安全: after how long the book locks itself, the password, a second officer, and 校验."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from app.services.entrance import change_password, set_second_officer
from app.services.self_test import CHECK_WORDS, Verified, verify_book
from app.storage.integrity import Check
from app.ui.away import MINUTES, USUAL_MINUTES
from app.ui.changed import Changed
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.table import DENSE, Table
from app.ui.password_fields import hint_of_password, wrong_password
from app.ui.settings.room import Room
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import sentences


class SecurityRoom(Room):
    """Every change of who may come in asks the present password in its own field."""

    key, word = "security", "安全"

    def build(self) -> None:
        """Left: idle minutes, password, second officer; right: the checks."""
        self.title("多久没人动就锁屏")
        self.minutes = QButtonGroup(self)
        buttons = []
        for number in MINUTES:
            button = Button(f"{number} 分钟", kind="toggle", spoken=f"{number} 分钟没人动就锁屏")
            button.setChecked(number == USUAL_MINUTES)
            self.minutes.addButton(button, number)
            buttons.append(button)
        self.minutes.idClicked.connect(self._idle)
        self.column.addLayout(row(*buttons))
        self.note("合上电脑、系统锁屏时也会锁。随时可按 Ctrl+L。没填完的表会存成草稿，不会丢。")
        self.column.addLayout(self._passwords())
        self.column.addWidget(self.said)
        self.title("校验")
        self.verify = Button("校验账本", self._verify, key="V", icon_name="clipboard")
        self.head = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.column.addLayout(row(self.verify))
        self.column.addWidget(self.head)
        self.checks = Table(
            [
                Column("查什么", lambda check: CHECK_WORDS.get(check.name, check.name)),
                Column("", lambda check: "", chip=_chip),
                Column("查到什么", lambda check: check.text, stretch=True, explains=True),
            ],
            name="校验结果",
            row_height=DENSE,
        )
        self.checks.hide()
        self.column.addWidget(self.checks, 1)

    def _passwords(self) -> QGridLayout:
        self.old = Field("现在的密码", secret=True, needed=True)
        self.new = Field("新密码", secret=True, needed=True, check=wrong_password, hint=hint_of_password)
        self.twice = Field("新密码再输一遍", secret=True, needed=True, check=self._differs)
        self.change = Button("换成我的新密码", self._change, icon_name="key")
        self.second = Button("设成第二经办人的", self._second, spoken="设成第二经办人的密码")
        self.remove = Button("取消第二经办人", self._remove, kind="quiet")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(12))
        grid.setVerticalSpacing(theme_now().px(4))
        grid.addWidget(Label("密码", Role.CARD_TITLE), 0, 0)
        for at, field in enumerate((self.old, self.new, self.twice)):
            grid.addWidget(field, 1, at)
            grid.setColumnStretch(at, 1)
            field.entered.connect(self.focusNextChild)
        grid.addLayout(row(self.change, self.second, self.remove), 2, 0, 1, 3)
        words = "第二经办人用自己的密码打开同一本账，交接时用。恢复码不变。"
        grid.addWidget(Label(words, Role.SMALL, Tone.MUTED, wrap=True), 3, 0, 1, 3)
        return grid

    def first_focus(self) -> QWidget | None:
        return self.minutes.checkedButton()

    def refresh(self) -> None:
        button = self.minutes.button(self.page.idle_minutes)
        if button is not None:
            button.setChecked(True)

    # --- acts ---

    def _idle(self, minutes: int) -> None:
        self.page.idle_minutes = minutes
        self.page.idle_wanted.emit(minutes)

    def _differs(self, text: str) -> str:
        return "" if text == self.new.text else "两遍不一样，请再输一遍。"

    def _change(self) -> None:
        if first_wrong([self.old, self.new, self.twice]) is None:
            self.work.write(
                change_password,
                self.old.text,
                self.new.text,
                changes=Changed(0),
                what="换密码",
                done=self._changed,
                failed=self._failed,
            )

    def _changed(self, _nothing: object) -> None:
        self._done("密码换好了。恢复码没有变。")

    def _second(self) -> None:
        if first_wrong([self.old, self.new, self.twice]) is None:
            self._set_second(self.new.text)

    def _remove(self) -> None:
        if first_wrong([self.old]) is None:
            self._set_second(None)

    def _set_second(self, new: str | None) -> None:
        done = self._second_set if new is not None else self._second_gone
        self.work.write(
            set_second_officer, self.old.text, new, changes=Changed(0), what="改密码", done=done, failed=self._failed
        )

    def _second_set(self, _nothing: object) -> None:
        self._done("第二经办人可以用自己的密码打开账本了。请把密码当面告诉本人。")

    def _second_gone(self, _nothing: object) -> None:
        self._done("第二经办人的密码已取消。")

    def _done(self, words: str) -> None:
        for field in (self.old, self.new, self.twice):
            field.line.clear()
            field.clear_error()
        self.say(words)

    def _failed(self, error: BaseException) -> None:
        self.say(sentences(error))
        self.old.take_focus()

    # --- 校验 ---

    def _verify(self) -> None:
        self.verify.setEnabled(False)
        self.verify.set_word("正在校验…")
        self.work.write(
            verify_book, changes=Changed(0), what="校验账本", done=self.show_verified, failed=self._not_verified
        )

    def show_verified(self, found: Verified) -> None:
        """Each check with what it found, and the head of the journal to compare with a slip."""
        self._ready()
        words = "账本完好。" if found.whole else "账本有问题：请不要再登记，到“备份与还原”里还原一份好的备份。"
        self.head.setText(f"{words}日志 {found.length:,} 条，末条指纹（和交接单上的比）：\n{found.head}")
        self.checks.set_rows(list(found.checks))
        self.checks.show()

    def _not_verified(self, error: BaseException) -> None:
        self._ready()
        self.head.setText(sentences(error))

    def _ready(self) -> None:
        self.verify.setEnabled(True)
        self.verify.set_word("校验账本")


def _chip(check: Check) -> Chip:
    return Chip("done", "没问题", Tone.OK) if check.ok else Chip("stop", "有问题", Tone.DANGER)
