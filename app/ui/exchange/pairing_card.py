"""结对登记: our card out, theirs in, and the fingerprint read aloud; once, before the first bundle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.models import Partner
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.columns import Column
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Label
from app.ui.parts.table import LIST, Table
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

ROLES = {"village": "村", "township": "乡镇", "county": "县"}


class PairingCard(Card):
    """`card_wanted` comes with the file for our card; `accepted` with their file and the fingerprint typed."""

    card_wanted = Signal(object)
    accepted = Signal(object, str)

    def __init__(self, other: str, parent: QWidget | None = None) -> None:
        super().__init__("结对登记", f"和{other}各给一张名片，电话里核对指纹", parent=parent)
        self._file: Path | None = None
        theme = theme_now()
        self.body.setSpacing(theme.px(8))
        self.body.addWidget(Label("我们的指纹（念给对方听）", Role.SMALL, Tone.MUTED))
        self.own = Label("", Role.BODY, wrap=True)
        self.own.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.own)
        self.write = Button("写出我们的名片", self._write, icon_name="save", key="W")
        self.body.addLayout(row(self.write))
        self.table = Table(
            [
                Column("结对的", lambda one: one.name),
                Column("", lambda one: ROLES.get(one.role, one.role), tone=lambda one: Tone.MUTED),
                Column("指纹", lambda one: f"{one.fingerprint[:9]}…", small=True, tone=lambda one: Tone.MUTED),
            ],
            name="已结对",
            row_height=LIST,
            fit=True,
        )
        self.body.addWidget(self.table)
        self.choose = Button(f"选{other}的名片", self._choose, icon_name="inbox", key="N")
        self.file = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        self.body.addLayout(row(self.choose))
        self.body.addWidget(self.file)
        self.file.hide()
        self.fingerprint = Field("对方念的指纹（24 位数字）", needed=True, check=_wrong_fingerprint)
        self.body.addWidget(self.fingerprint)
        self.words = Label("", Role.SMALL, Tone.DANGER, wrap=True)
        self.body.addWidget(self.words)
        self.words.hide()
        self.accept = Button("核对无误，结对", self._accept, kind="second")
        self.body.addLayout(row(None, self.accept))
        self.body.addStretch(1)
        self.fingerprint.entered.connect(self._accept)

    def show_partners(self, fingerprint: str, partners: Sequence[Partner]) -> None:
        """Our fingerprint and whom we trust."""
        self.own.setText(fingerprint)
        self.own.setAccessibleName(f"我们的指纹 {fingerprint}")
        self.table.set_rows(partners)
        self.table.setVisible(bool(partners))
        self.words.hide()

    def take_file(self, file: Path) -> None:
        """Their card."""
        self._file = file
        self.file.setText(file.name)
        self.file.show()
        self.fingerprint.take_focus()

    def show_fault(self, sentence: str) -> None:
        """Why they are not paired."""
        self.words.setText(sentence)
        self.words.show()

    def _write(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, "写出名片", "名片.json", "名片 (*.json)")
        if chosen:
            self.card_wanted.emit(Path(chosen))

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选名片", "", "名片 (*.json);;所有文件 (*)")
        if chosen:
            self.take_file(Path(chosen))

    def _accept(self) -> None:
        if self._file is None:
            self.show_fault("请先选对方的名片。")
            self.choose.setFocus()
        elif first_wrong([self.fingerprint]) is None:
            self.accepted.emit(self._file, self.fingerprint.text)


def _wrong_fingerprint(text: str) -> str:
    digits = "".join(character for character in text if character.isdigit())
    return "" if len(digits) == 24 else f"指纹是 24 位数字，每四位一组，现在是 {len(digits)} 位。"
