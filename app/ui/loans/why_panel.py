"""怎么算的: every sum of a loan's state with the days, rate and principal it comes from, and the clause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.loan_why import Reason
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, column, empty_layout, row
from app.ui.parts.label import Label, Rule
from app.ui.parts.scrolled import scrolled
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money


class WhyPanel(Card):
    """`closed` comes when the officer has seen it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("怎么算的", "以银行为准", role=Role.STEP_TITLE, parent=parent)
        inside = QWidget()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme_now().px(16))
        self._grid.setVerticalSpacing(theme_now().px(6))
        self._grid.setColumnStretch(2, 1)
        inside.setLayout(column(self._grid, None))
        self.body.addWidget(scrolled(inside, "怎么算的"), 1)
        self.back = Button("看完了", self.closed.emit, kind="primary", key="Esc")
        self.body.addLayout(row(None, self.back))
        QShortcut(QKeySequence("Esc"), self, self.closed.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_reasons(self, reasons: Sequence[Reason], on: date) -> None:
        """Show each sum on its own line."""
        self.title.setText(f"{on} 的数怎么算的")
        empty_layout(self._grid)
        for number, reason in enumerate(reasons):
            if number:
                self._grid.addWidget(Rule(), 2 * number - 1, 0, 1, 3)
            name, amount = Label(reason.name), Label(f"{money(reason.amount)} 元")
            how = Label("\n".join(reason.how), Role.SMALL, wrap=True)
            words = column(how, spacing=2)
            if reason.clause:
                words.addWidget(Label(reason.clause, Role.SMALL, Tone.MUTED, wrap=True))
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(name, 2 * number, 0, top)
            self._grid.addWidget(amount, 2 * number, 1, top | Qt.AlignmentFlag.AlignRight)
            self._grid.addLayout(words, 2 * number, 2)
