"""交接单: the slip of the newest bundle as the paper it will be; white with black ink in both themes."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.services.exchange_page import ExchangeView
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, empty_layout, row
from app.ui.parts.empty import Empty
from app.ui.parts.label import Label
from app.ui.parts.qr import QrView
from app.ui.parts.scrolled import scrolled
from app.ui.theme import Role, theme_now
from app.ui.words import in_fours


class SlipCard(Card):
    """`print_wanted` asks for the slip on paper, in two parts."""

    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("交接单", parent=parent)
        theme = theme_now()
        self.print = Button("打印两联", self.print_wanted.emit, key="P", icon_name="printer")
        self.add_to_heading(self.print)
        self.paper = QFrame()
        self.paper.setObjectName("paper")
        self.paper.setStyleSheet("#paper { background: white; border: 1px solid #23262A; }")
        column = QVBoxLayout(self.paper)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(6))
        self.title = self._ink("U盘交接单", Role.STEP_TITLE)
        column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        self.number, self.when = self._ink(""), self._ink("")
        column.addLayout(row(self.number, None, self.when))
        column.addWidget(self._line())
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(theme.px(4))
        column.addLayout(self._grid)
        column.addWidget(self._line())
        column.addWidget(self._ink("本次摘要：电话里读前两组和末一组", Role.SMALL))
        self.digest = self._ink("")
        self.digest.setWordWrap(True)
        self.digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = QrView("交接单的二维码")
        column.addLayout(row(self.digest, None, self.code))
        column.addWidget(self._line())
        column.addLayout(row(self._ink("交："), None, self._ink("接："), None, self._ink("年　　月　　日")))
        self.body.addWidget(scrolled(self.paper, "交接单"), 1)
        self.nothing = Empty("做好交换包，这里就是要两边签字的交接单。", icon_name="sheet")
        self.body.addWidget(self.nothing)
        self.body.addStretch(0)

    def show_view(self, view: ExchangeView) -> None:
        """Show the slip of the newest bundle."""
        newest, slip = view.state.newest, view.slip
        for part in (self.paper, self.print):
            part.setVisible(slip is not None)
        self.nothing.setVisible(slip is None)
        if newest is None or slip is None:
            return
        self.number.setText(f"第 {newest.seq} 号包")
        self.when.setText(f"{datetime.fromisoformat(newest.created_at):%Y-%m-%d %H:%M}")
        empty_layout(self._grid)
        for at, (word, value) in enumerate(slip.lines):
            self._grid.addWidget(self._ink(word, Role.SMALL), at, 0)
            self._grid.addWidget(self._ink(value), at, 1, Qt.AlignmentFlag.AlignRight)
        groups = in_fours(slip.digest).split()
        self.digest.setText("\n".join(" ".join(groups[at : at + 4]) for at in range(0, len(groups), 4)))
        self.digest.setAccessibleName(f"摘要 {in_fours(slip.digest)}")
        self.code.show_text(slip.code)

    def _ink(self, text: str, role: Role = Role.BODY) -> Label:
        label = Label(text, role)
        palette = label.palette()
        palette.setColor(QPalette.ColorRole.WindowText, Qt.GlobalColor.black)
        label.setPalette(palette)
        return label

    def _line(self) -> QFrame:
        line = QFrame()
        line.setFixedHeight(1)
        line.setStyleSheet("background: #23262A; border: none;")
        return line
