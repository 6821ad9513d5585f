"""Whom we trust, and who may no longer be trusted; and the county's emergency key."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.exchange_partners import PairingView, PartnerLine
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.chip import Chip
from app.ui.parts.columns import Column
from app.ui.parts.empty import Empty
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.label import Icon, Label
from app.ui.parts.strip import TroubleStrip
from app.ui.parts.table import TWO_LINES, Table
from app.ui.theme import theme_now
from app.ui.tokens import Tone

LAST = 8


class PartnersCard(Card):
    """`revoke_wanted` comes with the code and the reason."""

    revoke_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("已结对", parent=parent)
        self.table = Table(
            [
                Column("", lambda one: f"{one.name}（{one.role}）", second=_below, stretch=True),
                Column("", lambda one: "", chip=_chip),
            ],
            name="已结对的单位，回车撤销",
            heading=False,
            row_height=TWO_LINES,
            fit=theme_now().two_columns,
        )
        self.table.opened.connect(self._ask)
        self.nothing = Empty("还没有和谁结对。做完左边三步，这里就有了。", icon_name="key")
        self.trouble = TroubleStrip()
        self._panel = QWidget()
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(0, 0, 0, 0)
        self.which = Label("", wrap=True)
        self.why = Field("为什么撤销（电脑丢了、换了人）", needed=True)
        self.why.entered.connect(self._revoke)
        self.revoke = Button("撤销结对", self._revoke)
        self.keep = Button("保留", self._put_away, kind="quiet")
        for part in (self.which, self.why):
            column.addWidget(part)
        column.addLayout(row(self.revoke, self.keep))
        self._panel.hide()
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self._panel)
        self.body.addStretch(0)
        self._code = ""

    def show_view(self, view: PairingView) -> None:
        """Show them."""
        self.set_note(f"{view.trusted} 家，回车撤销" if view.trusted else "")
        self.table.set_rows(view.partners)
        self.table.setVisible(bool(view.partners))
        self.nothing.setVisible(not view.partners)
        self._put_away()

    def _ask(self, one: PartnerLine) -> None:
        if one.revoked:
            return
        self._code = one.code
        self.which.setText(f"撤销以后，{one.name}签的包和回执都不再收。")
        self._panel.show()
        self.why.take_focus()

    def _revoke(self) -> None:
        if first_wrong([self.why]) is None:
            self.revoke_wanted.emit(self._code, self.why.text)

    def _put_away(self) -> None:
        self.trouble.hide()
        self._panel.hide()
        self.why.set_text("")


class EscrowCard(Card):
    """县应急钥匙: a bare `age1…` key; `escrow_wanted` comes with key, county, last eight characters, password."""

    escrow_wanted = Signal(str, str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("县应急钥匙", rigid=True, parent=parent)
        self.icon, self.words = Icon("key", Tone.MUTED), Label("", wrap=True)
        self.open = Button("登记", self._open, kind="quiet", key="Y")
        self.add_to_heading(self.open)
        line = row(self.icon, stretch=False)
        line.addWidget(self.words, 1)
        self.body.addLayout(line)
        self.trouble = TroubleStrip()
        self.name = Field("哪个县", needed=True, placeholder="清溪县")
        self.key = Field("县里发来的钥匙（age1 开头）", needed=True)
        self.last = Field("再输一遍钥匙的最后八个字符", needed=True, check=_wrong_last)
        self.password = Field("本账本的密码", needed=True, secret=True)
        self._fields = [self.name, self.key, self.last, self.password]
        self.save = Button("登记应急钥匙", self._save)
        self.keep = Button("不登记", self.done, kind="quiet")
        self._panel = QWidget()
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme_now().px(5))
        for field in self._fields:
            column.addWidget(field)
        column.addLayout(row(self.save, self.keep))
        self.password.entered.connect(self._save)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self._panel)
        self._panel.hide()

    def show_view(self, view: PairingView) -> None:
        """Say whether there is one."""
        had = "以后的交换包县里在应急时也打得开，每张交接单上都写着。"
        none = "没有登记。登记以后，乡镇的电脑坏了，县里也打得开交换包。"
        self.words.setText(f"{view.escrow}。{had}" if view.escrow else none)
        self.open.set_word("换一把" if view.escrow else "登记", "换一把县应急钥匙" if view.escrow else "登记县应急钥匙")

    def done(self) -> None:
        """Close the form; nothing of the password stays."""
        self.trouble.hide()
        self._panel.hide()
        self.open.show()
        for field in self._fields:
            field.set_text("")

    def _open(self) -> None:
        self._panel.show()
        self.open.hide()
        self.name.take_focus()

    def _save(self) -> None:
        if first_wrong(self._fields) is None:
            self.escrow_wanted.emit(self.key.text, self.name.text, self.last.text, self.password.text)


def _below(one: PartnerLine) -> str:
    groups = one.fingerprint.split()
    return one.revoked or f"{one.since} 结对 · {groups[0]} … {groups[-1]}"


def _chip(one: PartnerLine) -> Chip:
    return Chip("stop", "已撤销", Tone.DANGER) if one.revoked else Chip("done", "可信", Tone.OK)


def _wrong_last(text: str) -> str:
    return "" if len(text) == LAST else f"要八个字符，现在是 {len(text)} 个。"
