"""回执: what the township really has, in a sentence; reading its receipt, and comparing on the phone or on paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.exchange_heard import Match, heard_digest
from app.services.exchange_view import VillageExchange
from app.ui.exchange.choosing import PlaceField, Way
from app.ui.exchange.heard_field import HeardField
from app.ui.exchange.states import WEIGHTS
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.field import Field
from app.ui.parts.label import Icon, Label
from app.ui.parts.strip import TroubleStrip
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone


class ReceiptCard(Card):
    """`read_wanted` comes with a file or folder, `paper_wanted` with the letters of a 回执单."""

    read_wanted = Signal(object)
    paper_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("回执", rigid=True, parent=parent)
        self._digest = ""
        theme = theme_now()
        self.icon = Icon("todo", Tone.MUTED, 20)
        self.words, self.why = Label("", wrap=True), Label("", Role.SMALL, Tone.MUTED, wrap=True)
        told = QVBoxLayout()
        told.setSpacing(theme.px(3))
        told.addWidget(self.words)
        told.addWidget(self.why)
        line = QHBoxLayout()
        line.setSpacing(theme.px(12))
        line.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(told, 1)
        self.body.addLayout(line)
        self.read = Button("读入回执", self.open_reading, key="I", icon_name="inbox")
        self.phone = Button("打电话核对", self._open_phone, key="T", icon_name="phone")
        self.paper = Button("只有纸质回执单", self._open_paper, kind="quiet", key="G")
        self.body.addLayout(row(self.read, self.phone))
        self.body.addLayout(row(self.paper))
        self.trouble = TroubleStrip()
        self.body.addWidget(self.trouble)
        self._build_panels()

    def _build_panels(self) -> None:
        self.place = PlaceField("回执在哪里（U盘的文件夹，或 HR- 开头的文件）", Way.EITHER, kinds="回执 (*.age)")
        self.place.entered.connect(self._read)
        self.take = Button("读入", self._read)
        self.heard = HeardField("乡镇念的摘要", self._compare)
        self.letters = Field("回执单二维码的字（可用扫码枪）", needed=True)
        self.letters.entered.connect(self._paper)
        self.record = Button("登记回执单", self._paper)
        self._panels = [
            self._panel(self.place, self.take),
            self._panel(self.heard, None),
            self._panel(self.letters, self.record),
        ]

    def _panel(self, field: QWidget, act: Button | None) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme_now().px(6))
        column.addWidget(field)
        away = Button("收起", self.put_away, kind="quiet")
        column.addLayout(row(act, away) if act is not None else row(away))
        panel.hide()
        self.body.addWidget(panel)
        return panel

    def show_view(self, view: VillageExchange) -> None:
        """Show what the township has."""
        icon, tone = WEIGHTS[view.has.weight]
        self.icon.set_icon(icon, tone)
        self.words.setText(view.has.text)
        self.why.setText(view.has.below)
        self.setAccessibleDescription(f"{view.has.text}。{view.has.below}")
        self._digest = view.slip.digest if view.slip is not None else ""
        for button in (self.phone, self.paper):
            button.setEnabled(bool(self._digest))

    def open_reading(self) -> None:
        """Ask where the receipt is."""
        self._open(0)
        self.place.take_focus()

    def set_place(self, folder: Path | None) -> None:
        """Where the stick is, as a first guess."""
        if folder is not None and self.place.place is None:
            self.place.set_place(folder)

    def refuse(self, sentences: str) -> None:
        """Why it was not read."""
        self.trouble.say(sentences)

    def put_away(self) -> None:
        """Close what is open."""
        self.trouble.hide()
        for panel in self._panels:
            panel.hide()

    def _open(self, at: int) -> None:
        self.trouble.hide()
        for number, panel in enumerate(self._panels):
            panel.setVisible(number == at)

    def _open_phone(self) -> None:
        self._open(1)
        self.heard.take_focus()

    def _open_paper(self) -> None:
        self._open(2)
        self.letters.take_focus()

    def _compare(self, typed: str) -> tuple[Match, str]:
        heard = heard_digest(self._digest, typed)
        return heard.match, heard.text

    def _read(self) -> None:
        place = self.place.needed()
        if place is not None:
            self.read_wanted.emit(place)

    def _paper(self) -> None:
        if self.letters.judge():
            self.paper_wanted.emit(self.letters.text)
        else:
            self.letters.take_focus()
