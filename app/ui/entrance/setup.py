"""The first start: role, village, officer, policy, password, the recovery sheet proved, a second place for backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from app.ui.entrance.frame import EntrancePage
from app.ui.entrance.offer import Practice
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.stack import Leaves
from app.ui.parts.strip import TroubleStrip
from app.ui.password_fields import hint_of_password, wrong_password
from app.ui.places import Place, Where
from app.ui.sealed_code import SealedCode
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

if TYPE_CHECKING:
    from app.storage.book import Book

ROLES = (("村：一个村官，一个村或几个村", "village"), ("乡镇：收各村的账", "township"))
PACKS_AFTER_MS = 400
STEPS = ("谁的账本", "设密码", "恢复单", "备份和结对")


def check_code(text: str) -> str:
    """What is wrong with a region code."""
    if text.isascii() and text.isdigit() and len(text) == 12:
        return ""
    return f"区划代码是 12 位数字，现在是 {len(text)} 位。统计局的“统计用区划代码”里能查到。"


class SetupPage(EntrancePage):
    """`made` comes with the open book at the end; `place` is where the officer wants to go first, if anywhere."""

    made = Signal(object)

    def __init__(
        self, work: Work, folder: Path, practice: Practice | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(560, parent)
        self._work, self._folder, self._practice = work, folder, practice
        self._book: Book | None = None
        self._packs = Choice()
        self._pack_text = self._own_pack_id = ""
        self.place: Place | None = None
        self.setAccessibleName("新建账本")
        self.step = Label("", Role.SMALL, Tone.MUTED)
        self.trouble = TroubleStrip()
        self.column.addWidget(self.step)
        self.column.addWidget(self.trouble)
        self._pages = Leaves(self)
        self.column.addWidget(self._pages)
        for build in (self._who, self._password, self._recovery, self._last):
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme_now().px(12))
            build(column)
            column.addStretch(1)
            self._pages.add(page)
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
        self.pack = Field("政策包", control=self._packs, hint="额度、期限、年龄这些规定都从这里来，以后可以换。")
        self.own_pack = Button("用县里给的政策包文件", self._choose_pack, kind="quiet", icon_name="inbox")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme_now().px(12))
        grid.setVerticalSpacing(theme_now().px(10))
        column.addWidget(self.role)
        for number, field in enumerate((self.name, self.code, self.township, self.county, self.officer, self.pack)):
            grid.addWidget(field, number // 2, number % 2)
        column.addLayout(grid)
        column.addLayout(row(None, self.own_pack))
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
        self.password = Field("密码", secret=True, needed=True, check=wrong_password, hint=hint_of_password)
        self.again = Field("再输一遍", secret=True, needed=True, check=self._differs)
        column.addWidget(self.password)
        column.addWidget(self.again)
        self.make_button = Button("建账本", self._make, kind="primary", key="Enter", large=True)
        column.addLayout(row(Button("上一步", self._back), None, self.make_button))
        self.password.entered.connect(self.again.take_focus)
        self.again.entered.connect(self._make)

    def _recovery(self, column: QVBoxLayout) -> None:
        column.addWidget(Label("恢复码打在纸上，封好", Role.STEP_TITLE))
        self.sheet = SealedCode(self._work, "已经在纸上了，下一步")
        self.sheet.proved.connect(self._to_last)
        column.addWidget(self.sheet)

    def _last(self, column: QVBoxLayout) -> None:
        column.addWidget(Label("账本建好了，还有两件可以以后办", Role.STEP_TITLE))
        column.addWidget(Label("备份再放一处", Role.CARD_TITLE))
        text = "关惠村的时候会自动备份。再选一个U盘，每次也拷一份过去，电脑坏了也不怕。"
        column.addWidget(Label(text, Role.BODY, wrap=True))
        self.second = Label("还没有选。", Role.SMALL, Tone.MUTED, wrap=True)
        column.addLayout(row(Button("选U盘上的文件夹", self._choose_second, icon_name="usb")))
        column.addWidget(self.second)
        self.pairing = QWidget()
        pair = QVBoxLayout(self.pairing)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.addWidget(Label("和乡镇结对", Role.CARD_TITLE))
        pair.addWidget(Label("要有乡镇给的名片文件，还要打电话核对指纹。手边没有就先不办。", Role.BODY, wrap=True))
        self.pair_now = Check("名片在手边，进去就结对")
        pair.addWidget(self.pair_now)
        column.addWidget(self.pairing)
        self.done_button = Button("开始用", self._finish, kind="primary", key="Enter", large=True)
        column.addWidget(self.done_button)

    # --- moving on ---

    def _show(self, number: int) -> None:
        self._pages.turn_to(number)
        self.step.setText(
            "　".join(f"{at + 1} {word}" if at != number else f"▸ {word}" for at, word in enumerate(STEPS))
        )
        self.step.setAccessibleName(f"第 {number + 1} 步，共 {len(STEPS)} 步：{STEPS[number]}")
        first = (self.name.control, self.password.control, self.sheet.check.first.control, self.done_button)[number]
        first.setFocus()

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
            pack_text=self._pack_text if self.pack.value == self._own_pack_id else "",
            done=self._made,
            failed=self._failed,
        )

    def _failed(self, error: BaseException) -> None:
        self.make_button.setEnabled(True)
        self.make_button.set_word("建账本")
        self.trouble.say(sentences(error))

    def _made(self, answer: tuple[Book, str]) -> None:
        self._book, code = answer
        self.trouble.hide()
        self.password.line.clear()
        self.again.line.clear()
        self.sheet.show_code(self._book, code)
        self._show(2)

    # --- a county's own pack ---

    def _choose_pack(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选县里的政策包", "", "政策包 (*.toml)")
        if chosen:
            self.use_pack(Path(chosen))

    def use_pack(self, file: Path) -> None:
        """Begin the book with a county's own pack file."""
        from app.services.pack_choices import pack_from_file

        self._work.beside(pack_from_file, file, done=self._pack_read, failed=self._pack_failed)

    def _pack_read(self, pack: tuple[str, str, str]) -> None:
        self._own_pack_id, name, self._pack_text = pack
        self._ask_packs()
        others = [(self._packs.itemText(at), self._packs.itemData(at)) for at in range(self._packs.count())]
        kept = [each for each in others if each[1] != self._own_pack_id]
        self._packs.set_options([(f"{name}（县里的文件）", self._own_pack_id), *kept], self._own_pack_id)
        self.pack.clear_error()

    def _pack_failed(self, error: BaseException) -> None:
        self.pack.show_error(sentences(error))

    # --- the last page ---

    def _to_last(self) -> None:
        self.pairing.setVisible(self.role.value == "village")
        self._show(3)

    def _choose_second(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "备份再放到哪里")
        if chosen:
            self.use_second(Path(chosen))

    def use_second(self, place: Path) -> None:
        """Copy each backup there too."""
        from app.services.backups import use_second_place

        self._work.beside(use_second_place, self._folder, place, done=self._placed, failed=self._not_placed)

    def _placed(self, place: Path) -> None:
        self.second.setText(f"以后每次备份也拷到 {place}。")

    def _not_placed(self, error: BaseException) -> None:
        self.second.setText(sentences(error))

    def _finish(self) -> None:
        if self.pair_now.isChecked() and self.role.value == "village":
            self.place = Place(Where.EXCHANGE, detail="pair")
        self.made.emit(self._book)
