"""A book that does not open: choose a backup to put in its place, or save what can still be read of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.strip import TroubleStrip
from app.ui.parts.table import LIST, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import moment
from app.ui.work import Work, sentences

if TYPE_CHECKING:
    from app.services.backups import BackupLine
    from app.storage.book import Book

ROWS = 6


class WayBack(QWidget):
    """`opened` comes with the book that stands there afterwards, `dropped` where the officer goes back."""

    opened = Signal(object)
    dropped = Signal()

    def __init__(self, work: Work, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._folder, self._rescuing = work, folder, False
        self._book: Book | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme_now().px(10))
        self.title = Label("从备份还原", Role.STEP_TITLE)
        self.words = Label("", Role.BODY, wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.words)
        today = date.today()
        self.backups = Table(
            [
                Column("什么时候", lambda line: moment(line.backup.moment, today)),
                Column("户", lambda line: f"{line.backup.households:,}", right=True),
                Column("最后一笔", lambda line: line.backup.newest_entry[:16].replace("T", " ")),
                Column("大小", lambda line: f"{line.backup.size / 1_000_000:.1f} MB", right=True),
            ],
            name="备份",
            row_height=LIST,
            picks=True,
        )
        self.backups.setFixedHeight(theme_now().px(26 + ROWS * LIST))
        self.backups.opened.connect(self._to_password)
        self.none = Empty("账本文件夹里没有备份。U盘上有的，点“从U盘选一份”。")
        column.addWidget(self.backups)
        column.addWidget(self.none)
        self.elsewhere = Button("从U盘选一份", self._choose, kind="quiet", icon_name="usb")
        column.addWidget(self.elsewhere)
        self.chosen = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        column.addWidget(self.chosen)
        self.password = Field("密码", secret=True, needed=True, hint="现在的密码；备份以后换过密钥的，用做备份那天的。")
        column.addWidget(self.password)
        self.trouble = TroubleStrip()
        column.addWidget(self.trouble)
        self.act = Button("还原这一份，打开", self._act, kind="primary", key="Enter", large=True)
        self.back = Button("回去", self._drop, key="Esc")
        column.addWidget(self.act)
        column.addLayout(row(self.back))
        column.addStretch(1)
        self.password.entered.connect(self._act)
        self._place = ""

    def begin(self, *, rescue: bool) -> None:
        """Show the backups, or what saving what still reads will do."""
        self._rescuing, self._place, self._book = rescue, "", None
        self.trouble.hide()
        self.title.setText("救出还能读的" if rescue else "从备份还原")
        self.words.setText(
            "程序把还读得出来的登记一条条取出来，缺的按日志补，拼成一本新账放回原处。坏了的文件原样留着。"
            "有好的备份时，先试“从备份还原”。"
            if rescue
            else "选一份备份放回原处。现在的文件先原样另存，不会丢。"
        )
        self.act.set_word("救出来，打开" if rescue else "还原这一份，打开")
        for part in (self.backups, self.none, self.elsewhere, self.chosen):
            part.setVisible(not rescue)
        if rescue:
            self.password.take_focus()
            return
        from app.services.backups import backup_lines

        self._work.draw(backup_lines, self._folder, done=self.show_backups)

    def show_backups(self, lines: list[BackupLine]) -> None:
        """The backups in the book's folder, the newest first and chosen."""
        self.backups.set_rows(lines)
        self.backups.setVisible(bool(lines))
        self.none.setVisible(not lines)
        if lines:
            self.backups.choose(0)
            self.backups.setFocus()
        else:
            self.elsewhere.setFocus()

    def _to_password(self, _line: object) -> None:
        self.password.take_focus()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选U盘上的一份备份（名字是日期的文件夹）")
        if chosen:
            self.use_place(Path(chosen))

    def use_place(self, place: Path) -> None:
        """A backup that lies elsewhere, by its folder."""
        self._place = str(place)
        self.chosen.setText(f"用 {place}")
        self.password.take_focus()

    def _act(self) -> None:
        if not self.act.isEnabled() or first_wrong([self.password]) is not None:
            return
        from app.services.ways_back import rescue_and_open, restore_and_open

        self._busy(True)
        done, failed, password = self._done, self._failed, self.password.text
        if self._rescuing:
            self._work.run(rescue_and_open, self._folder, password, done=done, failed=failed)
            return
        line = self.backups.row
        which = self._place or (line.backup.id if line is not None else "")
        self._work.run(restore_and_open, self._folder, which, password, done=done, failed=failed)

    def _done(self, answer: tuple[Book, str]) -> None:
        self._busy(False)
        self.password.line.clear()
        self._book, words = answer
        self.words.setText(words)
        for part in (self.backups, self.none, self.elsewhere, self.chosen, self.password, self.trouble):
            part.hide()
        self.act.set_word("打开账本")
        self.act.clicked.disconnect()
        self.act.clicked.connect(self._enter)
        self.back.hide()
        self.act.setFocus()

    def _enter(self) -> None:
        self.opened.emit(self._book)

    def _failed(self, error: BaseException) -> None:
        self._busy(False)
        self.trouble.say(sentences(error))
        self.password.line.selectAll()
        self.password.take_focus()

    def _busy(self, busy: bool) -> None:
        self.act.setEnabled(not busy)
        ready = "救出来，打开" if self._rescuing else "还原这一份，打开"
        self.act.set_word("正在办，请等一等…" if busy else ready)

    def _drop(self) -> None:
        self.dropped.emit()
