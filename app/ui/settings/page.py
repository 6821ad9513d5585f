"""The page 设置: how it looks, the backups, the policy of this book with its clauses, and what this program is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QVBoxLayout, QWidget

from app import __version__
from app.domain.policy import PolicyPack
from app.domain.policy_keys import KEYS
from app.domain.policy_words import say
from app.services.backups import BackupLine, Made, backup_lines, make_backup_now
from app.services.entrance import change_password, restore_and_reopen
from app.services.policies import book_policy
from app.ui.changed import Changed
from app.ui.messages import ask
from app.ui.page import Page
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.stack import Stack
from app.ui.parts.table import LIST, TWO_LINES, Table
from app.ui.parts.tabs import Tabs
from app.ui.places import Place
from app.ui.theme import DENSE_POINTS, TEXT_SIZES, Role, Theme, theme_now
from app.ui.tokens import Tone
from app.ui.words import moment
from app.ui.work import Work, sentences

LOOK, BACKUP, PASSWORD, POLICY, ABOUT = range(5)
TABS = ("外观", "备份", "密码", "政策包", "关于")


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One value of the pack in words."""

    name: str
    value: str
    clause: str


class SettingsPage(Page):
    """`place.detail` backup opens that part; `theme_wanted` asks the window for another look."""

    title = "设置"
    hears = Changed.BACKUPS | Changed.SETTINGS
    theme_wanted = Signal(object)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.tabs = Tabs("设置的分类")
        self.tabs.show_words([(word, 0) for word in TABS])
        self.stack = Stack()
        for part in (self._look(), self._backup(), self._password(), self._policy(), self._about()):
            self.stack.addWidget(part)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        card = Card()
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        self.outer.addWidget(card, 1)

    # --- the parts ---

    def _part(self) -> tuple[QWidget, QVBoxLayout]:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, theme_now().px(8), 0, 0)
        column.setSpacing(theme_now().px(8))
        return part, column

    def _look(self) -> QWidget:
        part, column = self._part()
        now = theme_now()
        column.addWidget(Label("字号", Role.CARD_TITLE))
        self.sizes = QButtonGroup(self)
        buttons = []
        for size in TEXT_SIZES:
            button = Button(f"{size}%", kind="toggle", spoken=f"字号 {size}%")
            button.setChecked(size == now.text_size)
            self.sizes.addButton(button, size)
            buttons.append(button)
        self.sizes.idClicked.connect(self._size)
        column.addLayout(row(*buttons))
        column.addWidget(Label("也可以随时按 Ctrl 和 +、Ctrl 和 -。", Role.SMALL, Tone.MUTED))
        column.addWidget(Label("深浅", Role.CARD_TITLE))
        self.light, self.dark = Button("浅色", kind="toggle"), Button("深色", kind="toggle")
        self.dense = Button("密一点", kind="toggle", spoken="字小半号，一屏多几行")
        both = QButtonGroup(self)
        for button in (self.light, self.dark):
            both.addButton(button)
        (self.dark if now.dark else self.light).setChecked(True)
        self.dense.setChecked(now.base_points == DENSE_POINTS)
        for button in (self.light, self.dark, self.dense):
            button.clicked.connect(self._shade)
        column.addLayout(row(self.light, self.dark, self.dense))
        column.addStretch(1)
        return part

    def _backup(self) -> QWidget:
        part, column = self._part()
        self.make = Button("现在备份", self._make, kind="primary", key="Ctrl+B", icon_name="disk")
        self.make_to = Button("备份到U盘", self._make_to, key="U", icon_name="usb")
        self.restore = Button("还原选中的备份", self._restore, key="R", icon_name="undo")
        column.addLayout(row(self.make, self.make_to, None, self.restore))
        self.backup_words = Label("备份是加密的，做完就读回来核对。", Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self.backup_words)
        self.backups = Table(
            [
                Column("什么时候", lambda line: moment(line.backup.moment, self.work.today)),
                Column("为什么做", lambda line: line.backup.reason),
                Column("户", lambda line: f"{line.backup.households:,}", right=True),
                Column("日志（条）", lambda line: f"{line.backup.journal_length:,}", right=True),
                Column("大小", lambda line: f"{line.backup.size / 1_000_000:.1f} MB", right=True),
                Column("", lambda line: "", chip=_backup_chip),
            ],
            name="备份",
            row_height=LIST,
            picks=True,
        )
        self.no_backups = Empty("还没有备份。现在做一份，只要几秒。", icon_name="disk")
        column.addWidget(self.backups, 1)
        column.addWidget(self.no_backups)
        self.restore_password = Field("要还原，请再输一次密码", secret=True, needed=True)
        self.restore_password.hide()
        self.restore_password.entered.connect(self._restore)
        column.addWidget(self.restore_password)
        column.addStretch(0)
        return part

    def _password(self) -> QWidget:
        part, column = self._part()
        self.old = Field("现在的密码", secret=True, needed=True)
        self.new = Field("新密码", secret=True, needed=True)
        self.twice = Field("新密码再输一遍", secret=True, needed=True, check=self._differs)
        for field in (self.old, self.new, self.twice):
            field.setMaximumWidth(theme_now().px(360))
            field.entered.connect(self.focusNextChild)
            column.addWidget(field)
        self.change = Button("换密码", self._change, kind="primary", icon_name="key")
        self.password_words = Label("", wrap=True)
        column.addWidget(self.password_words)
        column.addLayout(row(self.change))
        column.addStretch(1)
        return part

    def _policy(self) -> QWidget:
        part, column = self._part()
        self.pack_name = Label("", Role.CARD_TITLE, wrap=True)
        self.pack_note = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.values = Table(
            [
                Column("规定", lambda line: line.name),
                Column("值", lambda line: line.value, second=lambda line: line.clause, stretch=True, explains=True),
            ],
            name="政策包的值",
            row_height=TWO_LINES,
        )
        column.addWidget(self.pack_name)
        column.addWidget(self.pack_note)
        column.addWidget(self.values, 1)
        return part

    def _about(self) -> QWidget:
        part, column = self._part()
        column.addWidget(Label(f"惠村 {__version__}", Role.CARD_TITLE))
        text = (
            "金融村官的账本。不联网，不上传，账都在这台电脑里，整本加密。\n"
            "银行的数以银行为准；这里是村里的底账、手续和凭据。\n"
            "程序 Apache-2.0；字体 Noto Sans SC、Noto Serif SC，SIL OFL 1.1；界面库 Qt，LGPL 3。"
        )
        column.addWidget(Label(text, wrap=True))
        self.where = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self.where)
        column.addStretch(1)
        return part

    # --- reading ---

    def open(self, place: Place) -> None:
        if place.detail == "backup":
            self.tabs.setCurrentIndex(BACKUP)
        super().open(place)

    def refresh(self) -> None:
        book = self.work.book
        if book is None:
            return
        self.where.setText(f"账本 {book.name} {book.code}，在 {book.folder}")
        self.work.draw(backup_lines, book.folder, done=self.show_backups)
        self.work.read(book_policy, done=self.show_pack)

    def show_backups(self, lines: list[BackupLine]) -> None:
        """Show the backups, newest first."""
        self.backups.set_rows(lines)
        self.backups.setVisible(bool(lines))
        self.no_backups.setVisible(not lines)
        self.restore.setEnabled(bool(lines))

    def show_pack(self, pack: PolicyPack) -> None:
        """Show the pack's values of today with their clauses."""
        self.pack_name.setText(pack.name)
        until = f"至 {pack.valid_until}" if pack.valid_until else "起"
        valid = "" if pack.is_valid(self.work.today) else "今天不在有效期里，请问县里要新的政策包。"
        self.pack_note.setText(f"{pack.issuing_text}，{pack.valid_from} {until}。{valid}")
        values = [pack.value(key, self.work.today) for key in KEYS]
        known = [value for value in values if value.known]
        self.values.set_rows([PolicyLine(KEYS[each.key].label, say(each), each.clause) for each in known])

    def first_focus(self) -> QWidget | None:
        at = self.tabs.currentIndex()
        return {BACKUP: self.make, PASSWORD: self.old.control, POLICY: self.values}.get(at, self.tabs)

    # --- acts ---

    def _size(self, size: int) -> None:
        now = theme_now()
        self.theme_wanted.emit(Theme(now.dark, size, now.base_points))

    def _shade(self) -> None:
        base = DENSE_POINTS if self.dense.isChecked() else Theme().base_points
        self.theme_wanted.emit(Theme(self.dark.isChecked(), theme_now().text_size, base))

    def _make(self) -> None:
        self.work.write(make_backup_now, changes=Changed.BACKUPS, what="备份", done=self._made)

    def _make_to(self) -> None:
        from pathlib import Path

        chosen = QFileDialog.getExistingDirectory(self, "备份到哪里")
        if chosen:
            self.work.write(make_backup_now, to=Path(chosen), changes=Changed.BACKUPS, what="备份", done=self._made)

    def _made(self, made: Made) -> None:
        where = f"，另一份在 {made.copy}" if made.copy is not None else ""
        self.backup_words.setText(f"做好了，已读回核对{where}。")

    def _restore(self) -> None:
        line = self.backups.row
        book = self.work.book
        if not isinstance(line, BackupLine) or book is None:
            return
        if self.restore_password.isHidden():
            self.restore_password.show()
            self.restore_password.take_focus()
            return
        if first_wrong([self.restore_password]) is not None:
            return
        when = moment(line.backup.moment, self.work.today)
        text = f"账本会回到 {when} 的样子。现在的账先另存一份，不会丢。"
        if ask(self, "还原备份", text, "还原备份", "保留现状"):
            self.work.run(
                restore_and_reopen,
                book,
                line.backup.id,
                self.restore_password.text,
                done=self._restored,
                failed=self._not_restored,
                what="还原备份",
            )

    def _restored(self, answer: Any) -> None:
        self.work.book, words = answer
        self.restore_password.hide()
        self.restore_password.line.clear()
        self.backup_words.setText(words)
        self.work.changed.emit(Changed.ALL)

    def _not_restored(self, error: BaseException) -> None:
        self.restore_password.show_error(sentences(error))

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
                failed=self._not_changed,
            )

    def _changed(self, _nothing: object) -> None:
        for field in (self.old, self.new, self.twice):
            field.line.clear()
        self.password_words.setText("密码换好了。恢复码没有变。")

    def _not_changed(self, error: BaseException) -> None:
        self.password_words.setText(sentences(error))


def _backup_chip(line: BackupLine) -> Chip:
    if line.todays_password:
        return Chip("done", "现在的密码能开", Tone.OK)
    return Chip("key", "要用当时的密码", Tone.WARN)
