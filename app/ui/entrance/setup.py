"""The first start: role, village, officer, password, and the recovery code shown once and typed back in part."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.password_words import Level, password_strength
from app.ui.entrance.frame import EntrancePage
from app.ui.entrance.offer import Practice
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.strip import TroubleStrip
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

ROLES = (("村：一个村官，一个村或几个村", "village"), ("乡镇：收各村的账", "township"))
PACKS_AFTER_MS = 400
STEPS = ("谁的账本", "设密码", "抄恢复码")


def check_code(text: str) -> str:
    """What is wrong with a region code."""
    if text.isascii() and text.isdigit() and len(text) == 12:
        return ""
    return f"区划代码是 12 位数字，现在是 {len(text)} 位。统计局的“统计用区划代码”里能查到。"


class SetupPage(EntrancePage):
    """`made` comes with the open book when the recovery code was typed back."""

    made = Signal(object)

    def __init__(
        self, work: Work, folder: Path, practice: Practice | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(560, parent)
        self._work, self._folder, self._practice = work, folder, practice
        self._book: object = None
        self._asked = [1, 4]
        self._packs = Choice()
        self._groups: list[str] = []
        self.setAccessibleName("新建账本")
        self.step = Label("", Role.SMALL, Tone.MUTED)
        self.trouble = TroubleStrip()
        self.column.addWidget(self.step)
        self.column.addWidget(self.trouble)
        self._pages = Stack()
        self.column.addWidget(self._pages)
        for build in (self._who, self._password, self._recovery):
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme_now().px(12))
            build(column)
            column.addStretch(1)
            self._pages.addWidget(page)
        self._show(0)
        self.setFocusProxy(self.name.control)
        QTimer.singleShot(PACKS_AFTER_MS, self, self._ask_packs)  # reading nine files must not hold up the window

    def _ask_packs(self) -> None:
        from app.services.pack_choices import pack_choices

        if not self._packs.count():
            self._packs.set_options([(name, pack_id) for pack_id, name in pack_choices()])

    # --- the three steps ---

    def _who(self, column: QVBoxLayout) -> None:
        column.addWidget(Label("新建账本", Role.STEP_TITLE))
        self.role = Field("这台电脑给谁用", control=Choice(ROLES))
        self.name = Field("村名或乡镇名", needed=True, placeholder="柳树沟村")
        self.code = Field("区划代码（12 位）", check=check_code, needed=True, placeholder="513123001201")
        self.township = Field("所属乡镇", placeholder="云岭镇")
        self.county = Field("所属县区", placeholder="清溪县")
        self.officer = Field("村官姓名", needed=True, hint="印在通知书上，也记在每一笔登记上。")
        self.pack = Field("政策包", control=self._packs, hint="额度、期限、年龄这些规定都从政策包里来，以后可以换。")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(12))
        grid.setVerticalSpacing(theme_now().px(10))
        column.addWidget(self.role)
        for number, field in enumerate((self.name, self.code, self.township, self.county, self.officer, self.pack)):
            grid.addWidget(field, number // 2, number % 2)
        column.addLayout(grid)
        self.next_button = Button("下一步", self._to_password, kind="primary", key="Enter", large=True)
        column.addWidget(self.next_button)
        for field in (self.name, self.code, self.township, self.county, self.officer):
            field.entered.connect(self._to_password)
        if self._practice is not None:
            self.practice_button = Button("先到练习村试一试", self._practise, kind="quiet", key="T")
            hint = Label(f"练习村的密码：{self._practice.password}", Role.SMALL, Tone.MUTED)
            column.addLayout(row(self.practice_button, hint, None))

    def _password(self, column: QVBoxLayout) -> None:
        column.addWidget(Label("设一个密码", Role.STEP_TITLE))
        text = "账本整本加密。密码和恢复码都丢了，谁也打不开，也没有后门。"
        column.addWidget(Label(text, Role.BODY, wrap=True))
        self.password = Field("密码", secret=True, needed=True, check=_refused, hint=_words)
        self.again = Field("再输一遍", secret=True, needed=True, check=self._differs)
        column.addWidget(self.password)
        column.addWidget(self.again)
        self.make_button = Button("建账本", self._make, kind="primary", key="Enter", large=True)
        column.addLayout(row(Button("上一步", self._back), None, self.make_button))
        self.password.entered.connect(self.again.take_focus)
        self.again.entered.connect(self._make)

    def _recovery(self, column: QVBoxLayout) -> None:
        column.addWidget(Label("把恢复码抄在纸上", Role.STEP_TITLE))
        text = "只显示这一次。抄好后装进信封封口，交村委会保管。忘了密码，或换人时，要靠它打开账本。"
        column.addWidget(Label(text, Role.BODY, wrap=True))
        self.shown = Label("", Role.ANSWER)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.shown.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.shown.setWordWrap(True)
        column.addWidget(self.shown)
        self.first = Field("请照纸上输第 2 组", needed=True, check=self._first_wrong)
        self.second = Field("请照纸上输第 5 组", needed=True, check=self._second_wrong)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(12))
        grid.addWidget(self.first, 0, 0)
        grid.addWidget(self.second, 0, 1)
        column.addLayout(grid)
        self.done_button = Button("抄好了，开始用", self._finish, kind="primary", key="Enter", large=True)
        column.addWidget(self.done_button)
        self.first.entered.connect(self.second.take_focus)
        self.second.entered.connect(self._finish)

    # --- moving on ---

    def _show(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        self.step.setText(
            "　".join(f"{at + 1} {word}" if at != number else f"▸ {word}" for at, word in enumerate(STEPS))
        )
        self.step.setAccessibleName(f"第 {number + 1} 步，共 {len(STEPS)} 步：{STEPS[number]}")
        first = (self.name, self.password, self.first)[number]
        first.take_focus()

    def _to_password(self) -> None:
        self._ask_packs()
        if first_wrong([self.name, self.code, self.officer]) is None:
            self._show(1)

    def _back(self) -> None:
        self._show(0)

    def _practise(self) -> None:
        """Make the practice village and go in; nothing of it touches a real book."""
        if self._practice is None or self._book is not None:
            return
        self.practice_button.setEnabled(False)
        self.practice_button.set_word("正在建练习村…")
        self._work.run(self._practice.make, self._work.today, done=self._practice_made, failed=self._practice_failed)

    def _practice_made(self, book: object) -> None:
        self.made.emit(book)

    def _practice_failed(self, error: BaseException) -> None:
        self.practice_button.setEnabled(True)
        self.practice_button.set_word("先到练习村试一试")
        self.trouble.say(sentences(error))

    def _differs(self, text: str) -> str:
        return "" if text == self.password.text else "两遍不一样，请再输一遍。"

    def _make(self) -> None:
        if self._book is not None or first_wrong([self.password, self.again]) is not None:
            return
        from app.services.office import make_book

        self.make_button.setEnabled(False)
        self.make_button.set_word("正在建…")
        self._work.run(
            make_book,
            self._folder,
            self.password.text,
            role=self.role.value,
            code=self.code.text,
            name=self.name.text,
            officer=self.officer.text,
            township=self.township.text,
            county=self.county.text,
            pack_id=self.pack.value,
            done=self._made,
            failed=self._failed,
        )

    def _failed(self, error: BaseException) -> None:
        self.make_button.setEnabled(True)
        self.make_button.set_word("建账本")
        self.trouble.say(sentences(error))

    def _made(self, answer: tuple[object, str]) -> None:
        self._book, code = answer
        self.trouble.hide()
        self._groups = code.split("-")
        self.shown.setText("  ".join(self._groups))
        self.shown.setAccessibleName("恢复码：" + "，".join(" ".join(group) for group in self._groups))
        self._asked = sorted(secrets.SystemRandom().sample(range(len(self._groups)), 2))
        for field, at in ((self.first, self._asked[0]), (self.second, self._asked[1])):
            field.label.setText(f"请照纸上输第 {at + 1} 组")
            field.control.setAccessibleName(f"请照纸上输第 {at + 1} 组")
        self.password.line.clear()
        self.again.line.clear()
        self._show(2)

    def _wrong(self, text: str, at: int) -> str:
        if text.strip().upper() == self._groups[at]:
            return ""
        return f"和第 {at + 1} 组不一样，请对照纸上再看一遍。"

    def _first_wrong(self, text: str) -> str:
        return self._wrong(text, self._asked[0])

    def _second_wrong(self, text: str) -> str:
        return self._wrong(text, self._asked[1])

    def _finish(self) -> None:
        if first_wrong([self.first, self.second]) is None:
            self.shown.clear()
            self.made.emit(self._book)


def _words(text: str) -> str:
    return password_strength(text).words


def _refused(text: str) -> str:
    strength = password_strength(text)
    return strength.words if strength.level is Level.REFUSED else ""
