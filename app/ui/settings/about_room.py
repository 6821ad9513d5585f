"""关于: version, which book this is, and the licences of everything inside."""

from __future__ import annotations

from PySide6.QtWidgets import QTextBrowser, QWidget

from app import __version__
from app.resources import licences_text
from app.ui.parts.label import Label
from app.ui.settings.room import Room
from app.ui.theme import Role
from app.ui.tokens import Tone


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
