"""Unlock: the password or the recovery code, and what to do next where the book does not open.

The same page hides a book that was locked; then only the password counts, and nothing else of the book is told.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.errors import TooManyTriesError
from app.ui.entrance.frame import EntrancePage
from app.ui.entrance.new_password import NewPassword
from app.ui.entrance.next_steps import NextStep, next_steps
from app.ui.entrance.way_back import WayBack
from app.ui.parts.buttons import Button
from app.ui.parts.card import empty_layout
from app.ui.parts.field import Field
from app.ui.parts.label import Label
from app.ui.parts.stack import Leaves
from app.ui.parts.strip import TroubleStrip
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

if TYPE_CHECKING:
    from app.storage.book import Book

UPDATES = "更新包 (*.hcupdate)"


class UnlockPage(EntrancePage):
    """`opened` comes with the open book, or with None where a hidden book was confirmed.

    `folder_wanted` comes with another folder to look in, `set_up_wanted` where a book is to be made.
    """

    opened = Signal(object)
    folder_wanted = Signal(object)
    set_up_wanted = Signal()

    def __init__(self, work: Work, folder: Path, *, hidden: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(460, parent)
        self._work, self._folder, self._hidden = work, folder, hidden
        self._by_code = False
        self._wait = 0
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._count_down)
        self.setAccessibleName("解锁")
        self._stack = Leaves(self)
        self.column.addWidget(self._stack)
        self._stack.add(self._secrets())
        self.new_password = NewPassword(work)
        self.new_password.set.connect(self._entered)
        self.way_back = WayBack(work, folder)
        self.way_back.opened.connect(self._entered)
        self.way_back.dropped.connect(self._back)
        for part in (self.new_password, self.way_back):
            self._stack.add(part)
        self.setFocusProxy(self.password.control)

    def _secrets(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme_now().px(12))
        inside.addWidget(Label("请输入密码" if not self._hidden else "已锁屏，请输入密码", Role.STEP_TITLE))
        where = Label("" if self._hidden else f"账本在 {self._folder}", Role.SMALL, Tone.MUTED, wrap=True)
        where.setVisible(not self._hidden)
        inside.addWidget(where)
        self.password = Field("密码", secret=True, hint="在这里看不到字，是为了不让旁人看见。")
        self.code = Field("恢复码（六组，每组四个）", placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.slot = Field("恢复单上二维码的内容", hint="钥匙文件也丢了才填：用扫码枪或手机扫了粘进来。")
        self.code.hide()
        self.slot.hide()
        for part in (self.password, self.code, self.slot):
            inside.addWidget(part)
            part.entered.connect(self._open)
        self.trouble = TroubleStrip()
        inside.addWidget(self.trouble)
        self.open_button = Button("打开账本", self._open, kind="primary", key="Enter", large=True)
        inside.addWidget(self.open_button)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(theme_now().px(4))
        inside.addLayout(self._steps)
        self._show_steps(() if self._hidden else (NextStep.CODE,))
        inside.addStretch(1)
        return page

    # --- opening ---

    @property
    def field(self) -> Field:
        """Where the secret is typed now."""
        return self.code if self._by_code else self.password

    def _open(self) -> None:
        if self._wait or not self.open_button.isEnabled():
            return
        field = self.field
        if not field.text:
            field.show_error("请填恢复码。" if self._by_code else "请填密码。")
            field.take_focus()
            return
        from app.services import entrance

        self._busy(True)
        self.trouble.hide()
        done, failed = self._done, self._failed
        if self._hidden:
            self._work.beside(entrance.confirm, self._work.book, field.text, done=self._confirmed, failed=failed)
        elif self._by_code:
            slot = self.slot.text or None
            self._work.run(entrance.unlock_with_code, self._folder, field.text, slot, done=done, failed=failed)
        else:
            self._work.run(entrance.unlock, self._folder, field.text, done=done, failed=failed)

    def _busy(self, busy: bool) -> None:
        self.open_button.setEnabled(not busy)
        self.open_button.set_word("正在打开…" if busy else "打开账本")

    def _confirmed(self, _nothing: object) -> None:
        self._entered(None)

    def _done(self, book: Book) -> None:
        self._busy(False)
        if self._by_code:
            self.code.line.clear()
            self._stack.turn_to(self.new_password)
            self.new_password.ask(book)
        else:
            self._entered(book)

    def _entered(self, book: object) -> None:
        self._busy(False)
        self.password.line.clear()
        self.opened.emit(book)

    def _failed(self, error: BaseException) -> None:
        self._busy(False)
        field = self.field
        field.take_focus()
        if not self._by_code:
            field.line.selectAll()
        if isinstance(error, TooManyTriesError):
            self._wait = error.seconds
            self._count_down()
        elif self._secret_was_wrong(error):
            field.show_error(sentences(error))
        else:
            self.trouble.say(sentences(error))
        self._show_steps(() if self._hidden else next_steps(error))

    def _secret_was_wrong(self, error: BaseException) -> bool:
        return any(step in (NextStep.CODE,) for step in next_steps(error)) or self._hidden or self._by_code

    def _count_down(self) -> None:
        """Say how long there is still to wait; the button comes back by itself."""
        self.field.show_error(f"连错几次，还要等 {self._wait} 秒才能再试。账本完好，不会被永久锁住。")
        self.open_button.setEnabled(self._wait <= 0)
        if self._wait <= 0:
            self._second.stop()
            self.field.clear_error()
            return
        self._wait -= 1
        self._second.start()

    # --- what to do next ---

    def _show_steps(self, steps: tuple[NextStep, ...]) -> None:
        empty_layout(self._steps)
        self.steps: list[Button] = []
        for step in steps:
            words = "用密码打开" if step is NextStep.CODE and self._by_code else step.value
            button = Button(words, partial(self._go_on, step), kind="quiet")
            self._steps.addWidget(button)
            self.steps.append(button)

    def _go_on(self, step: NextStep) -> None:
        if step in (NextStep.CODE, NextStep.SHEET):
            self._change_way(sheet=step is NextStep.SHEET)
        elif step in (NextStep.RESTORE, NextStep.RESCUE):
            self._stack.turn_to(self.way_back)
            self.way_back.begin(rescue=step is NextStep.RESCUE)
        elif step is NextStep.FIRST_WINDOW:
            self._to_first_window()
        elif step is NextStep.SET_UP:
            self.set_up_wanted.emit()
        else:
            self._choose(step)

    def _change_way(self, *, sheet: bool) -> None:
        self._by_code = sheet or not self._by_code
        self._wait = 0
        self._second.stop()
        self.open_button.setEnabled(True)
        self.trouble.hide()
        for field, shown in ((self.password, not self._by_code), (self.code, self._by_code), (self.slot, sheet)):
            field.clear_error()
            field.setVisible(shown)
        self._show_steps((NextStep.CODE,))
        self.field.take_focus()

    def _back(self) -> None:
        self._stack.turn_to(0)
        self.field.take_focus()

    def _to_first_window(self) -> None:
        from app.ui.single import raise_the_first

        if not raise_the_first(self._folder):
            self.trouble.say("那个窗口没有应。账本完好。可能是命令行正在用它：请等它做完再试。")

    def _choose(self, step: NextStep) -> None:
        if step is NextStep.FOLDER:
            chosen = QFileDialog.getExistingDirectory(self, "账本在哪个文件夹", str(self._folder))
            if chosen:
                self.folder_wanted.emit(Path(chosen))
            return
        chosen, _kind = QFileDialog.getOpenFileName(self, "选更新包", "", UPDATES)
        if chosen:
            self.install(Path(chosen))

    def install(self, file: Path) -> None:
        """Set an update up; it runs from the next start on."""
        from app.services.update_acts import install_update

        self._busy(True)
        self._work.run(install_update, None, file, done=self._installed, failed=self._failed)

    def _installed(self, version: str) -> None:
        self._busy(False)
        self.trouble.say(f"惠村 {version} 已装好，旧版本还在。请关掉惠村再打开，就用新版本。")
