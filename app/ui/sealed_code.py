"""A recovery code shown once: printed as a sealed sheet or copied by hand, then proved by typing two groups back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.card import row
from app.ui.parts.code_check import CodeCheck
from app.ui.parts.label import Label
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import Work, sentences

if TYPE_CHECKING:
    from app.storage.book import Book

NO_PRINTER = "这台电脑没有装打印机：请照着抄在纸上，或存成 PDF 到别处打印，印完就删掉文件。"


class SealedCode(QWidget):
    """`proved` comes when two groups were typed back; until then the code stands here and nowhere else."""

    proved = Signal()

    def __init__(self, work: Work, done_word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._printer, self._code = work, "", ""
        self._book: Book | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme_now().px(10))
        text = "只显示这一次。打印或抄好后装进信封封口，交村委会保管。忘了密码，或换人时，要靠它打开账本。"
        column.addWidget(Label(text, Role.BODY, wrap=True))
        self.shown = Label("", Role.ANSWER)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.shown.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.shown.setAccessibleName("恢复码")
        self.shown.setWordWrap(True)
        column.addWidget(self.shown)
        self.print = Button("打印恢复单", self._print, key="P", icon_name="printer")
        self.file = Button("存成 PDF 再打印", self._choose_file, kind="quiet")
        column.addLayout(row(self.print, self.file))
        self.said = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.said.hide()
        column.addWidget(self.said)
        self.check = CodeCheck()
        self.check.passed.connect(self._passed)
        column.addWidget(self.check)
        self.done = Button(done_word, self.check.check, kind="primary", key="Enter", large=True)
        column.addWidget(self.done)

    def show_code(self, book: Book, code: str) -> None:
        """Show it and ask for two of its groups; a machine without a printer is told to copy it."""
        from app.ui.printing.printer import printer_names

        self._book, self._code = book, code
        groups = code.split("-")
        self.shown.setText("  ".join(groups))
        self.shown.setAccessibleName("恢复码：" + "，".join(" ".join(group) for group in groups))
        names = printer_names()
        self._printer = names[0] if names else ""
        self.print.setEnabled(bool(names))
        self._say("" if names else NO_PRINTER)
        self.check.ask(code)

    def save_to(self, file: Path) -> None:
        """Write the sheet as PDF."""
        from app.services.sealed_sheet import save_sealed_sheet

        on = self._work.today
        self._work.beside(save_sealed_sheet, self._book, self._code, file, on=on, done=self._saved, failed=self._failed)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _passed(self) -> None:
        self._code = ""
        self.shown.clear()
        self.shown.setAccessibleName("恢复码")
        self.proved.emit()

    def _print(self) -> None:
        from app.services.sealed_sheet import sealed_sheet

        on = self._work.today
        self._work.beside(sealed_sheet, self._book, self._code, on=on, done=self._drawn, failed=self._failed)

    def _drawn(self, pdf: bytes) -> None:
        from app.ui.printing.printer import print_pdf

        name = self._printer
        good = print_pdf(pdf, name, copies=1, duplex=False)
        self._say(f"已送到打印机 {name}。" if good else f"打印机 {name} 没有接。请看它开着没有，再印一次。")

    def _choose_file(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, "恢复单存成 PDF", "恢复单.pdf", "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def _saved(self, file: Path) -> None:
        self._say(f"已存到 {file}。印完请把文件删掉。")

    def _failed(self, error: BaseException) -> None:
        self._say(sentences(error))
