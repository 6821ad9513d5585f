"""What every act on a loan shares: fields in a grid, what the rules say below them, save and give up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.findings import Finding, blocks
from app.services.portfolio import LoanLine
from app.ui.changed import Changed
from app.ui.messages import may_drop
from app.ui.parts.buttons import Button
from app.ui.parts.card import Card, row
from app.ui.parts.check import Check
from app.ui.parts.choice import Choice
from app.ui.parts.field import Field, first_wrong
from app.ui.parts.finding_list import FindingList
from app.ui.parts.label import Label
from app.ui.parts.scrolled import scrolled
from app.ui.theme import Role, theme_now
from app.ui.tokens import Tone
from app.ui.work import sentences

GIVE_UP = "Esc 放弃"
STOPPED = "有“不能办”的规定。银行已经办了的，请勾上照实登记。"
ALREADY = "银行已经办了：照实登记"


class ActForm(Card):
    """`wanted` comes with the keyword arguments of `service`, which the page calls with the note number before them.

    `asked` wants something read about the loan, a verb and what it is given after the note number; the answer comes
    back through `show_answer`, a known error through `show_fault`. `dropped` comes where the officer gives up.
    """

    name: ClassVar[str] = ""
    title_words: ClassVar[str] = ""
    verb: ClassVar[str] = "保存"
    service: ClassVar[Callable[..., Any] | None] = None
    changes: ClassVar[Changed] = Changed.LOANS
    explained: ClassVar[str] = ""
    columns: ClassVar[int] = 3

    wanted = Signal(dict)
    asked = Signal(object, tuple)
    dropped = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(self.title_words, role=Role.STEP_TITLE, parent=parent)
        self.today = today
        self.line: LoanLine | None = None
        self.fields: list[Field] = []
        self._begun: list[str] = []
        self._found: tuple[Finding, ...] = ()
        theme = theme_now()
        inside = QWidget()
        self.inside = QVBoxLayout(inside)
        self.inside.setContentsMargins(*[theme.px(4)] * 4)
        self.inside.setSpacing(theme.px(8))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.px(12))
        self.grid.setVerticalSpacing(theme.px(8))
        self.inside.addLayout(self.grid)
        self.findings = FindingList()
        self.already: Check | None = None
        self.build()
        if self.explained:
            self.inside.addWidget(Label(self.explained, Role.SMALL, Tone.MUTED, wrap=True))
        self.inside.addWidget(self.findings)
        self.body.addWidget(scrolled(inside, self.title_words), 1)
        for column in range(self.columns):
            self.grid.setColumnStretch(column, 1)
        self.save = Button(self.verb, self._save, kind="primary", key="Ctrl+Enter")
        self.drop = Button("放弃", self._drop)
        self.words = Label(GIVE_UP, Role.SMALL, Tone.MUTED, wrap=True)
        foot = row(self.words, self.drop, self.save, stretch=False)
        foot.setStretch(0, 1)
        self.body.addLayout(foot)
        QShortcut(QKeySequence("Esc"), self, self._drop, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for field in self.fields:
            field.entered.connect(self.focusNextChild)

    # --- what each act says for itself ---

    def build(self) -> None:
        """Add the fields."""

    def start(self, line: LoanLine) -> None:
        """Open the form for a loan; the first field gets the keyboard."""

    def values(self) -> dict[str, Any]:
        """The keyword arguments of the service."""
        return {}

    @property
    def about(self) -> str:
        """What the act is about where that is not the loan; the draft is kept under it."""
        return ""

    def call(self, note_number: str) -> tuple[Callable[..., Any], str]:
        """The service and its first argument."""
        assert self.service is not None
        return self.service, note_number

    def show_answer(self, answer: Any) -> None:
        """What was asked for: usually findings."""
        self.show_findings(answer)

    # --- parts ---

    def add(self, *fields: Field) -> None:
        """Put fields into the grid, in reading order."""
        for field in fields:
            at = len(self.fields)
            self.fields.append(field)
            self.grid.addWidget(field, at // self.columns, at % self.columns)

    def may_be_done(self) -> None:
        """What the bank has done already is let through whatever the rules say."""
        self.already = Check(ALREADY)
        self.already.toggled.connect(self._judge)
        self.inside.addLayout(row(self.already))

    def show_findings(self, findings: Sequence[Finding], notes: Sequence[Finding] = ()) -> None:
        """Show what speaks against it, and what only explains; a block stops the button."""
        self._found = tuple(findings)
        self.findings.show_findings([*findings, *notes])
        self._judge()

    def show_fault(self, sentence: str) -> None:
        """Why it was not done or cannot be judged, beside the buttons."""
        self.words.set_tone(Tone.DANGER)
        self.words.setText(sentence)

    def hear_error(self, error: BaseException) -> None:
        """A known error of the service, in its three sentences."""
        self.show_fault(sentences(error))

    @property
    def done_already(self) -> bool:
        """Whether the bank has done it, so that no rule stops it."""
        return self.already is not None and self.already.isChecked()

    def _judge(self) -> None:
        stopped = bool(blocks(list(self._found))) and not self.done_already
        self.save.setEnabled(not stopped)
        self.words.set_tone(Tone.DANGER if stopped else Tone.MUTED)
        self.words.setText(STOPPED if stopped else GIVE_UP)

    # --- opening, saving ---

    def begin(self, line: LoanLine) -> None:
        """Open the form and remember what stood in it, so that only what was typed counts as typed."""
        self.line = line
        self.words.set_tone(Tone.MUTED)
        self.words.setText(GIVE_UP)
        self.save.setEnabled(True)
        if self.already is not None:
            self.already.setChecked(False)
        for field in self.fields:
            if isinstance(field.control, Choice) and not field.control.isEditable():
                field.control.setCurrentIndex(0)
            else:
                field.set_text("")
        self.start(line)
        if self.fields:
            self.fields[0].take_focus()
        self._begun = [field.text for field in self.fields]

    @property
    def typed(self) -> bool:
        """Whether something would be lost."""
        return [field.text for field in self.fields] != self._begun

    def _save(self) -> None:
        if first_wrong(self.fields) is None and self.save.isEnabled():
            self.wanted.emit(self.values())

    def _drop(self) -> None:
        if may_drop(self, typed=self.typed):
            self.dropped.emit()
