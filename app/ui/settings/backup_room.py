"""备份与还原: the list, one now, a second place on a stick, and back again with what would be lost said before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.backups import (
    BackupLine,
    Made,
    SecondPlaceView,
    acts_since,
    backup_lines,
    make_backup_now,
    second_place_view,
    use_second_place,
)
from app.services.entrance import restore_and_reopen
from app.ui.changed import Changed
from app.ui.messages import ask
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.chip import Chip, ChipLabel
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, Table
from app.ui.settings.room import FIELD_WIDTH, Room
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import moment
from app.ui.work import sentences

OLD_COPY_DAYS = 7


class BackupRoom(Room):
    """A chosen backup says what would be undone; restoring asks the password and saves the present first."""

    key, word = "backup", "备份与还原"
    hears = Changed.BACKUPS

    def build(self) -> None:
        """Acts, second place, list, and the question before a restore."""
        self.make = Button("现在备份", self._make, kind="primary", key="Ctrl+B", icon_name="disk")
        self.make_to = Button("备份到U盘", self._make_to, key="U", icon_name="usb")
        self.choose = Button("换第二处", self._choose, kind="quiet", spoken="换备份的第二处")
        self.place = ChipLabel(Chip("todo", "还没有第二处"))
        self.column.addLayout(row(self.make, self.make_to, self.place, None, self.choose))
        self.column.addWidget(self.said)
        self.say("备份是加密的，做完就读回来核对。第二处放一个U盘，电脑坏了也不怕。")
        self.backups = Table(
            [
                Column("什么时候", lambda line: moment(line.backup.moment, self.work.today)),
                Column("为什么做", lambda line: line.backup.reason),
                Column("户", lambda line: f"{line.backup.households:,}", right=True),
                Column("最后一笔", lambda line: line.backup.newest_entry[:16].replace("T", " "), secondary=True),
                Column("日志（条）", lambda line: f"{line.backup.journal_length:,}", right=True, secondary=True),
                Column("大小", lambda line: f"{line.backup.size / 1_000_000:.1f} MB", right=True),
                Column("", lambda line: "", chip=_chip),
            ],
            name="备份",
            row_height=LIST,
            picks=True,
        )
        self.backups.chosen.connect(self._chosen)
        self.none = Empty("还没有备份。现在做一份，只要几秒。", icon_name="disk")
        self.column.addWidget(self.backups, 1)
        self.column.addWidget(self.none)
        self.lost = Label("", Role.BODY, wrap=True)
        self.column.addWidget(self.lost)
        self.password = Field("要还原，请再输一次密码", secret=True, needed=True)
        self.password.setMaximumWidth(theme_now().px(FIELD_WIDTH))
        self.password.hide()
        self.password.entered.connect(self._restore)
        self.column.addWidget(self.password)
        self.restore = Button("还原选中的备份", self._restore, key="R", icon_name="undo")
        self.column.addLayout(row(None, self.restore))

    def refresh(self) -> None:
        book = self.work.book
        if book is not None:
            self.work.draw(backup_lines, book.folder, done=self.show_backups)
            self.work.draw(second_place_view, book.folder, book.moment(), done=self.show_place)

    def first_focus(self) -> QWidget | None:
        return self.make

    def show_backups(self, lines: list[BackupLine]) -> None:
        """Show the backups, newest first."""
        self.backups.set_rows(lines)
        self.backups.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.restore.setEnabled(bool(lines))
        self.lost.setVisible(bool(lines))

    def show_place(self, view: SecondPlaceView) -> None:
        """Where copies go besides, and how many days ago one went."""
        if view.folder is None:
            self.place.set_chip(Chip("todo", "还没有第二处"))
        elif view.days is None:
            self.place.set_chip(Chip("warning", f"{view.folder} 还没有拷过", Tone.WARN))
        else:
            old = view.days > OLD_COPY_DAYS
            when = "今天拷过" if view.days == 0 else f"{view.days} 天前拷过"
            self.place.set_chip(Chip("warning" if old else "done", f"{view.folder} {when}", _tone(old)))
        self.choose.set_word("换第二处" if view.folder is not None else "选第二处")

    # --- making ---

    def _make(self) -> None:
        self.work.write(make_backup_now, changes=Changed.BACKUPS, what="备份", done=self._made, failed=self._failed)

    def _make_to(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "备份到哪里")
        if chosen:
            self.back_up_to(Path(chosen))

    def back_up_to(self, place: Path) -> None:
        """Back up, with a copy in that folder."""
        self.work.write(
            make_backup_now, to=place, changes=Changed.BACKUPS, what="备份", done=self._made, failed=self._failed
        )

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "每次备份再拷一份到哪里")
        if chosen:
            self.use_place(Path(chosen))

    def use_place(self, place: Path) -> None:
        """From now on each backup on closing is copied there too; one is made at once."""
        book = self.work.book
        if book is not None:
            self.work.run(use_second_place, book.folder, place, done=self._placed, failed=self._failed)

    def _placed(self, place: Path) -> None:
        self.back_up_to(place)

    def _made(self, made: Made) -> None:
        where = f"，另一份在 {made.copy}" if made.copy is not None else ""
        self.say(f"做好了，已读回核对{where}。")

    def _failed(self, error: BaseException) -> None:
        self.say(sentences(error))

    # --- going back ---

    def _chosen(self, line: BackupLine | None) -> None:
        self.password.hide()
        if line is not None:
            self.work.read(acts_since, line.backup, done=self.show_lost)

    def show_lost(self, acts: list[tuple[str, int]]) -> None:
        """What was entered after the chosen backup, and would be gone with it."""
        if not acts:
            self.lost.setText("这份备份以后没有登记过别的。")
            return
        words = "、".join(f"{name} {number} 次" for name, number in acts[:6])
        more = f"等 {len(acts)} 种" if len(acts) > 6 else ""
        self.lost.setText(f"还原到这一份，后来登记的这些就不在账上了：{words}{more}。现在的账会先另存一份。")

    def _restore(self) -> None:
        line = self.backups.row
        book = self.work.book
        if not isinstance(line, BackupLine) or book is None:
            return
        if self.password.isHidden():
            self.password.show()
            self.password.take_focus()
            return
        if first_wrong([self.password]) is not None:
            return
        when = moment(line.backup.moment, self.work.today)
        text = f"账本会回到 {when} 的样子。现在的账先另存一份，不会丢。"
        if ask(self, "还原备份", text, "还原备份", "保留现状"):
            self.work.run(
                restore_and_reopen,
                book,
                line.backup.id,
                self.password.text,
                done=self._restored,
                failed=self._not_restored,
                what="还原备份",
            )

    def _restored(self, answer: Any) -> None:
        self.work.book, words = answer
        self.password.hide()
        self.password.line.clear()
        self.say(words)
        self.work.changed.emit(Changed.ALL)

    def _not_restored(self, error: BaseException) -> None:
        self.password.show_error(sentences(error))


def _tone(old: bool) -> Tone:
    return Tone.WARN if old else Tone.OK


def _chip(line: BackupLine) -> Chip:
    if line.todays_password:
        return Chip("done", "现在的密码能开", Tone.OK)
    return Chip("key", "要用当时的密码", Tone.WARN)
