"""Our own card as it is read aloud: whose it is, and its fingerprint in six large groups."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.exchange_partners import PairingView
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.fact import Fact
from app.ui.parts.label import Label, Rule
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone

ROLES = {"village": "村", "township": "乡镇"}
_ACROSS = 3


class OwnCard(Card):
    """`renew_wanted` asks for new keys.

    The fingerprint can be walked through with the keyboard, so that a screen reader reads it again.
    """

    renew_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("自己的名片", "对方问起，就念这个指纹", role=Role.STEP_TITLE, parent=parent)
        theme = theme_now()
        self.name, self.code = Fact("单位"), Fact("区划代码")
        self.body.addWidget(self.name)
        self.body.addWidget(self.code)
        self.body.addWidget(Rule())
        self.body.addWidget(Label("指纹：一组一组念", Role.SMALL, Tone.MUTED))
        self.fingerprint = QWidget()
        self.fingerprint.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        grid = QGridLayout(self.fingerprint)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(_ACROSS, 1)
        self.groups = [Label("", Role.ANSWER) for _ in range(2 * _ACROSS)]
        for at, group in enumerate(self.groups):
            grid.addWidget(group, at // _ACROSS, at % _ACROSS)
        self.body.addWidget(self.fingerprint)
        self.body.addStretch(1)
        self.said = Label("", Role.SMALL, Tone.OK, wrap=True)
        self.said.hide()
        self.renew = Button("换一对密钥", self.renew_wanted.emit, kind="quiet", spoken="换一对密钥，写出新名片")
        self.body.addWidget(self.said)
        self.body.addLayout(row(self.renew))

    def say(self, words: str) -> None:
        """What was done."""
        self.said.setText(words)
        self.said.show()

    def show_view(self, view: PairingView) -> None:
        """Show it."""
        self.name.show_fact(view.name, ROLES.get(view.role, ""))
        self.code.show_fact(view.code)
        groups = view.fingerprint.split()
        for label, group in zip(self.groups, groups, strict=True):
            label.setText(group)
        self.fingerprint.setAccessibleName(f"自己的指纹：{'，'.join(' '.join(group) for group in groups)}")
