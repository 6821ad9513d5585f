"""关于: version, which book this is, and the licences of everything inside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QTextBrowser, QWidget

from app import __version__
from app.resources import licences_text
from app.services.update_acts import install_update
from app.ui.changed import Changed
from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.label import Label
from app.ui.settings.room import Room
from app.ui.theme import Role
from app.ui.tokens import Tone
from app.ui.work import sentences

UPDATES = "更新包 (*.hcupdate)"


class AboutRoom(Room):
    """The licences are read from the file that the package carries."""

    key, word = "about", "关于"

    def build(self) -> None:
        """Version, book, licences."""
        self.title(f"惠村 {__version__}")
        self.column.addWidget(
            Label("金融村官的账本。不联网，不上传，账都在这台电脑里，整本加密。银行的数以银行为准。", wrap=True)
        )
        self.book = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.column.addWidget(self.book)
        self.install = Button("装更新包", self._choose, icon_name="usb")
        self.column.addLayout(row(self.install))
        self.column.addWidget(self.said)
        self.title("许可")
        self.note("程序用 Apache-2.0。里面用到的别人的东西，各自的许可如下。")
        self.licences = QTextBrowser()
        self.licences.setOpenLinks(False)
        self.licences.setTabChangesFocus(True)
        self.licences.setAccessibleName("各部分的许可")
        self.column.addWidget(self.licences, 1)

    def refresh(self) -> None:
        book = self.work.book
        if book is not None:
            made = book.info.created_at[:10]
            self.book.setText(f"账本 {book.name} {book.code}，{made} 建，编号 {book.info.book_id}，在 {book.folder}")
        self.licences.setMarkdown(licences_text())

    def first_focus(self) -> QWidget | None:
        return self.licences

    def _choose(self) -> None:
        file = self.choose_file("选更新包", UPDATES)
        if file is not None:
            self.install_from(file)

    def install_from(self, file: Path) -> None:
        """Back up, then set a signed update up beside this version; it runs from the next start on."""
        self.work.write(
            install_update,
            file,
            changes=Changed.BACKUPS,
            what="装更新包",
            progress=True,
            done=self._installed,
            failed=self._failed,
        )

    def _installed(self, version: str) -> None:
        self.say(f"账本已备份，惠村 {version} 已装好，旧版本还在。关掉再打开，就用新版本。")

    def _failed(self, error: BaseException) -> None:
        self.say(sentences(error))
