"""The head of a contract: who, the note, up to three states, the acts, one line of terms, and the stage track."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.services.loan_page import LoanPage
from app.services.portfolio import LoanLine
from app.ui.households.ledgers import loan_chip
from app.ui.loans.acts.catalogue import MENU, OF_OPEN_LOANS
from app.ui.loans.stages import kind_word, method_word, track
from app.ui.parts.buttons import Button
from app.ui.parts.card import empty_layout
from app.ui.parts.chip import Chip, ChipLabel
from app.ui.parts.label import Label
from app.ui.parts.stage_track import StageTrack
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.words import money, percent

NEAR_DAYS = 45
MOST_NOTES = 3
WIDEST = 1090


class ContractHeader(QFrame):
    """`act_wanted` comes with the name of an act; the page opens its form."""

    act_wanted = Signal(str)
    household_wanted = Signal()
    note_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_now()
        self.setObjectName("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(16), theme.px(8), theme.px(14), theme.px(8))
        outer.setSpacing(theme.px(4))
        self.name = Label("", Role.PERSON)
        self.note = Label("")
        self._chips = QHBoxLayout()
        self._shown_chips: list[ChipLabel] = []
        self._chips.setSpacing(theme.px(8))
        self.repay = Button("登记还款", self._repay, key="R", kind="primary", icon_name="yuan")
        self.extend = Button("展期", self._extend, key="E", icon_name="calendar")
        self.renew = Button("无还本续贷", self._renew, key="X")
        self.print = Button("打印", self._print, key="P", icon_name="printer")
        self.more = Button("更多", icon_name="down", key="M")
        self._menu()
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.name)
        top.addWidget(self.note)
        top.addLayout(self._chips)
        top.addStretch(1)
        self._acts = QWidget()
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(theme.px(8))
        for button in (self.repay, self.extend, self.renew, self.print, self.more):
            acts.addWidget(button)
        self._top, self._second = top, QHBoxLayout()
        outer.addLayout(top)
        outer.addLayout(self._second)
        self._second.addStretch(1)
        self._place_acts()
        self.terms = Label("", Role.SMALL, Tone.MUTED, wrap=True)
        outer.addWidget(self.terms)
        self._notes_holder = QWidget()
        self._notes = QHBoxLayout(self._notes_holder)
        self._notes.setContentsMargins(0, 0, 0, 0)
        self._notes.setSpacing(theme.px(8))
        outer.addWidget(self._notes_holder)
        self.track = StageTrack()
        outer.addWidget(self.track)

    def _place_acts(self) -> None:
        """The acts stand beside the name, and below it where the name is long or the text large."""
        theme = theme_now()
        parts: list[QWidget] = [self.name, self.note, *self._shown_chips]
        named = sum(max(part.sizeHint().width(), part.minimumWidth()) + theme.px(8) for part in parts)
        below = theme.two_columns or named + self._acts.sizeHint().width() > theme.px(WIDEST)
        for line in (self._top, self._second):
            line.removeWidget(self._acts)
        if below:
            self._second.insertWidget(0, self._acts)
        else:
            self._top.addWidget(self._acts)

    def _menu(self) -> None:
        menu = QMenu(self.more)
        self._actions: dict[str, QAction] = {}
        for group in MENU:
            for form in group:
                self._add(menu, form.title_words, form.name)
            menu.addSeparator()
        self._add(menu, "尽职档案", "duty")
        self._add(menu, "同一合同再登记一笔借据", "draw")
        household = QAction("看这一户", menu)
        household.triggered.connect(self.household_wanted)
        menu.addAction(household)
        self.more.setMenu(menu)

    def _add(self, menu: QMenu, word: str, act: str) -> None:
        action = QAction(word, menu)
        action.setObjectName(act)
        action.triggered.connect(self._chosen)
        menu.addAction(action)
        self._actions[act] = action

    def show_page(self, page: LoanPage, today: date) -> None:
        """Show the contract."""
        line = page.view.line
        loan, state = line.loan, line.state
        self.name.setText(line.borrower.name)
        self.note.setText(f"借据 {loan.note_number}")
        self._show_chips(line, today)
        parts = [
            line.household.group_name,
            loan.bank,
            f"合同 {money(line.terms.principal)} 元",
            f"{state.disbursed_on} 至 {state.due_on}（{loan.term_months} 个月）",
            f"年利率 {percent(line.terms.rate)}",
            method_word(loan.method),
            f"用途 {loan.purpose}" if loan.purpose else "",
        ]
        self.terms.setText(" · ".join(part for part in parts if part))
        self.track.show_stages(track(page.stages))
        self._place_acts()
        for button in (self.extend, self.renew):
            button.setEnabled(not state.cleared)
            button.setToolTip("这笔贷款已经结清。" if state.cleared else "")
        for act, action in self._actions.items():
            action.setEnabled(not (state.cleared and act in OF_OPEN_LOANS))
        self._show_notes(page)

    def _show_notes(self, page: LoanPage) -> None:
        """The other notes of the same contract, each a way to it; the line and what is left of it."""
        empty_layout(self._notes)
        contract = page.contract
        others = [line for line in contract.notes if line.loan.note_number != page.view.line.loan.note_number]
        told = []
        if contract.contract_line is not None:
            told.append(f"合同额度 {money(contract.contract_line)} 元{'，循环支用' if contract.revolving else ''}")
        if contract.left is not None:
            told.append(f"还可支用 {money(contract.left)} 元")
        if others:
            told.append(f"同一合同 {len(contract.notes)} 笔借据，共余 {money(contract.balance)} 元：")
        self._notes_holder.setVisible(bool(told) or page.stop is not None)
        if page.stop is not None:
            self._notes.addWidget(ChipLabel(Chip("stop", page.stop.kind, Tone.DANGER)))
            self._notes.addWidget(Label(page.stop.text, Role.SMALL, Tone.DANGER, wrap=True), 1)
        if told:
            self._notes.addWidget(Label("，".join(told), Role.SMALL, Tone.MUTED))
        for line in others[:MOST_NOTES]:
            note = line.loan.note_number
            button = Button(f"{note} 余 {money(line.state.balance)}", kind="quiet", icon_name="loan")
            button.setObjectName(note)
            button.clicked.connect(self._to_note)
            self._notes.addWidget(button)
        self._notes.addStretch(0 if page.stop is not None else 1)

    def _to_note(self) -> None:
        self.note_wanted.emit(self.sender().objectName())

    def _show_chips(self, line: LoanLine, today: date) -> None:
        empty_layout(self._chips)
        state = line.state
        left = (state.due_on - today).days
        chips = [Chip("loan", kind_word(line.loan.kind), Tone.ACCENT), loan_chip(line)]
        if not state.cleared and 0 <= left <= NEAR_DAYS:
            chips.append(Chip("clock", f"{left} 天后到期" if left else "今天到期", Tone.WARN))
        elif state.extensions:
            chips.append(Chip("calendar", "已展期", Tone.WARN))
        self._shown_chips = [ChipLabel(chip) for chip in chips]
        for label in self._shown_chips:
            self._chips.addWidget(label)

    def _repay(self) -> None:
        self.act_wanted.emit("repay")

    def _extend(self) -> None:
        self.act_wanted.emit("extend")

    def _renew(self) -> None:
        self.act_wanted.emit("renew")

    def _print(self) -> None:
        self.act_wanted.emit("print")

    def _chosen(self) -> None:
        self.act_wanted.emit(self.sender().objectName())
